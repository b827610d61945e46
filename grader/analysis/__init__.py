"""Static analysis of cells: which names they define, use and change. Nothing is run."""
