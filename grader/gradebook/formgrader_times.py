"""formgrader reads the time of a submission as safely as `grade` does.

nbgrader opens every ``timestamp.txt`` for the page that lists submissions: a pipe keeps the whole
server waiting, and a text that is no time empties the page for the class. There is no setting for
this, so that one function of nbgrader's is replaced.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path


def read_times_safely() -> None:
    """Replace the function where formgrader runs. To be called by ``nbgrader_config.py``."""
    if api := sys.modules.get("nbgrader.apps.api"):  # not loaded: nobody will call it
        api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


def _submitted_timestamp(api: object, assignment: str, student: str) -> datetime | None:
    """Return when it was submitted, in UTC; None without a time that can be read."""
    from nbgrader.utils import parse_utc

    from grader.submissions.submission import Submission

    directory = api.coursedir
    folder = directory.format_path(directory.submitted_directory, student, assignment)
    text = Submission(student, assignment, Path(folder).absolute()).timestamp
    return parse_utc(text) if text else None
