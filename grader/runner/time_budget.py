"""What is left of the time that all tests of a submission may use together."""

from __future__ import annotations

from dataclasses import dataclass

from grader.runner.interface import Limits


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
