"""What every runner of tests does, and the limits it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.results import TestResult
from grader.submissions.grading_plan import GradingPlan


@dataclass(frozen=True)
class Limits:
    """What a submission may use, and what the author's solution decides before anything is graded.

    Time is counted while code computes or sleeps, not while it is ready and the machine has no
    core for it: so a busy machine takes nobody's time. A process with two busy threads uses two
    seconds a second.

    Attributes
    ----------
    seconds_per_test:
        What the student worker, which runs the cells that a test needs, may use for one test.
    strict:
        Whether all tests run in the test runner, those left out that their author has marked. If
        not, those that the author's own solution passes only inside the student worker run there
        for everyone, labelled; see `grader.runner.test_placement`. Nothing that is submitted
        decides it.
    memory_bytes:
        What each of the two processes may use on top of what it starts with.
    """

    seconds_per_test: float = 120.0
    strict: bool = True
    memory_bytes: int = 4 << 30

    @property
    def own_seconds(self) -> float:
        """What the test runner may use for one test, such as for training a model that crossed."""
        return 2 * self.seconds_per_test

    @property
    def submission_seconds(self) -> float:
        """What both may use for all tests of a notebook together."""
        return 5 * self.seconds_per_test


class Runner(Protocol):
    """Runs what a plan asks for.

    `run` never raises for anything that a submission does, and gives one result for every
    task, in order. A task without a clear pass has no points.

    `renew` has what it works with started anew; nothing may be running.
    """

    def run(self, plan: GradingPlan, limits: Limits) -> Iterable[TestResult]: ...

    def renew(self) -> None: ...
