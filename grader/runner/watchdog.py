"""Watching one test: what its two processes use, and when one of them has to be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from grader.runner.limits import Allowed
from grader.sandbox.process_usage import Meter, Usage

SHORTEST, LONGEST = 0.05, 0.5  # seconds between two looks: short tests are looked at often
PAUSE = 2 * LONGEST  # a longer gap between two looks: this process itself did not run
# Whatever a process waits for: a test takes no longer than so many times its limit by the clock.
PATIENCE = 20
SILENCE = 5.0  # seconds a test runner may be idle, once there is nobody left for it to wait for


class Stop(Enum):
    """Why a process was stopped."""

    WORKER_TIME = "the student worker has used its time"
    WORKER_THREADS = "the student worker has too many threads"
    RUNNER_TIME = "the test runner has used its time"
    RUNNER_SILENT = "the test runner did nothing, and had nobody to wait for"
    CLOCK = "it went on for too long by the clock"


@dataclass
class Used:
    """What a test has used, in seconds.

    Attributes
    ----------
    worker, runner:
        Processor time of the two processes.
    idle:
        Time in which both slept.
    """

    worker: float = 0.0
    runner: float = 0.0
    idle: float = 0.0

    @property
    def total(self) -> float:
        return self.worker + self.runner + self.idle


class Watch:
    """Meters of one test.

    Parameters
    ----------
    worker, runner:
        Tell what the processes have used until now; None for one that is gone.
    """

    def __init__(
        self,
        worker: Callable[[], Usage | None],
        runner: Callable[[], Usage | None],
        allowed: Allowed,
        threads: int,
    ) -> None:
        self._worker, self._runner = Meter(worker), Meter(runner)
        self._allowed, self._threads = allowed, threads
        self._at = time.monotonic()
        self._clock = 0.0
        self._alone_since: float | None = None
        self._pause = SHORTEST
        self.used = Used()

    def until_next(self) -> float:
        """Seconds to wait before the next look."""
        self._pause = min(LONGEST, self._pause * 1.5)
        return self._pause

    def worker_is_gone(self) -> None:
        """The student worker was ended: from now on the test runner has nobody to wait for."""
        self._worker = Meter(lambda: None)
        self._alone_since = self.used.idle

    def look(self) -> Stop | None:
        """Read the meters; what has to be stopped, if anything."""
        now = time.monotonic()
        gap, self._at = now - self._at, now
        worker, runner = self._worker.read(), self._runner.read()
        used = self.used
        used.worker += worker.processor
        used.runner += runner.processor
        self._clock += min(gap, PAUSE)
        # Neither computed nor waited for a core. Where this process was itself not running, the
        # whole machine may have been stopped: that is no idleness.
        busy = worker.processor + worker.waiting + runner.processor + runner.waiting
        if gap <= PAUSE:
            used.idle += max(0.0, gap - busy)
        if self._alone_since is None:
            if used.worker + used.idle > self._allowed.worker:
                return Stop.WORKER_TIME
            if worker.threads > self._threads:
                return Stop.WORKER_THREADS
            if self._clock > PATIENCE * (self._allowed.worker + self._allowed.runner):
                return Stop.CLOCK
        elif used.idle - self._alone_since > SILENCE:
            return Stop.RUNNER_SILENT
        if used.runner > self._allowed.runner:
            return Stop.RUNNER_TIME
        return None
