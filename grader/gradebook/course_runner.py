"""The engine for an assignment of a course: its files, its secret, the verdicts that are known."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from grader.assignment.model import Assignment
from grader.cluster.cluster_runner import ClusterRunner
from grader.cluster.messages import Setup
from grader.cluster.scheduler_connection import connect
from grader.course import Course
from grader.fresh_tasks.secret import class_secret
from grader.gradebook.assignment_files import copied_files, files_for_code
from grader.gradebook.verdict_cache import VerdictCache
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import Runner
from grader.runner.limits import Limits
from grader.sandbox.restrictions import Allowance

MANY = 30  # then what is made once for all of them has paid


def course_runner(
    course: Course,
    assignment: Assignment,
    limits: Limits,
    workers: int,
    stack: contextlib.ExitStack,
    *,
    submissions: int,
    trust_submissions: bool,
    afresh: bool = False,
) -> SandboxedRunner:
    """Start the engine with the course's files, secret and verdicts; `stack` closes it.

    `submissions` is how many there are to grade. With `afresh` every test is run, whatever is known
    of its answer.
    """
    runner = SandboxedRunner(
        workers,
        assignment.modules,
        assignment.test_modules,
        allowance=Allowance(memory_bytes=limits.memory_bytes),
        secret=class_secret(course.state),
        verdicts=VerdictCache(course, assignment.name, reads=not afresh),
        afresh=afresh,
        for_many=submissions >= MANY,
        trust_submissions=trust_submissions,
        files=stack.enter_context(copied_files(course, assignment.name)),
    )
    stack.callback(runner.close)
    return runner


def cluster_runner(
    course: Course,
    assignment: Assignment,
    limits: Limits,
    address: str,
    stack: contextlib.ExitStack,
    local: Callable[[], Runner],
    *,
    afresh: bool,
) -> ClusterRunner:
    """Connect to a Dask cluster as a runner of the assignment; `stack` closes it.

    Raises
    ------
    GraderError
        If it can't be reached, or has no worker that may grade.
    """
    files = {
        name: path.read_bytes() for name, path in files_for_code(course, assignment.name).items()
    }
    setup = Setup(assignment, files, limits, class_secret(course.state), afresh)
    verdicts = VerdictCache(course, assignment.name, reads=not afresh)
    runner = ClusterRunner(connect(address), setup, local, verdicts)
    stack.callback(runner.close)
    return runner


class LazyRunner:
    """A runner that is made when it is first needed, and opened once."""

    def __init__(self, make: Callable[[], SandboxedRunner]) -> None:
        self._make = make
        self._runner: SandboxedRunner | None = None
        self._is_open = False

    def started(self) -> SandboxedRunner:
        """The runner, which may still be starting."""
        if self._runner is None:
            self._runner = self._make()
        return self._runner

    def opened(self) -> SandboxedRunner:
        """The runner, ready."""
        runner = self.started()
        if not self._is_open:
            runner.open()
            self._is_open = True
        return runner
