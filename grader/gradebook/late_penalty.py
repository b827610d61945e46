"""What a late submission loses, by the course's own late policy."""

from __future__ import annotations

import math

from nbgrader.api import SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError

from grader.course import Course
from grader.errors import CourseError


class LatePolicy:
    """The plugin that ``AssignLatePenalties.plugin_class`` names, with nbgrader's own checks.

    Raises
    ------
    CourseError
        If it can't be made.
    """

    def __init__(self, course: Course) -> None:
        try:
            self._step = AssignLatePenalties(config=course.config)
            self._step.init_plugin()
        except (TraitError, ImportError) as error:
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
            said = plugin.late_submission_penalty(submission.student.id, notebook.score, seconds)
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
