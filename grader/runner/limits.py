"""What a submission may use, and what is left of its time for the next test."""

from __future__ import annotations

from dataclasses import dataclass


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
        Whether all tests run in the test runner, those left out that their author has marked, and
        take only plain values for answers. If not, those that the author's own solution passes only
        inside the student worker run there for everyone, labelled; see
        `grader.runner.test_placement`. Nothing that is submitted decides it.
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


@dataclass(frozen=True)
class Allowed:
    """What one test may use: seconds of the student worker, and of the test runner.

    `shortened` tells that earlier tests of the submission have left less than the limits say.
    """

    worker: float
    runner: float
    shortened: bool = False


class Budget:
    """Shares the time of a submission among its tests.

    A part is kept back for each test that is still to come: however long the first ones take, the
    last one has its chance.

    Parameters
    ----------
    tests:
        How many tests there are.
    """

    def __init__(self, limits: Limits, tests: int) -> None:
        self._limits = limits
        self._left = limits.submission_seconds
        # all of them together keep half of it at most
        self._kept = min(limits.seconds_per_test / 4, self._left / (2 * max(tests, 1)))

    def allowed(self, pending: int) -> Allowed:
        """What the next test may use, with so many pending, itself included."""
        most = max(self._left - self._kept * (pending - 1), self._kept)
        worker = min(self._limits.seconds_per_test, most)
        runner = min(self._limits.own_seconds, most)
        full = self._limits.seconds_per_test, self._limits.own_seconds
        return Allowed(worker, runner, (worker, runner) != full)

    def spend(self, seconds: float) -> None:
        """Note what a test has used."""
        self._left -= seconds
