"""Lateness: extensions for single students, the course's late policy, the final score.

nbgrader stores an extension with a submission. What is granted before there is one waits in a file
beside the result cache, and is written to the gradebook whenever the submission is.
"""

from __future__ import annotations

import datetime
import json
import math

from nbgrader.api import SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties

from grader.atomic_write import write_whole
from grader.course import Course
from grader.errors import CourseError

NAME = "extensions.json"


class Extensions:
    """The extensions of a course, by assignment and student, as their file has them at the moment.

    Raises
    ------
    CourseError
        If the file can't be read.
    """

    def __init__(self, course: Course) -> None:
        self._path = course.state / NAME
        self._read()

    def apply(self, submission: SubmittedAssignment) -> None:
        """Write a student's extension to their submission; one given elsewhere stays."""
        minutes = self._read().get(submission.assignment.name, {}).get(submission.student.id)
        if minutes is not None:
            submission.extension = datetime.timedelta(minutes=minutes) if minutes else None

    def has(self, assignment: str, student: str) -> bool:
        """Whether an extension of a student is written down, or that it was taken back."""
        return student in self._read().get(assignment, {})

    def grant(self, assignment: str, student: str, extension: datetime.timedelta) -> None:
        """Write an extension down in place of the one before; none at all takes that back."""
        granted = self._read()
        granted.setdefault(assignment, {})[student] = extension.total_seconds() / 60
        write_whole(self._path, json.dumps(granted, indent=1))

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


class LatePolicy:
    """The plugin that ``AssignLatePenalties.plugin_class`` names, with nbgrader's own checks.

    Raises
    ------
    CourseError
        If it can't be made.
    """

    def __init__(self, course: Course) -> None:
        self._importing = course.importing
        try:
            with course.importing():
                self._step = AssignLatePenalties(config=course.config)
                self._step.init_plugin()
        except Exception as error:  # what it names is the course's own code
            raise CourseError(
                "The late policy can't be made: "
                f"{' '.join(str(error).split())} Correct `AssignLatePenalties.plugin_class` in "
                "nbgrader_config.py."
            ) from error

    def apply(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """Set the penalty of a notebook anew; its score must be what the gradebook holds now.

        Raises
        ------
        CourseError
            If the plugin fails, or says what is no number of points.
        """
        notebook.late_submission_penalty = self._penalty(submission, notebook)

    def _penalty(
        self, submission: SubmittedAssignment, notebook: SubmittedNotebook
    ) -> float | None:
        if submission.assignment.duedate is None or submission.total_seconds_late <= 0:
            return None  # nbgrader fails on an extension of no due date
        seconds = submission.total_seconds_late
        plugin = self._step.plugin_inst
        try:
            with self._importing():
                said = plugin.late_submission_penalty(
                    submission.student.id, notebook.score, seconds
                )
            penalty = None if said is None else float(said)
        except Exception as error:  # it is the course's own code
            raise CourseError(
                f"The late policy {type(plugin).__name__} failed for {submission.student.id}, "
                f"{seconds:g} seconds late: {type(error).__name__}: {error}. Correct it, then "
                "grade again."
            ) from error
        if penalty is None:
            return None
        if not math.isfinite(penalty):
            raise CourseError(
                f"The late policy {type(plugin).__name__} said {penalty} for "
                f"{submission.student.id}; a number of points was expected. Correct it, then "
                "grade again."
            )
        return self._step._check_late_penalty(notebook, penalty)


def final_score(submission: SubmittedAssignment) -> float:
    """Return the score after the late penalty, at least 0, as nbgrader's own export has it."""
    return max(0.0, round(submission.score - (submission.late_submission_penalty or 0.0), 9))
