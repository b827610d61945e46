"""Writing verdicts to nbgrader's gradebook, through its own API and by one writer only."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import parse_utc
from sqlalchemy.exc import IntegrityError, SAWarning

from grader.assignment.generate import generate_release
from grader.course import Course
from grader.errors import CourseError
from grader.file_lock import one_at_a_time
from grader.gradebook.database import open_gradebook, require_writable
from grader.gradebook.deadlines import Extensions, LatePolicy
from grader.printable import listed
from grader.results import SubmissionResult
from grader.submissions.grading_plan import GradingPlan

# nbgrader builds a submission outside of its session. Not for the length of a call only: that is
# not safe with threads.
warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)

LISTED = 20  # students in a sentence
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


def recording_lock(course: Course) -> Path:
    """The lock file of what is recorded: assignments one at a time, submissions between them."""
    return course.state / "recording.lock"


@contextlib.contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Hold back the commits that nbgrader makes after every step, until all steps are done."""
    session = gradebook.db
    session.commit = session.flush
    try:
        try:
            yield
        finally:
            del session.commit
        session.commit()
    except BaseException:  # also of the commit itself, or the session could not be used any more
        session.rollback()
        raise


@dataclass(frozen=True)
class _Recorded:
    """What the gradebook has of a submission; scores are automatic ones, by notebook and cell."""

    timestamp: datetime.datetime | None
    scores: dict[tuple[str, str], float | None]
    penalties: set[float | None]


class GradebookWriter:
    """A session with the gradebook; use it as a context manager.

    Manual scores and comments of a grader are kept: nbgrader lets them win over automatic ones.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        require_writable(course)
        self._assignment = assignment
        self._recording = recording_lock(course)
        self._late_policy = LatePolicy(course)
        self._extensions = Extensions(course)
        self._again = course.command("grade", assignment)
        self._opened = open_gradebook(course)
        self._gradebook = self._opened.__enter__()

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)

    def record(
        self,
        result: SubmissionResult,
        timestamp: str | None = None,
        plans: Collection[GradingPlan] = (),
    ) -> None:
        """Write all scores of one submission in one transaction.

        Parameters
        ----------
        timestamp:
            When it was submitted (ISO 8601), if known.
        plans:
            What was planned for its notebooks; they tell the answers left blank and those that
            a person has to grade.
        """
        try:
            with self._one_submission():
                self._record(result, timestamp, plans)
        except (InvalidEntry, IntegrityError):  # another grader has just made the same rows
            with self._one_submission():
                self._record(result, timestamp, plans)

    @contextlib.contextmanager
    def _one_submission(self) -> Iterator[None]:
        """One transaction, in which nobody records the assignment anew."""
        with one_at_a_time(self._recording, together=True), one_transaction(self._gradebook):
            yield

    def _record(
        self, result: SubmissionResult, timestamp: str | None, plans: Collection[GradingPlan]
    ) -> None:
        blank = {(plan.notebook, grade_id) for plan in plans for grade_id in plan.blank}
        to_read = {(plan.notebook, grade_id) for plan in plans for grade_id in plan.to_read}
        gradebook, student = self._gradebook, result.student
        gradebook.update_or_create_student(student)
        submission = gradebook.update_or_create_submission(self._assignment, student)
        self._set_times(submission, timestamp)
        tests = {(test.notebook, test.grade_id): test for test in result.tests}
        self._require_places(submission, tests)
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
        self._apply_late_policy(submission)

    def update_times(self, student: str, timestamp: str | None) -> None:
        """Bring the times of a submission up to date, and what it loses for being late.

        For one that is not graded again: a due date may have moved, an extension been granted.
        """
        recorded = self._recorded.get(student)
        may_be_late = self._has_due_date or not recorded or any(recorded.penalties)
        is_as_it_was = recorded and recorded.timestamp == _time_of(timestamp)
        if is_as_it_was and not (may_be_late or self._extensions.has(self._assignment, student)):
            return  # nothing that could change
        with self._one_submission():
            submission = self._gradebook.find_submission(self._assignment, student)
            self._set_times(submission, timestamp)
            self._apply_late_policy(submission)

    @property
    def students(self) -> list[str]:
        """The ids of all students that the gradebook knows."""
        return [student.id for student in self._gradebook.students]

    def extend(self, student: str, extension: datetime.timedelta) -> SubmittedAssignment | None:
        """Grant an extension, also for what a student has submitted; None if that is nothing yet.

        Nobody records a submission meanwhile: it would miss the extension.
        """
        with one_at_a_time(self._recording):
            with one_transaction(self._gradebook):
                if submission := self._found(student):
                    submission.extension = extension or None
                    self._apply_late_policy(submission)
            self._extensions.grant(self._assignment, student, extension)  # once it is recorded
        return submission

    def penalties(self, students: Collection[str]) -> list[str]:
        """Say in a sentence which of these students lose points for being late; none if nobody."""
        found = self._gradebook.assignment_submissions(self._assignment)
        late = sorted((one.student.id, one.late_submission_penalty or 0.0) for one in found)
        told = [f"{student} {lost:g}" for student, lost in late if lost and student in students]
        return [f"Points taken off for being late: {listed(told, LISTED)}."] if told else []

    def _set_times(self, submission: SubmittedAssignment, timestamp: str | None) -> None:
        submission.timestamp = _time_of(timestamp)
        self._extensions.apply(submission)

    def _apply_late_policy(self, submission: SubmittedAssignment) -> None:
        self._gradebook.db.flush()
        for notebook in submission.notebooks:
            self._gradebook.db.refresh(notebook)  # its score is computed by the database
            self._late_policy.apply(submission, notebook)

    def holds(self, result: SubmissionResult) -> bool:
        """Whether the gradebook had these automatic scores for the student when first asked."""
        recorded = self._recorded.get(result.student)
        return recorded is not None and all(
            recorded.scores.get((test.notebook, test.grade_id)) == test.points
            for test in result.tests
        )

    @cached_property
    def _recorded(self) -> dict[str, _Recorded]:
        """What the gradebook has of each student, in one query: a class is large."""
        rows = (
            self._gradebook.db.query(
                SubmittedAssignment.student_id,
                SubmittedAssignment.timestamp,
                Notebook.name,
                BaseCell.name,
                Grade.auto_score,
                SubmittedNotebook.late_submission_penalty,
            )
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .outerjoin(BaseCell, BaseCell.id == Grade.cell_id)
            .filter(Assignment.name == self._assignment)
        )
        found: dict[str, _Recorded] = {}
        for student, timestamp, notebook, cell, score, penalty in rows:
            recorded = found.setdefault(student, _Recorded(timestamp, {}, set()))
            recorded.scores[notebook, cell] = score
            recorded.penalties.add(penalty)
        return found

    @cached_property
    def _has_due_date(self) -> bool:
        return self._gradebook.find_assignment(self._assignment).duedate is not None

    def _found(self, student: str) -> SubmittedAssignment | None:
        """What the gradebook has of a student."""
        try:
            return self._gradebook.find_submission(self._assignment, student)
        except MissingEntry:
            return None

    def _require_places(
        self, submission: SubmittedAssignment, tests: Collection[tuple[str, str]]
    ) -> None:
        """Refuse to drop points for which the gradebook has no place."""
        places = {(nb.name, grade.name) for nb in submission.notebooks for grade in nb.grades}
        if missing := sorted(set(tests) - places):
            named = ", ".join(f"{grade_id} of {notebook}" for notebook, grade_id in missing)
            raise CourseError(
                f"The gradebook has no place for {named}: the course was changed after it was "
                f"registered. `{self._again}` brings it in step."
            )


def _time_of(timestamp: str | None) -> datetime.datetime | None:
    return parse_utc(timestamp) if timestamp else None
