"""Writing verdicts to nbgrader's gradebook, through its own API and by one writer only."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

from nbgrader.api import Gradebook

from grader.authoring.generate import generate_release
from grader.course import Course
from grader.verdicts.verdict import SubmissionResult

NO_RESPONSE = "No response."  # nbgrader's own words for an untouched cell


def register(course: Course, assignment: str) -> None:
    """Record the assignment and its cells as ``nbgrader generate_assignment`` does.

    Raises
    ------
    AuthoringError
        If nbgrader refuses, for instance a changed set of cells once there are submissions.
    """
    with tempfile.TemporaryDirectory(prefix="grader-register-") as work:
        generate_release(course, course.source(assignment), Path(work), register=True)


class GradebookWriter:
    """A session with the gradebook; use it as a context manager.

    Manual scores and comments of a grader are kept: nbgrader lets them win over automatic ones.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._gradebook = Gradebook(course.db_url, course.directory.course_id or "default_course")
        self._assignment = assignment

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.close()

    def record(
        self,
        result: SubmissionResult,
        timestamp: str | None = None,
        blank: Collection[tuple[str, str]] = (),
    ) -> None:
        """Write all scores of one submission in one transaction.

        Parameters
        ----------
        timestamp:
            When it was handed in (ISO 8601), if known.
        blank:
            (notebook, grade_id) of the graded cells that were left as released.
        """
        gradebook, student = self._gradebook, result.student
        gradebook.update_or_create_student(student)
        extra = {"timestamp": timestamp} if timestamp else {}
        submission = gradebook.update_or_create_submission(self._assignment, student, **extra)
        tests = {(test.notebook, test.grade_id): test for test in result.tests}
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                test = tests.get((notebook.name, grade.name))
                if test is None:
                    continue
                grade.auto_score = test.points
                grade.needs_manual_grade = grade.manual_score is not None
            for comment in notebook.comments:
                is_blank = (notebook.name, comment.name) in blank
                comment.auto_comment = NO_RESPONSE if is_blank else None
        gradebook.db.commit()
