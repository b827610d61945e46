"""Grading a class, and the only part that writes: gradebook, autograded notebooks, feedback."""
