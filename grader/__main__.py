"""``python -m grader``."""

import atexit
import gc

from grader.safe_path import leave_current_folder

leave_current_folder()  # before anything else is imported

# Almost all that a command makes stays until its end: to look through it, and once more when it
# ends, took half a second of a run.
gc.set_threshold(20_000, 20, 20)
atexit.register(gc.freeze)

from grader.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
