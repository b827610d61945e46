"""Whether everybody on a machine that students use, too, can read the course.

A class that submits through nbgrader's exchange has accounts on the instructor's machine. So the
course's folder has to keep the others out; nbgrader does not check it.
"""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

from grader.course import Course
from grader.gradebook.release_feedback import SECRET


def open_to_everybody(course: Course, assignment: str) -> list[str]:
    """Say that all users of this machine can read the course, if they can and some are students."""
    if not all(_others_may_enter(path) for path in (course.root, *course.root.parents)):
        return []
    submitted = course.students_below(course.directory.submitted_directory, assignment)
    if not any(os.path.isfile(folder / SECRET) for _, folder in submitted):  # not by the exchange
        return []
    return [
        "All users of this machine can read the course: solutions, submissions and grades. "
        f"Close its folder: `chmod o-rwx {shlex.quote(str(course.root))}`."
    ]


def _others_may_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)
