"""More time for single students, kept where the gradebook of nbgrader can't: before they submit.

nbgrader stores an extension with a submission. What is granted here waits in a file beside the
result cache, and is written to the gradebook whenever the submission is.
"""

from __future__ import annotations

import datetime
import json

from nbgrader.api import SubmittedAssignment

from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.result_cache import FOLDER

NAME = "extensions.json"


class Extensions:
    """The extensions of a course, by assignment and student.

    Raises
    ------
    CourseError
        If their file can't be read.
    """

    def __init__(self, course: Course) -> None:
        self._path = course.root / FOLDER / NAME
        self._minutes = self._read()

    def apply(self, submission: SubmittedAssignment) -> None:
        """Write a student's extension to their submission; one given elsewhere stays."""
        minutes = self._minutes.get(submission.assignment.name, {}).get(submission.student.id)
        if minutes is not None:
            submission.extension = datetime.timedelta(minutes=minutes) if minutes else None

    def grant(self, assignment: str, student: str, extension: datetime.timedelta) -> None:
        """Note an extension in place of the one before; none at all takes that back."""
        granted = self._minutes.setdefault(assignment, {})
        granted[student] = extension.total_seconds() / 60
        write_whole(self._path, json.dumps(self._minutes, indent=1))

    def _read(self) -> dict[str, dict[str, float]]:
        if not self._path.exists():
            return {}
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                assignment: {student: float(minutes) for student, minutes in students.items()}
                for assignment, students in kept.items()
            }
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise CourseError(
                f"{self._path} holds the extensions, and can't be read: {error}. Put your backup "
                "of it back, or move it away and grant them again."
            ) from error
