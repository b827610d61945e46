"""What grading says: plain, immutable values that every later stage only reads."""
