"""``python -m grader``."""

import grader.light_imports  # noqa: F401  (before all others)
from grader.cli import main

if __name__ == "__main__":
    main()
