"""``python -m grader``."""

import grader.safe_path  # noqa: I001  (before all others)
import grader.light_imports  # noqa: F401
from grader.cli import main

if __name__ == "__main__":
    main()
