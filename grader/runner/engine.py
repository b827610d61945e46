"""The engine: each submission's code runs in a student worker, its tests in a test runner.

The coordinator keeps two fork servers in sandboxes of their own. For a submission the one forks a
student worker; the other has a long-lived test runner for each slot. A fresh pair of sockets joins
the two, and only the test runner's verdicts come back.
"""

from __future__ import annotations

import os
import queue
import random
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.errors import GraderError
from grader.protocol import ProtocolError
from grader.results import TestResult
from grader.runner.known_verdicts import KnownVerdicts, NoneKnown
from grader.runner.limits import Limits
from grader.runner.plan_run import PlanRun, Processes
from grader.runner.processes import TestRunner
from grader.sandbox.control_groups import processes_left
from grader.sandbox.fork_server_client import ForkServer, Program
from grader.sandbox.fork_servers import Server, start_server
from grader.sandbox.protection import protection, require_sandbox
from grader.sandbox.restrictions import Allowance
from grader.sandbox.working_folder import module_names
from grader.submissions.grading_plan import GradingPlan

STUDENT_WORKER = Program("grader.runner.student_worker", hides=True)
TEST_RUNNER = Program("grader.runner.test_runner", hides=False)
TENSORFLOW = {"tensorflow", "keras"}
MOST_THREADS = 256
OTHERS = 32  # processes and threads of the grader itself, for each submission at a time


class NotStarted(GraderError):
    """The processes that grade can't be started."""


class SandboxedRunner:
    """Grades in the sandbox; use it as a context manager. See `grader.runner.grading.Runner`.

    Once it is open, `notes` say what the instructor should know of the processes, as sentences.

    Parameters
    ----------
    modules, test_modules:
        What student workers and test runners are likely to import; it is imported once, beforehand.
    files:
        A folder with what lies beside the assignment's notebooks; it must stay until this closes.
    secret:
        The course's, see `grader.fresh_tasks.secret`; without one a random one is taken.
    verdicts:
        What is known of answers already, and where to note more.
    afresh:
        Whether a test is run even if its whole conversation with student code is known.
    for_many:
        Whether there will be many submissions, so that what each of them needs is worth making
        once: it takes some 2 seconds, and saves less than a tenth of one for each.
    """

    def __init__(
        self,
        workers: int,
        modules: Sequence[str] = (),
        test_modules: Sequence[str] = (),
        *,
        secret: bytes | None = None,
        verdicts: KnownVerdicts | None = None,
        afresh: bool = False,
        for_many: bool = False,
        allowance: Allowance | None = None,
        trust_submissions: bool = False,
        files: Path | None = None,
    ) -> None:
        require_sandbox(trust_submissions)
        cores = _cores(workers)
        allowance = replace(allowance or Allowance(), threads=threads_each(workers))
        own = module_names(files) if files else set()  # another of the name may be installed
        student, test_runner = _programs(modules, test_modules, own)
        student = replace(student, for_many=for_many)
        self._new_students = partial(
            start_server, allowance=allowance, slots=workers, files=files, cores=cores
        )
        self._student_program = student
        self._students = self._new_students(student)
        self._unused: Server | None = None
        self._test_runners = ForkServer(
            test_runner,
            allowance,
            workers,
            sandboxed=protection().sandboxed,
            files=files,
            cores=cores,
        )
        self._threads = allowance.threads
        self._free: queue.Queue[TestRunner] = queue.Queue()
        self._workers = workers
        self.notes: list[str] = []
        self._secret = secret or secrets.token_bytes(32)
        self._verdicts, self._afresh = verdicts or NoneKnown(), afresh

    def open(self) -> None:
        """Wait until both fork servers are ready; they have been starting since this was made.

        Raises
        ------
        NotStarted
            If one of them ended instead.
        """
        try:
            self.notes = self._students.wait_until_ready()
            self._test_runners.wait_until_ready()
        except (ProtocolError, OSError) as error:
            raise NotStarted(
                f"A process that grades could not be started: {str(error).rstrip('.')}. Nothing "
                "was graded. Look for what this machine is short of (memory, processes, disk) with "
                "`python -m grader doctor`, then give the same command again."
            ) from error
        for slot in range(self._workers):
            self._free.put(TestRunner(self._test_runners, slot))

    def __enter__(self) -> SandboxedRunner:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End both fork servers and everything in them."""
        for server in (self._students, self._unused, self._test_runners):
            if server:
                server.close()

    def renew(self) -> None:
        """Start both processes anew before the next test. Nothing may be running."""
        self._students.renew()
        self._test_runners.renew()

    def _unused_students(self) -> Server:
        """What forks student workers in which TensorFlow has never been used: it can't be to blame.

        It is started when it is first needed, and nothing else is graded then.
        """
        if not self._student_program.for_many:
            return self._students
        if self._unused is None:
            self._unused = self._new_students(replace(self._student_program, for_many=False))
            self._unused.wait_until_ready()
        return self._unused

    def run(
        self, plan: GradingPlan, limits: Limits, *, again: bool = False
    ) -> Iterator[TestResult]:
        results, unknown = self._verdicts.split(plan, limits, self._secret)
        if unknown:
            students = self._unused_students() if again else self._students
            test_runner = self._free.get()
            try:
                processes = Processes(students, test_runner, self._threads)
                run = PlanRun(plan, limits, processes, self._secret)
                results |= run.results([one.tasks for one in unknown], afresh=self._afresh)
            finally:
                self._free.put(test_runner)
            self._verdicts.add(unknown, results)
        for task in plan.tasks:
            yield results[task.test.grade_id]


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
    """How many threads a process may have: TensorFlow starts some for each core that it sees.

    One pass of `tf.data` over 16 interleaved files has some 80, and `fit` with a validation set
    goes through two. Where the machine limits processes, each submission has its part, but enough
    for a plain pipeline.
    """
    needed = 64 + 4 * (1 if _cores(workers) else len(os.sched_getaffinity(0)))
    left = processes_left()
    part = MOST_THREADS if left is None else left // workers - OTHERS
    return max(needed, min(MOST_THREADS, part))
