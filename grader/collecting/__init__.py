"""From the archive that a learning platform makes of a class to nbgrader's ``submitted/``."""
