"""From an assignment's source to the notebooks, tried with right and wrong answers first."""
