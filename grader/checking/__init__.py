"""What a student can find out before handing in: the visible tests, and what looks odd."""
