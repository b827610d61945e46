"""Tables and progress bars in the terminal."""
