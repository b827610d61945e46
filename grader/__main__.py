"""``python -m grader``."""

from grader.safe_path import leave_current_folder

leave_current_folder()  # before anything else is imported

import grader.light_imports  # noqa: E402, F401
from grader.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
