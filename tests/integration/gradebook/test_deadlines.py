"""Late submissions: due dates that move, extensions, and policies that fail."""

import datetime
import threading

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin

from grader.errors import CourseError
from grader.file_lock import one_at_a_time
from grader.gradebook.deadlines import NAME, Extensions
from grader.gradebook.submission_record import SubmissionRecord
from grader.gradebook.writer import GradebookWriter, recording_lock
from grader.results import SubmissionResult, TestResult, Verdict
from grader.submissions.submission import Submission

TINY = "01_tiny"
AT = "2026-03-10 12:00:00 UTC"


class PointAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600


class Fails(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        raise KeyError(student_id)


class NoNumber(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return float("nan")


@pytest.fixture
def late(registered):
    """The course with a policy, due at 11, and ada's submission of 12 o'clock recorded."""
    registered.config.AssignLatePenalties.plugin_class = PointAnHour
    due(registered, 11)
    record(registered)
    return registered


def due(course, hour):
    with Gradebook(course.db_url, "cnn") as book:
        when = None if hour is None else f"2026-03-10 {hour}:00:00 UTC"
        book.update_or_create_assignment(TINY, duedate=when)


def result(student):
    tests = (
        TestResult("test_double", 2.0, 2.0, Verdict.PASSED, "", TINY),
        TestResult("test_fold", 3.0, 3.0, Verdict.PASSED, "", TINY),
    )
    return SubmissionResult(student, TINY, tests, (), (TINY,))


def record(course, student="ada", timestamp=AT):
    with GradebookWriter(course, TINY) as writer:
        writer.record(result(student), timestamp)


def update(course, timestamp=AT, student="ada"):
    with GradebookWriter(course, TINY) as writer:
        writer.update_times(student, timestamp)


def penalty(course, student="ada"):
    with Gradebook(course.db_url, "cnn") as book:
        return book.find_submission(TINY, student).late_submission_penalty


def test_a_late_submission_loses_what_the_policy_says(late):
    assert penalty(late) == 1.0


def test_who_loses_points_is_told(late):
    record(late, "bo", "2026-03-10 10:00:00 UTC")
    with GradebookWriter(late, TINY) as writer:
        assert writer.penalties({"ada", "bo"}) == ["Points taken off for being late: ada 1."]
        assert writer.penalties({"bo"}) == []


@pytest.mark.parametrize(("hour", "lost"), [(13, 0.0), (10, 2.0), (None, 0.0)])
def test_the_penalty_follows_the_due_date_without_grading_again(late, hour, lost):
    due(late, hour)
    update(late)
    assert penalty(late) == lost


@pytest.mark.parametrize(("timestamp", "lost"), [("2026-03-10 14:00 UTC", 3.0), (None, 0.0)])
def test_the_penalty_follows_the_time_of_the_submission(late, timestamp, lost):
    update(late, timestamp)
    assert penalty(late) == lost


def test_the_penalty_follows_a_score_given_by_hand(late):
    due(late, 5)
    with Gradebook(late.db_url, "cnn") as book:
        for name in ("test_double", "test_fold"):
            book.find_grade(name, TINY, TINY, "ada").manual_score = 1.0
        book.db.commit()
    update(late)
    assert penalty(late) == 2.0, "no more than the score is lost"


def test_an_extension_counts_at_once_and_is_taken_back(late):
    for hours, lost in ((1, 0.0), (0.5, 0.5), (0, 1.0)):
        with GradebookWriter(late, TINY) as writer:
            writer.extend("ada", datetime.timedelta(hours=hours))
        assert penalty(late) == lost


def test_an_extension_is_for_one_student_and_waits_for_the_submission(late):
    with GradebookWriter(late, TINY) as writer:
        assert writer.extend("bela", datetime.timedelta(hours=1)) is None
    for student in ("ada", "bela", "caro"):
        record(late, student)
    assert [penalty(late, s) for s in ("ada", "bela", "caro")] == [1.0, 0.0, 1.0]


@pytest.mark.parametrize("student", ["ada", "bela"])
def test_an_extension_given_while_the_class_is_graded_counts(late, student):
    """ada has an extension of half an hour, and bela has submitted what isn't recorded yet."""
    Extensions(late).grant(TINY, "ada", datetime.timedelta(hours=0.5))
    with GradebookWriter(late, TINY) as grading:
        with GradebookWriter(late, TINY) as another:
            another.extend(student, datetime.timedelta(hours=1))
        grading.record(result(student), AT)
    assert penalty(late, student) == 0.0


def test_extensions_given_side_by_side_are_all_kept(late):
    one, other = Extensions(late), Extensions(late)
    one.grant(TINY, "ada", datetime.timedelta(hours=1))
    other.grant(TINY, "bela", datetime.timedelta(hours=1))
    for student in ("ada", "bela"):
        record(late, student)
        assert penalty(late, student) == 0.0


def test_an_extension_waits_for_a_submission_that_is_being_recorded(late):
    granted = threading.Event()

    def extend():
        with GradebookWriter(late, TINY) as writer:
            writer.extend("ada", datetime.timedelta(hours=1))
        granted.set()

    with one_at_a_time(recording_lock(late), together=True):
        thread = threading.Thread(target=extend)
        thread.start()
        assert not granted.wait(1)
    thread.join(60)
    assert penalty(late) == 0.0


def test_a_policy_that_fails_for_one_student_stops_no_other(late):
    """Whose result is known only gets the penalty anew."""
    late.config.AssignLatePenalties.plugin_class = Fails
    with GradebookWriter(late, TINY) as writer:
        record = SubmissionRecord(late, None, writer, None)
        submission = Submission("ada", TINY, late.submitted("ada", TINY))
        with_time = submission.folder / "timestamp.txt"
        with_time.parent.mkdir(parents=True)
        with_time.write_text(AT)
        [fault, _] = record.update_times(submission, result("ada")).faults
    assert "The late policy Fails failed for ada" in fault.message


def test_an_extension_that_nbgrader_granted_stays(late):
    with Gradebook(late.db_url, "cnn") as book:
        book.grant_extension(TINY, "ada", hours=1)
    record(late)
    assert penalty(late) == 0.0


def test_an_extension_without_a_due_date_does_no_harm(late):
    due(late, None)
    Extensions(late).grant(TINY, "ada", datetime.timedelta(hours=1))
    record(late)
    assert penalty(late) == 0.0


def test_a_damaged_file_of_extensions_is_named(late):
    (late.state).mkdir(exist_ok=True)
    (late.state / NAME).write_text("{")
    with pytest.raises(CourseError, match=r"extensions\.json holds the extensions, and can't"):
        record(late)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (Fails, "The late policy Fails failed for ada, 3600 seconds late: KeyError: 'ada'."),
        (NoNumber, "The late policy NoNumber said nan for ada; a number of points was expected."),
        ("no_such_module.Policy", "The late policy can't be made: "),
    ],
)
def test_a_policy_that_fails_is_named_and_changes_nothing(late, policy, told):
    late.config.AssignLatePenalties.plugin_class = policy
    with pytest.raises(CourseError) as failed:
        update(late)
    assert str(failed.value).startswith(told)
    assert penalty(late) == 1.0
