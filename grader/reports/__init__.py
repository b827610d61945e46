"""Reports on a graded class and on the term, comments, and exports of grades."""
