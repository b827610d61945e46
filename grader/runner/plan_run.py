"""Running one submission's tests: by one test runner, with a student worker for each group.

Each test gets its verdict from the test runner. Where one takes its worker with it, those after it
get a new one.

The cells that a test needs are chosen from their text (`grader.submissions.slicing`), and running
all of them is the truth. So where the visible part of a test fails without cells of the student's
that might matter, or where cells stand above those that they need, it is run once more with all of
them, definitions first. A failure in a hidden part stands: asked twice, an answer could try two
guesses there.

The other way round, a cell of another exercise may be run for what it may do to the process. Where
it takes the worker with it, the test is run once more without it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from grader.language import speak
from grader.protocol import ProtocolError, TooLarge
from grader.protocol.codec import encode
from grader.results import TestResult
from grader.runner.limits import Allowed, Budget, Limits
from grader.runner.processes import TestRunner, Worker
from grader.runner.test_jobs import job
from grader.runner.test_results import Seen, refused_result, result_of
from grader.runner.watchdog import Stop, Watch
from grader.sandbox.control_groups import machine_events
from grader.sandbox.fork_servers import Server, new_fork
from grader.submissions.grading_plan import GradingPlan, TestTask


@dataclass(frozen=True)
class Processes:
    """What a submission is graded with.

    Attributes
    ----------
    students:
        What forks its student workers.
    threads:
        How many threads each process may have.
    """

    students: Server
    test_runner: TestRunner
    threads: int


class PlanRun:
    """The run of a plan's tests within the limits of one submission; `secret` is the course's."""

    def __init__(
        self, plan: GradingPlan, limits: Limits, processes: Processes, secret: bytes
    ) -> None:
        self._plan, self._limits, self._secret = plan, limits, secret
        self._students, self._test_runner = processes.students, processes.test_runner
        self._threads = processes.threads
        self._never_began: set[str] = set()  # the cells before them took the worker with them
        self._failed_openly: set[str] = set()  # before a hidden part had begun

    def results(self, groups: Sequence[list[TestTask]], *, afresh: bool) -> dict[str, TestResult]:
        """The results by grade_id; the tests of a group share a worker.

        With `afresh` a test is run even if its whole conversation with student code is known.
        """
        with speak(self._plan.author.language):
            return self._results(groups, afresh=afresh)

    def _results(self, groups: Sequence[list[TestTask]], *, afresh: bool) -> dict[str, TestResult]:
        tests = sum(map(len, groups))
        budget = Budget(self._limits, tests)
        results: dict[str, TestResult] = {}
        for group in groups:
            rerun = afresh
            while group:
                answered = self._one_worker(group, budget, tests - len(results), afresh=rerun)
                results |= {result.grade_id: result for result in answered}
                group = group[len(answered) :]
                rerun = True  # what is left is run, whatever is known of its conversation
        for task in chain.from_iterable(groups):
            name = task.test.grade_id
            result = results[name]
            if other := self._with_other_cells(task):
                found = self._alone(other, budget, afresh=afresh)
                if found.points > result.points or found.fault or found.doubt:
                    task, result = other, found
            if task.test.also_inside and result.points:
                inside = replace(task, test=replace(task.test, needs_inside=True))
                found = self._alone(inside, budget, afresh=afresh)
                if found.points < result.points:
                    result = found
            results[name] = result
        return results

    def _with_other_cells(self, task: TestTask) -> TestTask | None:
        """The task as it is to be run once more, if it is."""
        if task.test.grade_id in self._never_began:
            return task.with_named if task.named is not None else None
        if task.test.grade_id in self._failed_openly:
            return task.with_whole if task.whole else None
        return None

    def _alone(self, task: TestTask, budget: Budget, *, afresh: bool) -> TestResult:
        """Run a task with a worker of its own."""
        answered = self._one_worker([task], budget, 1, afresh=afresh)
        [result] = answered or self._one_worker([task], budget, 1, afresh=True)
        return result

    def _one_worker(
        self, group: list[TestTask], budget: Budget, pending: int, *, afresh: bool
    ) -> list[TestResult]:
        """Run tasks with one student worker until it is lost; answers the first ones, if any."""
        try:
            to_do = job(group, self._plan, self._limits, self._secret)
            message = encode(to_do | {"afresh": afresh})
        except TooLarge as error:  # a notebook of a million cells
            return [refused_result(task, str(error)) for task in group]
        before = machine_events()
        self._test_runner.renew_if_worn()
        answered: list[TestResult] = []
        fork, ours = new_fork(self._students, self._test_runner.slot, _backstop(self._limits))
        with ours:
            worker = Worker(self._students, fork)
            try:
                self._test_runner.give(message, ours)
                for number, task in enumerate(group):
                    allowed = budget.allowed(pending - number)
                    seen = self._ask(worker, allowed)
                    budget.spend(seen.used.total)
                    outcome = seen.outcome
                    if outcome and "fault" in outcome:
                        raise ProtocolError(
                            f"no student worker could be started: {outcome['fault']}"
                        )
                    if outcome and "again" in outcome:
                        break
                    if outcome and answered and outcome["lost"]:
                        break  # an earlier test may be to blame: it gets a worker of its own
                    is_last = seen.stop or outcome is None or outcome["lost"] or outcome["blocked"]
                    if is_last:
                        seen = replace(seen, worker=worker.end())
                    if outcome and not outcome["began"]:
                        self._never_began.add(task.test.grade_id)
                    elif outcome and not any(map(outcome.get, ("points", "met_hidden", "lost"))):
                        self._failed_openly.add(task.test.grade_id)
                    short = machine_events().since(before)
                    answered.append(result_of(task, replace(seen, short_of=short)))
                    if is_last:
                        break
            except BaseException:
                self._test_runner.renew()  # it may have half a job, or hold answers nobody has read
                raise
            finally:
                worker.end()
        return answered

    def _ask(self, worker: Worker, allowed: Allowed) -> Seen:
        """Wait for the next test's outcome, and stop what takes too much.

        Without an outcome the test runner is a new one.
        """
        test_runner = self._test_runner
        watch = Watch(worker.usage, test_runner.usage, allowed, self._threads)
        stopped: Stop | None = None
        while True:
            if test_runner.has_news(watch.until_next()):
                outcome = test_runner.outcome()
                watch.look()
                runner = None if outcome else test_runner.renew()
                return Seen(outcome, allowed, watch.used, stopped, runner=runner)
            stop = watch.look()
            if stop and (stopped or stop is Stop.RUNNER_TIME):
                return Seen(None, allowed, watch.used, stop, runner=test_runner.renew())
            if stop:  # the test runner hears that its worker is gone, and gives a verdict
                stopped = stop
                worker.end()
                watch.worker_is_gone()


def _backstop(limits: Limits) -> int:
    """The kernel's own limit of processor time, should nobody be there to stop a worker."""
    return math.ceil(limits.submission_seconds) + 60
