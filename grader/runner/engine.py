"""The walled room: each submission's code in a student room, its tests in an examiner.

The office keeps two warm processes in sandboxes of their own. For a submission the one forks a
student room; the other has a long-lived examiner for each worker. A fresh pair of sockets joins
the two, and only the examiner's verdicts come back.
"""

from __future__ import annotations

import math
import os
import queue
import random
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import GraderError
from grader.protocol.codec import encode
from grader.protocol.protocol_errors import ProtocolError, TooLarge
from grader.results import TestResult
from grader.runner.batching import groups
from grader.runner.interface import Limits
from grader.runner.processes import TestRunner, Worker
from grader.runner.test_jobs import job
from grader.runner.test_results import Seen, refused_result, result_of
from grader.runner.time_budget import Allowed, Budget
from grader.runner.watchdog import Stop, Watch
from grader.sandbox.fork_server_client import ForkServer, Program, SandboxPerFork, new_fork
from grader.sandbox.protection import protection, require_sandbox
from grader.sandbox.restrictions import Allowance
from grader.sandbox.shortages import machine_events
from grader.sandbox.working_folder import module_names
from grader.submissions.grading_plan import GradingPlan, TestTask

STUDENT_WORKER = Program("grader.runner.student_worker", hides=True)
TEST_RUNNER = Program("grader.runner.test_runner", hides=False)
TENSORFLOW = {"tensorflow", "keras"}


class NotStarted(GraderError):
    """The processes that grade can't be started."""


class SandboxedRunner:
    """Grades behind the wall; use it as a context manager. See `grader.runner.interface`.

    Parameters
    ----------
    modules, test_modules:
        What student rooms and examiners are likely to import; it is imported once, beforehand.
    files:
        A folder with what lies beside the assignment's notebooks; it must stay until this closes.
    secret:
        The course's, see `grader.fresh_tasks.secret`; without one a random one is taken.
    """

    def __init__(
        self,
        workers: int,
        modules: Sequence[str] = (),
        test_modules: Sequence[str] = (),
        *,
        secret: bytes | None = None,
        allowance: Allowance | None = None,
        trust_submissions: bool = False,
        files: Path | None = None,
    ) -> None:
        require_sandbox(trust_submissions)
        sandboxed = protection().sandboxed
        cores = _cores(workers)
        allowance = replace(allowance or Allowance(), threads=threads_each(workers))
        own = module_names(files) if files else set()  # another of the name may be installed
        student, test_runner = _programs(modules, test_modules, own)
        settings = {"files": files, "cores": cores}
        self._students: ForkServer | SandboxPerFork
        if protection().shares_sandbox or not sandboxed:
            self._students = ForkServer(
                student, allowance, workers, sandboxed=sandboxed, **settings
            )
        else:
            self._students = SandboxPerFork(student, allowance, **settings)
        self._examiners = ForkServer(
            test_runner, allowance, workers, sandboxed=sandboxed, **settings
        )
        self._threads = allowance.threads
        self._free: queue.Queue[TestRunner] = queue.Queue()
        self._workers = workers
        self._secret = secret or secrets.token_bytes(32)

    def open(self) -> None:
        """Wait until both processes are warm; they have been getting ready since the start.

        Raises
        ------
        NotStarted
            If one of them ended instead.
        """
        try:
            for process in (self._students, self._examiners):
                process.wait_until_ready()
        except (ProtocolError, OSError) as error:
            raise NotStarted(
                f"A process that grades could not be started: {error}. Nothing was graded. Look "
                "for what this machine is short of (memory, processes, disk) with "
                "`python -m grader doctor`, then give the same command again."
            ) from error
        for slot in range(self._workers):
            self._free.put(TestRunner(self._examiners, slot))

    def __enter__(self) -> SandboxedRunner:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End both warm processes and every room in them."""
        self._students.close()
        self._examiners.close()

    def renew(self) -> None:
        """Start both processes anew before the next test. Nothing may be running."""
        self._students.renew()
        self._examiners.renew()

    def examine(self, plan: GradingPlan, limits: Limits) -> Iterator[TestResult]:
        results = {q.test.grade_id: q.settled for q in plan.questions if q.settled}
        asked = [question for question in plan.questions if not question.settled]
        budget = Budget(limits, len(asked))
        examiner = self._free.get()
        try:
            for group in groups(asked):
                while group:
                    pending = len(plan.questions) - len(results)
                    answered = self._one_room(group, plan, examiner, limits, budget, pending)
                    results |= {result.grade_id: result for result in answered}
                    group = group[len(answered) :]
            for question in plan.questions:
                result = results[question.test.grade_id]
                if question.test.also_inside and result.points:
                    test = replace(question.test, needs_inside=True)
                    again = [replace(question, test=test)]
                    [found] = self._one_room(again, plan, examiner, limits, budget, 1)
                    if found.points < result.points:
                        results[question.test.grade_id] = found
        finally:
            self._free.put(examiner)
        for question in plan.questions:
            yield results[question.test.grade_id]

    def _one_room(
        self,
        group: list[TestTask],
        plan: GradingPlan,
        examiner: TestRunner,
        limits: Limits,
        budget: Budget,
        pending: int,
    ) -> list[TestResult]:
        """Examine questions in one student room until it is lost; answers at least the first."""
        try:
            message = encode(job(group, plan, limits, self._secret))
        except TooLarge as error:  # a notebook of a million cells
            return [refused_result(question, str(error)) for question in group]
        before = machine_events()
        examiner.renew_if_worn()
        answered: list[TestResult] = []
        room, ours = new_fork(self._students, examiner.slot, _backstop(limits))
        with ours:
            worker = Worker(self._students, room, examiner.slot)
            try:
                examiner.give(message, ours)
                for number, question in enumerate(group):
                    allowed = budget.allowed(pending - number)
                    seen = self._ask(worker, examiner, allowed)
                    budget.spend(seen.used.total)
                    outcome = seen.outcome
                    if outcome and "fault" in outcome:
                        raise ProtocolError(f"no student room could be opened: {outcome['fault']}")
                    if outcome and answered and outcome["lost"]:
                        break  # an earlier test may be to blame: it gets a room of its own
                    is_last = seen.stop or outcome is None or outcome["lost"] or outcome["blocked"]
                    if is_last:
                        seen = replace(seen, worker=worker.end())
                    short = machine_events().since(before)
                    answered.append(result_of(question, replace(seen, short_of=short)))
                    if is_last:
                        break
            except BaseException:
                examiner.renew()  # it may have half a job, or hold answers nobody has read
                raise
            finally:
                worker.end()
        return answered

    def _ask(self, worker: Worker, examiner: TestRunner, allowed: Allowed) -> Seen:
        """Wait for the next test's outcome, and stop what takes too much.

        Without an outcome the examiner is a new one.
        """
        watch = Watch(worker.usage, examiner.usage, allowed, self._threads)
        stopped: Stop | None = None
        while True:
            if examiner.has_news(watch.until_next()):
                outcome = examiner.outcome()
                watch.look()
                runner = None if outcome else examiner.renew()
                return Seen(outcome, allowed, watch.used, stopped, runner=runner)
            stop = watch.look()
            if stop and (stopped or stop is Stop.RUNNER_TIME):
                return Seen(None, allowed, watch.used, stop, runner=examiner.renew())
            if stop:  # the examiner hears that its worker is gone, and gives a verdict
                stopped = stop
                worker.end()
                watch.worker_is_gone()


def _programs(
    modules: Sequence[str], test_modules: Sequence[str], own: Collection[str]
) -> list[Program]:
    """The two programs that workers run, with what is imported for them beforehand."""
    # tests need not name TensorFlow: the models that they are given are built with it
    test_modules = [*(m for m in modules if _root(m) in TENSORFLOW), *test_modules]
    programs = []
    for program, names in ((STUDENT_WORKER, modules), (TEST_RUNNER, test_modules)):
        wanted = tuple(m for m in names if _root(m) not in own)
        required = ("tensorflow", "tensorflow.keras") if TENSORFLOW & {*map(_root, wanted)} else ()
        programs.append(replace(program, required=required, modules=wanted))
    return programs


def _root(module: str) -> str:
    return module.partition(".")[0]


def _cores(workers: int) -> list[int]:
    """The core of each slot, where there are neighbours: their threads then run elsewhere.

    Begins anywhere, so that two graders side by side do not share a core and leave another idle.
    """
    cores = sorted(os.sched_getaffinity(0))
    if workers < 2 or len(cores) < 2:
        return []
    first = random.randrange(len(cores))
    return cores[first:] + cores[:first]


def threads_each(workers: int) -> int:
    """How many threads a process may have: TensorFlow starts some for each core that it sees."""
    return 64 + 4 * (1 if _cores(workers) else len(os.sched_getaffinity(0)))


def _backstop(limits: Limits) -> int:
    """The kernel's own limit of processor time, should nobody be there to stop a worker."""
    return math.ceil(limits.submission_seconds) + 60
