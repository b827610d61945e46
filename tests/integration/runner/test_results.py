"""Whose fault it was: a submission's own has no points, the machine's is no verdict."""

import signal
from dataclasses import asdict

import pytest

from grader.assignment.model import TestCell
from grader.results import Verdict
from grader.runner.limits import Allowed
from grader.runner.test_outcome import Outcome
from grader.runner.test_results import Seen, result_of
from grader.runner.watchdog import Stop, Used
from grader.sandbox.exit_status import Ended
from grader.submissions.grading_plan import TestTask

TEST = TestCell("test_f", 4.0, "assert f(1) == 1", "assert f(1) == 1", None)
TRAINS = TestCell("test_f", 4.0, "f()", "f()", None, trains=True)
TASK = TestTask("nb", TEST)
OUTCOME = asdict(Outcome(Verdict.PASSED, points=4.0)) | {"verdict": "passed"}
LOST = OUTCOME | {"verdict": "error", "points": 0.0, "lost": True}
COMPUTED, SLEPT = Used(worker=100.0), Used(worker=1.0, idle=100.0)


def result(outcome, *, task=TASK, used=COMPUTED, **seen):
    return result_of(task, Seen(outcome, Allowed(100.0, 200.0), used, **seen))


def test_an_outcome_becomes_a_result():
    found = result(OUTCOME)
    assert (found.grade_id, found.points, found.verdict) == ("test_f", 4.0, Verdict.PASSED)


@pytest.mark.parametrize(("points", "verdict"), [(1.5, Verdict.PASSED), (0.0, Verdict.FAILED)])
def test_a_part_of_the_points_is_told(points, verdict):
    found = result({**OUTCOME, "points": points})
    assert (found.points, found.verdict) == (points, verdict)
    assert f"{points:g} of 4" in found.message


@pytest.mark.parametrize(
    ("outcome", "reason"), [({"verdict": "failed", "message": "no"}, "no"), (LOST, "exit code 3.")]
)
def test_a_label_ends_the_message_and_is_no_part_of_the_reason(outcome, reason):
    found = result({**OUTCOME, **outcome, "label": " (inside)"}, worker=Ended(3 << 8))
    assert found.message.endswith(f"{reason} (inside)")
    assert found.reason.endswith(reason)


@pytest.mark.parametrize("verdict", ["failed", "error", "timeout"])
def test_points_without_a_pass_are_not_given(verdict):
    assert result({**OUTCOME, "verdict": verdict}).points == 0


@pytest.mark.parametrize(
    ("ended", "kind", "says"),
    [
        (Ended(3 << 8), "own", "exit code 3"),
        (Ended(0), "own", "exit code 0"),
        (Ended(signal.SIGSEGV), "doubt", "SIGSEGV"),
        (Ended(signal.SIGTERM), "doubt", "SIGTERM"),
        (Ended(signal.SIGKILL), "fault", "killed"),
        (Ended(None), "fault", "fork server"),
        (Ended(signal.SIGKILL, by_itself=False), "own", "broke off"),
    ],
)
def test_how_a_worker_ended_tells_whose_fault_it_was(ended, kind, says):
    found = result(LOST, worker=ended)
    assert (found.points, found.fault, found.doubt) == (0, kind == "fault", kind == "doubt")
    assert says in found.message


def test_a_hidden_test_tells_nothing_of_how_the_worker_ended():
    found = result(LOST | {"met_hidden": True, "message": "hidden"}, worker=Ended(7 << 8))
    assert found.message == "hidden"


@pytest.mark.parametrize(
    ("ended", "kind"),
    [
        (Ended(signal.SIGKILL), "fault"),
        (Ended(1 << 8), "fault"),
        (Ended(None), "fault"),
        (Ended(signal.SIGABRT), "doubt"),
    ],
)
def test_a_test_runner_that_is_gone_is_no_zero_at_first(ended, kind):
    found = result(None, runner=ended)
    assert (found.points, found.fault, found.doubt) == (0, kind == "fault", kind == "doubt")


def test_a_test_runner_that_does_nothing_is_a_fault():
    found = result(None, stop=Stop.RUNNER_SILENT, runner=Ended(9, by_itself=False), used=SLEPT)
    assert found.fault


def test_time_that_was_computed_is_the_submissions_and_waiting_is_asked_again():
    late = result(LOST, stop=Stop.WORKER_TIME, worker=Ended(9, by_itself=False))
    asleep = result(LOST, stop=Stop.WORKER_TIME, worker=Ended(9, by_itself=False), used=SLEPT)
    assert (late.verdict, late.doubt) == (Verdict.TIMEOUT, False)
    assert (asleep.verdict, asleep.doubt) == (Verdict.TIMEOUT, True)
    assert "stopped after 100 seconds of processor time" in late.message
    assert "did nothing but wait" in asleep.message


def test_a_hidden_test_tells_nothing_of_what_its_time_was_spent_on():
    hidden, end = LOST | {"met_hidden": True}, Ended(9, by_itself=False)
    told = {
        result(hidden, stop=Stop.WORKER_TIME, worker=end, used=used).message
        for used in (COMPUTED, SLEPT, Used(worker=77.0))
    }
    assert len(told) == 1


def test_a_test_that_others_have_left_little_time_tells_no_number_of_it():
    for left in (31.7, 54.2):
        seen = Seen(LOST, Allowed(left, left, True), COMPUTED, Stop.WORKER_TIME, Ended(9, False))
        message = result_of(TASK, seen).message
        assert "share their processor time" in message
        assert str(left) not in message


@pytest.mark.parametrize("trains", [False, True])
def test_a_timeout_knows_whether_training_is_the_exercise(trains):
    task = TestTask("nb", TRAINS if trains else TEST)
    ended = Ended(9, by_itself=False)
    for outcome, stop in ((LOST, Stop.WORKER_TIME), (None, Stop.RUNNER_TIME)):
        message = result(outcome, task=task, stop=stop, worker=ended).message
        assert ("Training is a part of this exercise" in message) == trains
        assert "or for training inside a graded function" not in message or not trains


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"exhausted": True}, {}),
        ({"message": "Your code raised RuntimeError: can't start new thread"}, {}),
        ({}, {"short_of": "the machine ran out of memory"}),
    ],
)
def test_a_failure_while_the_machine_was_short_of_something_is_asked_again(change, seen):
    failed = OUTCOME | {"verdict": "error", "points": 0.0}
    assert not result(failed).doubt
    assert result(failed | change, **seen).doubt
    assert not result(OUTCOME | change, **seen).doubt, "a pass is a pass"
