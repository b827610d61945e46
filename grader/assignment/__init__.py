"""An assignment as its author wrote it: the graded tests, the cells to fill, the data it needs."""
