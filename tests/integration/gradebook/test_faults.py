"""A fault of the machine or the grader is never a zero, and is never recorded. Nothing is run."""

import errno
import json
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import text

from grader.assignment.reader import read_assignment
from grader.cli import outside_fault
from grader.errors import GraderError
from grader.gradebook.grading_run import GradingRun
from grader.gradebook.result_cache import ResultCache
from grader.gradebook.submission_record import SubmissionRecord
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, Verdict
from grader.runner.grading import Graded, grade_again, grade_class
from grader.runner.limits import Limits
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions

TINY = "01_tiny"


@pytest.fixture
def run(registered, write_submission, answered):
    """A run with ada's answers submitted, and what was found of them: full marks."""
    write_submission(registered, "ada", answered)
    assignment = read_assignment(registered, TINY)
    return GradingRun(
        registered, assignment, find_submissions(registered.submitted_root, TINY), 1, Limits()
    )


def found(run, **change):
    [submission] = run.submissions
    plans = tuple(plan_in_subprocess(submission, run.assignment))
    passed = [q.result(Verdict.PASSED) for plan in plans for q in plan.tasks]
    tests = (replace(passed[0], **change), *passed[1:])
    result = SubmissionResult("ada", TINY, tests, notebooks=(TINY,))
    return Graded(submission, plans, result)


FAULT = {"points": 0.0, "verdict": Verdict.ERROR, "fault": True, "message": "killed"}


def record(run, one):
    cache = ResultCache(run.course, run.assignment, run.limits)
    with GradebookWriter(run.course, TINY) as gradebook:
        record = SubmissionRecord(run.course, run.assignment, gradebook, cache)
        return record.write(one), cache.find(one.submission)


def score(run):
    with Gradebook(run.course.db_url, run.course.directory.course_id) as gradebook:
        return gradebook.find_submission(TINY, "ada").score


def test_a_fault_leaves_no_trace(run):
    result, noted = record(run, found(run, **FAULT))
    assert (noted, len(result.faults)) == (None, 1)
    assert not run.course.autograded("ada", TINY).exists()
    with pytest.raises(MissingEntry):
        score(run)
    assert json.loads(json.dumps(result.as_json()))["score"] is None


def test_a_fault_leaves_the_grade_that_was_there(run):
    record(run, found(run))
    assert score(run) == 5
    record(run, found(run, **FAULT))
    assert score(run) == 5


def test_why_the_gradebook_took_nothing_is_told_in_the_words_of_the_database(run, capfd):
    cache = ResultCache(run.course, run.assignment, run.limits)
    with GradebookWriter(run.course, TINY) as gradebook:
        gradebook._gradebook.db.execute(text("pragma query_only = on"))
        record = SubmissionRecord(run.course, run.assignment, gradebook, cache)
        result = record.write(found(run))
    message = "It could not be written: attempt to write a readonly database."
    assert {fault.message for fault in result.faults} == {message}
    assert "".join(capfd.readouterr()) == ""


def test_what_can_not_be_written_is_a_fault_and_the_gradebook_has_what_it_had(run):
    folder = run.course.autograded("ada", TINY)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    result, noted = record(run, found(run))
    assert (noted, len(result.faults)) == (None, 2)
    message = result.faults[0].message
    assert message.startswith("It could not be written: ") and f" ({folder})." in message
    assert "Error" not in message
    with pytest.raises(MissingEntry):
        score(run)
    folder.unlink()
    result, noted = record(run, found(run))
    assert (noted, result.faults, score(run)) == (result, (), 5)


class Scripted:
    """A runner that gives each of its answers in turn, all of one kind for every task."""

    def __init__(self, *answers):
        self.answers, self.asked, self.renewed = list(answers), [], 0

    def renew(self):
        self.renewed += 1

    def run(self, plan, limits, *, again=False):
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
def test_a_failure_in_which_the_machine_had_a_part_is_asked_once_more(run, answers, points, faults):
    runner = Scripted(*answers)
    [one] = grade_class(run.submissions, run.assignment, runner, 1, Limits())
    assert (one.result.score, len(one.result.faults)) == (points, faults)
    assert not any(test.doubt for test in one.result.tests)
    assert runner.renewed == (answers[0] == "fault")


@pytest.mark.parametrize(
    "kept", [slice(0), slice(1), slice(None, None, -1)], ids=["none", "one", "in another order"]
)
def test_a_runner_that_does_not_answer_every_task_in_order_is_at_fault(run, kept):
    class Partial(Scripted):
        def run(self, plan, limits, *, again=False):
            return list(super().run(plan, limits))[kept]

    runner = Partial("passed", "passed")
    [one] = grade_class(run.submissions, run.assignment, runner, 1, Limits())
    assert (one.result.score, len(one.result.faults)) == (0, 2)


def test_only_what_is_in_doubt_is_asked_again(run):
    runner = Scripted("passed")
    one = grade_again(found(run, **FAULT), run.assignment, runner, Limits())
    assert runner.asked == [["test_double"]]
    assert one.result.score == 5


def many(run, count):
    """So many submissions, each as ada's."""
    return [replace(run.submissions[0], student=f"s{n}") for n in range(count)]


def test_a_machine_that_lets_no_test_run_ends_the_class(run):
    runner = Scripted("passed", *["fault"] * 20)
    graded = grade_class(many(run, 12), run.assignment, runner, 1, Limits())
    assert next(graded).result.score == 5
    with pytest.raises(GraderError, match=r"3 submissions in a row.*--workers 1") as error:
        list(graded)
    assert "fault" in str(error.value)
    assert len(runner.asked) < 8  # one passed, three failed, one was asked alone; few were begun


def test_a_machine_that_has_recovered_grades_the_others(run):
    # three in a row, and perhaps a fourth that was begun meanwhile; each of them passes alone
    runner = Scripted("passed", "fault", "fault", "fault", *["passed"] * 20)
    found = list(grade_class(many(run, 9), run.assignment, runner, 1, Limits()))
    assert sorted(one.submission.student for one in found) == [f"s{n}" for n in range(9)]
    assert {one.result.score for one in found} == {5}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENOMEM])
def test_what_a_machine_lacks_is_said_in_a_sentence(number):
    assert "same command again" in outside_fault(OSError(number, "x", "file"))
    assert "a-file" in outside_fault(FileNotFoundError(errno.ENOENT, "x", "a-file"))
    assert outside_fault(ValueError("a bug")) == ""
    assert "no memory" in outside_fault(MemoryError())
