"""The result of a test: what the test runner said of it, and what the coordinator has seen.

Two things are kept apart here. What a submission does to itself, such as ending its own process,
has no points. What the machine or the grader does to it is a fault, or at least a doubt: then the
test is asked again, alone, before anything is recorded (see `grader.runner.grading`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.language import ENGLISH, _, speak
from grader.results import TestResult, Verdict
from grader.runner.limits import Allowed
from grader.runner.test_outcome import Outcome
from grader.runner.watchdog import Stop, Used
from grader.sandbox.exit_status import Ended
from grader.submissions.grading_plan import TestTask

# No number stands in these that depends on what student code has used: it could be made to say
# what a hidden test has called it with.
TOO_SLOW = "The test was stopped after {seconds:g} seconds of processor time. {advice}"
WAITED = (
    "The test was stopped after {seconds:g} seconds in which the code did nothing but wait. Look "
    "for `sleep`, or for a wait for something that does not come."
)
OWN_TIME = (
    "The test was stopped after {seconds:g} seconds of processor time that it spent itself on "
    "what your code returned. {advice}"
)
BY_THE_CLOCK = "The test was stopped: by the clock, it went on for too long."
LEFT = (
    "The test was stopped: all tests of a notebook share their processor time, and those before "
    "have used most of it. {advice}"
)
LOOP = "Look for a loop that never ends, or for training inside a graded function."
TRAINING = (
    "Training is a part of this exercise: look for more epochs or more examples than it asks for, "
    "for a network that is too large, or for a loop that never ends."
)
SMALLER = "Make the network, or what it is trained on, smaller."
THREADS = "The code ended its own process: it was stopped because it started too many threads."
NO_VERDICT = "The test runner gave no verdict on this test: {}."
CRASHED = "The test runner crashed on what your code returned."
SHORT_OF = "While the test ran, {}."
LITTLE = 0.5  # of the time a test was stopped after: with less of it computed, it is asked again
EXHAUSTED = ("can't start new thread", "Resource temporarily unavailable", "Cannot allocate memory")


@dataclass(frozen=True)
class Seen:
    """What the coordinator has seen of one test.

    Attributes
    ----------
    outcome:
        What the test runner said; None if it said nothing.
    stop:
        Why a process was stopped, if one was.
    worker, runner:
        How the student worker and the test runner ended, if they did.
    short_of:
        What the machine ran out of meanwhile, as a part of a sentence.
    """

    outcome: dict | None
    allowed: Allowed
    used: Used
    stop: Stop | None = None
    worker: Ended | None = None
    runner: Ended | None = None
    short_of: str = ""


def result_of(task: TestTask, seen: Seen) -> TestResult:
    """The verdict on a task. There are points only for an outcome that says so."""
    if seen.outcome is None:
        return _silence(task, seen)
    said = Outcome(**seen.outcome | {"verdict": Verdict(seen.outcome["verdict"])})
    if said.lost:
        return _lost(task, seen, said)
    verdict, message = said.verdict, said.message
    if verdict is Verdict.PASSED and said.points < task.test.points:
        part = _("{points:g} of {most:g} points.", points=said.points, most=task.test.points)
        part = f"{part} {message}".strip()
        message = said.finding or part
        verdict = verdict if said.points else Verdict.FAILED
    result = task.result(verdict, message + said.label, said.printed, said.points)
    victim = seen.short_of or said.exhausted or any(sign in message for sign in EXHAUSTED)
    doubt = bool(victim) and result.points < result.max_points
    return replace(
        result, label=said.label, compared=said.compared, mistake=said.mistake, doubt=doubt
    )


def refused_result(task: TestTask, why: str) -> TestResult:
    """The verdict on a task whose cells are too large to be run."""
    message = _("The cells that this test needs are too large to be run. {why}", why=why)
    return task.result(Verdict.ERROR, message)


def _lost(task: TestTask, seen: Seen, said: Outcome) -> TestResult:
    """The student worker has ended, or was stopped, before the test was done."""
    if seen.stop is Stop.WORKER_THREADS:
        message = said.message if said.met_hidden else _(THREADS)
        return task.result(Verdict.ERROR, message, said.printed, doubt=True)
    if seen.stop:
        return _timeout(task, seen, said)
    worker = seen.worker
    assert worker is not None  # the coordinator ends it as soon as it hears that it is lost
    if worker.from_outside:
        reason = f"The student worker was ended from outside: {worker}."
        if seen.short_of:
            reason = f"{reason} {SHORT_OF.format(seen.short_of)}{_less_memory(worker)}"
        return task.result(Verdict.ERROR, reason, fault=True)
    verdict, message = said.verdict, said.message
    if not said.met_hidden:  # from then on student code chose how
        message = _("The code ended its own process: {how}.", how=worker)
    doubt = bool(worker.signal or seen.short_of)
    result = task.result(verdict, message + said.label, said.printed, doubt=doubt)
    return replace(result, label=said.label)


def _silence(task: TestTask, seen: Seen) -> TestResult:
    """The test runner gave no verdict."""
    if seen.stop is Stop.RUNNER_TIME:
        advice = _(TRAINING) if task.test.trains else _(SMALLER)
        message = _(OWN_TIME, seconds=seen.allowed.runner, advice=advice)
        if seen.allowed.shortened:
            message = _(LEFT, advice=advice)
        return task.result(Verdict.TIMEOUT, message)
    runner = seen.runner
    if runner and runner.crashed and not seen.short_of:
        return task.result(Verdict.ERROR, _(CRASHED), doubt=True)
    with speak(ENGLISH):  # a fault is told to the instructor
        why = seen.stop.value if seen.stop else str(runner)
    short = f" {SHORT_OF.format(seen.short_of)}{_less_memory(runner)}" if seen.short_of else ""
    return task.result(Verdict.ERROR, NO_VERDICT.format(why) + short, fault=True)


def _timeout(task: TestTask, seen: Seen, said: Outcome) -> TestResult:
    """The student worker was stopped because of its time."""
    waited = seen.used.worker < LITTLE * seen.allowed.worker
    advice = _(TRAINING) if task.test.trains else _(LOOP)
    if seen.stop is Stop.CLOCK:
        message = _(BY_THE_CLOCK)
    elif seen.allowed.shortened:
        message = _(LEFT, advice=advice)
    elif waited and not said.met_hidden:
        message = _(WAITED, seconds=seen.allowed.worker)
    else:
        message = _(TOO_SLOW, seconds=seen.allowed.worker, advice=advice)
    doubt = waited or seen.stop is Stop.CLOCK
    return task.result(Verdict.TIMEOUT, message, said.printed, doubt=doubt)


def _less_memory(ended: Ended | None) -> str:
    if not (ended and ended.memory):
        return ""
    held = ended.memory / (1 << 30)
    return f" It held {held:.1f} GB then: give each less with --memory, or use fewer --workers."
