"""What a class did and did not understand: one page for the instructor, from what was graded."""
