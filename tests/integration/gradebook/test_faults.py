"""A fault of the machine or the grader is never a zero, and is never recorded. Nothing is run."""

import errno
import json
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook, MissingEntry

from grader.assignment.reader import read_assignment
from grader.cli import machine_fault
from grader.gradebook.grading_run import GradingRun
from grader.gradebook.result_cache import ResultCache
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, Verdict
from grader.runner.grading import Graded, asked_again, grade_class
from grader.runner.interface import Limits
from grader.submissions.submission import find_submissions

TINY = "01_tiny"


@pytest.fixture
def session(registered, write_submission, answered):
    """A session with ada's answers submitted, and what was found of them: full marks."""
    write_submission(registered, "ada", answered)
    assignment = read_assignment(registered, TINY)
    return GradingRun(
        registered, assignment, find_submissions(registered.submitted_root, TINY), 1, Limits()
    )


def found(session, **change):
    [submission] = session.submissions
    plans = tuple(submission.plans(session.assignment))
    passed = [q.result(Verdict.PASSED) for plan in plans for q in plan.tasks]
    tests = (replace(passed[0], **change), *passed[1:])
    result = SubmissionResult("ada", TINY, tests, notebooks=(TINY,))
    return Graded(submission, plans, result)


FAULT = {"points": 0.0, "verdict": Verdict.ERROR, "fault": True, "message": "killed"}


def record(session, one):
    journal = ResultCache(session.course, session.assignment, session.limits)
    with GradebookWriter(session.course, TINY) as gradebook:
        return session._recorded(one, gradebook, journal), journal.find(one.submission)


def score(session):
    with Gradebook(session.course.db_url, session.course.directory.course_id) as gradebook:
        return gradebook.find_submission(TINY, "ada").score


def test_a_fault_leaves_no_trace(session):
    result, noted = record(session, found(session, **FAULT))
    assert (noted, len(result.faults)) == (None, 1)
    assert not session.course.autograded("ada", TINY).exists()
    with pytest.raises(MissingEntry):
        score(session)
    assert json.loads(json.dumps(result.as_json()))["score"] is None


def test_a_fault_leaves_the_grade_that_was_there(session):
    record(session, found(session))
    assert score(session) == 5
    record(session, found(session, **FAULT))
    assert score(session) == 5


def test_what_can_not_be_written_is_a_fault_and_the_gradebook_has_what_it_had(session):
    folder = session.course.autograded("ada", TINY)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    result, noted = record(session, found(session))
    assert (noted, len(result.faults)) == (None, 2)
    assert "could not be written" in result.faults[0].message
    with pytest.raises(MissingEntry):
        score(session)
    folder.unlink()
    result, noted = record(session, found(session))
    assert (noted, result.faults, score(session)) == (result, (), 5)


class Scripted:
    """A room that gives each of its answers in turn, all of one kind for every task."""

    def __init__(self, *answers):
        self.answers, self.asked, self.renewed = list(answers), [], 0

    def renew(self):
        self.renewed += 1

    def run(self, plan, limits):
        self.asked.append([q.test.grade_id for q in plan.tasks])
        answer = self.answers.pop(0)
        for task in plan.tasks:
            if answer == "passed":
                yield task.result(Verdict.PASSED)
            else:
                yield task.result(Verdict.ERROR, answer, **{answer: True})


@pytest.mark.parametrize(
    ("answers", "points", "faults"),
    [
        (["passed"], 5, 0),
        (["fault", "passed"], 5, 0),
        (["doubt", "passed"], 5, 0),
        (["fault", "fault"], 0, 2),
        (["doubt", "doubt"], 0, 0),
        (["doubt", "fault"], 0, 2),
        (["fault", "doubt"], 0, 0),
    ],
)
def test_a_failure_in_which_the_machine_had_a_part_is_asked_once_more(
    session, answers, points, faults
):
    room = Scripted(*answers)
    [one] = grade_class(session.submissions, session.assignment, room, 1, Limits())
    assert (one.result.score, len(one.result.faults)) == (points, faults)
    assert not any(test.doubt for test in one.result.tests)
    assert room.renewed == (answers[0] == "fault")


def test_only_what_is_in_doubt_is_asked_again(session):
    room = Scripted("passed")
    one = asked_again(found(session, **FAULT), session.assignment, room, Limits())
    assert room.asked == [["test_double"]]
    assert one.result.score == 5


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENOMEM])
def test_what_a_machine_lacks_is_said_in_a_sentence(number):
    assert "same command again" in machine_fault(OSError(number, "x", "file"))
    assert machine_fault(FileNotFoundError(errno.ENOENT, "x")) == ""
    assert "no memory" in machine_fault(MemoryError())
