"""Whether everybody on this machine can change what was collected.

nbgrader's exchange gives everybody the right to write to a submission, and ``nbgrader collect``
copies that right. So the course's folder has to keep the others out; nbgrader does not check it.
"""

from __future__ import annotations

import shlex
import stat
from pathlib import Path

from grader.course import Course


def open_to_everybody(course: Course, assignment: str) -> list[str]:
    """Say that all users of this machine can change submissions of an assignment, if they can."""
    if not all(_others_may(path, stat.S_IXOTH) for path in (course.root, *course.root.parents)):
        return []
    folders = course.students_below(course.directory.submitted_directory, assignment)
    writable = [path for _, path in folders if _others_may(path, stat.S_IWOTH)]
    if not writable:
        return []
    return [
        "All users of this machine can read the course, its solutions and grades, and change what "
        f"was submitted: {course.shown(writable[0])}, for one, has the rights that nbgrader's "
        "exchange gave it. Close the course's folder: "
        f"`chmod o-rwx {shlex.quote(str(course.root))}`."
    ]


def _others_may(path: Path, right: int) -> bool:
    try:
        return bool(path.stat().st_mode & right)
    except OSError:  # gone by now, say; grading will tell
        return False
