"""Writing verdicts to nbgrader's gradebook, through its own API and by one writer only."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook, TaskCell
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SAWarning

from grader.authoring.generate import generate_release
from grader.course import Course
from grader.submissions.question import Plan
from grader.verdicts.verdict import SubmissionResult

# nbgrader builds a submission outside of its session. Not for the length of a call only: that is
# not safe with threads.
warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)

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


@contextlib.contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Hold back the commits that nbgrader makes after every step, until all steps are done."""
    session = gradebook.db
    session.commit = session.flush
    try:
        yield
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.commit
    session.commit()


class GradebookWriter:
    """A session with the gradebook; use it as a context manager.

    Manual scores and comments of a grader are kept: nbgrader lets them win over automatic ones.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._gradebook = Gradebook(course.db_url, course.directory.course_id or "default_course")
        self._assignment = assignment
        self._lateness = AssignLatePenalties(config=course.config)
        self._lateness.init_plugin()

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.close()

    def record(
        self,
        result: SubmissionResult,
        timestamp: str | None = None,
        plans: Collection[Plan] = (),
    ) -> None:
        """Write all scores of one submission in one transaction.

        Parameters
        ----------
        timestamp:
            When it was handed in (ISO 8601), if known.
        plans:
            What was planned for its notebooks; they tell the answers left blank and those that
            a person has to grade.
        """
        with _one_transaction(self._gradebook):
            self._record(result, timestamp, plans)

    def _record(
        self, result: SubmissionResult, timestamp: str | None, plans: Collection[Plan]
    ) -> None:
        blank = {(plan.notebook, grade_id) for plan in plans for grade_id in plan.blank}
        to_read = {(plan.notebook, grade_id) for plan in plans for grade_id in plan.to_read}
        gradebook, student = self._gradebook, result.student
        gradebook.update_or_create_student(student)
        extra = {"timestamp": timestamp} if timestamp else {}
        submission = gradebook.update_or_create_submission(self._assignment, student, **extra)
        tests = {(test.notebook, test.grade_id): test for test in result.tests}
        for notebook in submission.notebooks:
            if notebook.name not in result.notebooks:
                continue
            for grade in notebook.grades:
                key = (notebook.name, grade.name)
                if key in tests:
                    grade.auto_score = tests[key].points
                elif not isinstance(grade.cell, TaskCell):
                    grade.auto_score = None if key in to_read else 0.0
                unread = grade.auto_score is None or grade.manual_score is not None
                grade.needs_manual_grade = unread
            for comment in notebook.comments:
                is_blank = (notebook.name, comment.name) in blank
                comment.auto_comment = NO_RESPONSE if is_blank else None
            gradebook.db.flush()
            gradebook.db.refresh(notebook)  # its score is computed by the database
            notebook.late_submission_penalty = self._penalty(submission, notebook)

    def holds(self, result: SubmissionResult) -> bool:
        """Whether the gradebook has these automatic scores for the student already."""
        try:
            submission = self._gradebook.find_submission(self._assignment, result.student)
        except MissingEntry:
            return False
        written = {
            (nb.name, g.name): g.auto_score for nb in submission.notebooks for g in nb.grades
        }
        return all(written.get((t.notebook, t.grade_id)) == t.points for t in result.tests)

    def _penalty(
        self, submission: SubmittedAssignment, notebook: SubmittedNotebook
    ) -> float | None:
        """What the course's late policy takes off, by nbgrader's own plugin and checks."""
        seconds = submission.total_seconds_late
        if seconds <= 0:
            return None
        penalty = self._lateness.plugin_inst.late_submission_penalty(
            submission.student.id, notebook.score, seconds
        )
        return None if penalty is None else self._lateness._check_late_penalty(notebook, penalty)
