"""From the author's percent-format source to the notebooks: solution and release."""
