"""Grading a class: submissions are graded side by side, results come back one by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from grader.assignment.model import Assignment
from grader.errors import GraderError
from grader.results import SubmissionResult, TestResult, Verdict
from grader.runner.limits import Limits
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import Submission

UNANSWERED_IN_A_ROW = 3  # submissions: then it is the machine, and asking for more takes only time


class RunnerGone(GraderError):
    """What runs the tests is gone, and no other submission can be graded."""


class Runner(Protocol):
    """Runs what a plan asks for.

    `run` never raises for anything that a submission does, and gives one result for every
    task, in order. A task without a clear pass has no points. With `again` it is asked once more,
    while nothing else is run: then nothing that is there to save time may be to blame. It raises
    RunnerGone where it can't run anything any more.

    `renew` has what it works with started anew; nothing may be running.
    """

    def run(
        self, plan: GradingPlan, limits: Limits, *, again: bool = False
    ) -> Iterable[TestResult]: ...

    def renew(self) -> None: ...


@dataclass(frozen=True)
class Graded:
    """A submission with the plans that were made for it and what came out."""

    submission: Submission
    plans: tuple[GradingPlan, ...]
    result: SubmissionResult

    @property
    def has_nothing(self) -> bool:
        """Whether nothing of the assignment was found, nor the folder that should hold it."""
        nothing = all(plan.not_graded for plan in self.plans)
        return nothing and not self.submission.is_in_place

    @property
    def is_unanswered(self) -> bool:
        """Whether the grader or the machine failed in every test."""
        return bool(self.result.tests) and all(test.fault for test in self.result.tests)


def grade_submission(
    submission: Submission, assignment: Assignment, runner: Runner, limits: Limits | None = None
) -> Graded:
    """Grade one submission, where nothing else is graded. Never raises for what was submitted."""
    limits = limits or Limits()
    return grade_again(_grade(submission, assignment, runner, limits), assignment, runner, limits)


def _grade(
    submission: Submission, assignment: Assignment, runner: Runner, limits: Limits
) -> Graded:
    """Grade a submission, each test once."""
    started = time.monotonic()
    plans = plan_in_subprocess(submission, assignment)
    tests = tuple(test for plan in plans for test in _run_once(plan, runner, limits))
    return _graded(submission, assignment, plans, tests, time.monotonic() - started)


def grade_again(graded: Graded, assignment: Assignment, runner: Runner, limits: Limits) -> Graded:
    """Run those tests once more in whose failure the machine may have had a part.

    To be called while nothing else is graded. What fails again counts, but for a fault: that stays
    one, and there is no verdict.
    """
    if not any(map(_is_doubtful, graded.result.tests)):
        return graded
    started = time.monotonic()
    plans: Sequence[GradingPlan] = graded.plans
    if any(t.settled and _is_doubtful(t.settled) for plan in plans for t in plan.tasks):
        # because of a fault it could not be read
        plans = plan_in_subprocess(graded.submission, assignment)
    tests: list[TestResult] = []
    for plan in plans:
        first = [t for t in graded.result.tests if t.notebook == plan.notebook]
        tests += _run_again(plan, first, runner, limits)
    seconds = graded.result.seconds + time.monotonic() - started
    return _graded(graded.submission, assignment, plans, tests, seconds)


def _run_again(
    plan: GradingPlan, first: Sequence[TestResult], runner: Runner, limits: Limits
) -> list[TestResult]:
    """The results `first` of a plan, with new ones in place of the doubtful."""
    again = {result.grade_id for result in first if _is_doubtful(result)}
    tasks = tuple(task for task in plan.tasks if task.test.grade_id in again)
    known = _run_once(replace(plan, tasks=tasks), runner, limits, again=True)
    second = {result.grade_id: result for result in known}
    return [replace(second.get(result.grade_id, result), doubt=False) for result in first]


def without_faults(results: list[TestResult]) -> list[TestResult]:
    """The results, where something is decided by them.

    Raises
    ------
    GraderError
        If one of them is a fault: that says nothing about an answer or a test.
    """
    for result in results:
        if result.fault:
            raise GraderError(f"{result.grade_id}: {result.message}")
    return results


def _is_doubtful(result: TestResult) -> bool:
    """Whether the machine or the grader may have had a part in this."""
    return result.fault or result.doubt


def _graded(
    submission: Submission,
    assignment: Assignment,
    plans: Sequence[GradingPlan],
    tests: Sequence[TestResult],
    seconds: float,
) -> Graded:
    findings = tuple(finding for plan in plans for finding in plan.findings)
    names = tuple(plan.notebook for plan in plans)
    result = SubmissionResult(
        submission.student,
        assignment.name,
        tuple(tests),
        findings,
        names,
        seconds,
        tuple(plan.not_graded for plan in plans if plan.not_graded),
    )
    return Graded(submission, tuple(plans), result)


def run_plan(plan: GradingPlan, runner: Runner, limits: Limits) -> list[TestResult]:
    """What becomes of a plan, where nothing else is graded: one result a task, in order.

    Where the machine may have had a part in a failure, that test is asked twice.
    """
    first = _run_once(plan, runner, limits)
    return _run_again(plan, first, runner, limits) if any(map(_is_doubtful, first)) else first


def _run_once(
    plan: GradingPlan, runner: Runner, limits: Limits, *, again: bool = False
) -> list[TestResult]:
    """What the runner says, held to its promise."""
    try:
        results = list(runner.run(plan, limits, again=again))
        expected = [task.test.grade_id for task in plan.tasks]
        if [result.grade_id for result in results] != expected:
            raise RuntimeError("the runner did not answer every task")
    except RunnerGone:
        raise
    except Exception as error:  # a fault of the runner is nobody's pass, and stops nobody else
        message = f"The grader failed here: {type(error).__name__}: {error}. Grade this again."
        return [t.settled or t.result(Verdict.ERROR, message, fault=True) for t in plan.tasks]
    return results


def grade_class(
    submissions: Sequence[Submission],
    assignment: Assignment,
    runner: Runner,
    workers: int,
    limits: Limits,
) -> Iterator[Graded]:
    """Grade many submissions with `workers` at a time, in the order in which they finish.

    Those with a failure in which the machine may have had a part come last: they are asked again,
    one at a time, when nothing else runs. So do all others once the machine has let no test run
    for several submissions in a row.

    Raises
    ------
    GraderError
        If no test can be run even then.
    """
    waiting = list(submissions)
    doubtful: list[Graded] = []
    unanswered = 0  # the last so many got no answer
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade") as pool:
        running = [
            pool.submit(_grade, submission, assignment, runner, limits)
            for submission in submissions
        ]
        try:
            for future in as_completed(running):
                graded = future.result()
                waiting.remove(graded.submission)
                unanswered = unanswered + 1 if graded.is_unanswered else 0
                if any(map(_is_doubtful, graded.result.tests)):
                    doubtful.append(graded)
                else:
                    yield graded
                if unanswered == UNANSWERED_IN_A_ROW:
                    break
        finally:
            for future in running:
                future.cancel()
    if any(graded.result.faults for graded in doubtful):
        runner.renew()  # nothing that went wrong in there is to go wrong again
    alone = chain(
        (grade_again(graded, assignment, runner, limits) for graded in doubtful),
        (grade_submission(submission, assignment, runner, limits) for submission in waiting),
    )
    for graded in alone:
        unanswered = _unanswered_in_a_row(unanswered, graded)
        yield graded


def _unanswered_in_a_row(unanswered: int, graded: Graded) -> int:
    """How many submissions got no answer in a row, with one more that was graded alone.

    Raises
    ------
    GraderError
        If these are too many for it to be chance.
    """
    if not graded.is_unanswered:
        return 0
    if unanswered < UNANSWERED_IN_A_ROW:
        return unanswered + 1
    raise GraderError(
        f"No test could be run for {unanswered} submissions in a row. The last fault: "
        f"{graded.result.tests[0].message} This machine is short of something: "
        "`python -m grader doctor` looks for what. What was graded before is kept; the same "
        "command grades the others, and takes less memory with `--workers 1`."
    )
