"""Called first by every command: nothing is imported from the folder a command is run in.

``python -m`` and ``python -c`` look there before anywhere else, so that a ``click.py`` beside a
friend's notebook would be run. What Python itself imports before it comes here it has found there
already; ``python -P -m grader`` and the program ``grader`` leave nothing to find.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def leave_current_folder() -> None:
    """Take the current folder out of the path, here and in the processes that we start."""
    if sys.path and sys.path[0] in ("", os.getcwd()) and os.getcwd() != ROOT:
        del sys.path[0]
    os.environ["PYTHONSAFEPATH"] = "1"
