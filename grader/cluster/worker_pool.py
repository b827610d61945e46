"""Which workers of a cluster may grade, as they join, fall silent, and leave."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.cluster.messages import About
from grader.cluster.worker_tasks import describe, prepare
from grader.errors import GraderError
from grader.protocol import ProtocolError
from grader.runner.version import grader_version

if TYPE_CHECKING:
    from distributed import Client, Future

WAIT = 30.0  # seconds for a first worker, and until one that is silent is given up
ANSWER = 10.0  # seconds for the scheduler to say who is there
FAILURES = 3  # batches in a row without any answer, until a worker is refused
LEAST_FREE = 1 << 30  # bytes on a worker's disk, for scratch folders and datasets


@dataclass
class _Worker:
    """What is known of one worker; `setup` is where its part of the work finds the assignment."""

    asked: Future
    setup: Future | None = None
    refused: str = ""
    failures: int = 0  # batches in a row without any answer
    told: float = 0.0  # when it was last heard of, by the scheduler's clock
    heard: float = field(default_factory=time.monotonic)  # when that last changed, by ours


class WorkerPool:
    """The workers that grade as this machine does; the others are refused by name in `notes`.

    Parameters
    ----------
    setup:
        What each worker needs for the assignment; it is sent once to each that may grade.
    """

    def __init__(self, client: Client, setup: bytes) -> None:
        self._client, self._setup = client, setup
        self._known: dict[str, _Worker] = {}
        self.notes: list[str] = []

    def wait(self) -> None:
        """Wait for the first worker that may grade.

        Raises
        ------
        GraderError
            If there is none after some time.
        """
        deadline = time.monotonic() + WAIT
        while not self.look():
            if self.refuses_all or time.monotonic() > deadline:
                raise GraderError(self.without_workers)
            time.sleep(0.1)

    @property
    def refuses_all(self) -> bool:
        """Whether there are workers, and none of them may grade."""
        return bool(self._known) and all(worker.refused for worker in self._known.values())

    @property
    def without_workers(self) -> str:
        """Why nothing can be graded, as sentences."""
        if self.refuses_all:
            return " ".join(["No worker of the cluster may grade.", *self.notes])
        return (
            f"The Dask scheduler at {self._client.scheduler.address} has no worker after {WAIT:g} "
            "seconds. Start some with `dask worker ADDRESS --nthreads 1`."
        )

    def look(self) -> dict[str, Future]:
        """The setups of the workers that may grade now, by address.

        Raises
        ------
        OSError, TimeoutError
            If the scheduler does not answer.
        """
        identity = self._client.sync(
            self._client.scheduler.identity, n_workers=-1, callback_timeout=ANSWER
        )
        there = identity["workers"]
        self._known = {address: one for address, one in self._known.items() if address in there}
        for address, about in there.items():
            if address not in self._known:
                self._known[address] = _Worker(self._asked(address))
            worker = self._known[address]
            if about["last_seen"] != worker.told:
                worker.told, worker.heard = about["last_seen"], time.monotonic()
            if worker.setup is None and not worker.refused and worker.asked.done():
                self._judge(address, worker)
        silent_since = time.monotonic() - WAIT
        return {
            address: worker.setup
            for address, worker in sorted(self._known.items())
            if worker.setup is not None and worker.heard > silent_since
        }

    def answered(self, address: str, *, anything: bool) -> None:
        """Note whether a worker had any answer for a batch; one that never has is refused."""
        worker = self._known.get(address)
        if worker is None:
            return
        if anything:
            worker.failures = 0
            return
        worker.failures += 1
        worker.setup = None
        if worker.failures == FAILURES:
            self._refuse(address, worker, f"{FAILURES} batches in a row had no answer")
        else:
            worker.asked = self._asked(address)  # its disk may be full by now

    def _asked(self, address: str) -> Future:
        return self._client.submit(describe, workers=[address], pure=False)

    def _judge(self, address: str, worker: _Worker) -> None:
        """Refuse a worker by what it tells of itself, or send it the setup."""
        if reason := _why_not(worker.asked):
            self._refuse(address, worker, reason)
        else:
            worker.setup = self._client.submit(
                prepare, self._setup, workers=[address], pure=False, retries=0
            )

    def _refuse(self, address: str, worker: _Worker, reason: str) -> None:
        worker.refused = reason
        self.notes.append(f"The worker {address} does not grade: {reason}.")


def _why_not(asked: Future) -> str:
    """Why a worker must not grade, by what it tells of itself; empty if it may."""
    try:
        about = About.of_bytes(asked.result(timeout=ANSWER))
    except (ProtocolError, TypeError) as error:
        return f"it has another version of the grader ({error})"
    except Exception as error:  # of the worker's, of whatever kind
        return f"it can't run this grader ({type(error).__name__}: {error})"
    if about.version != grader_version():
        return "it has another version of the grader, of TensorFlow or of Python"
    if not about.sandboxed:
        return "it has no sandbox; `python -m grader doctor` there says what is missing"
    if about.free_bytes < LEAST_FREE:
        left, needed = about.free_bytes >> 20, LEAST_FREE >> 20
        return f"its disk is full ({left} MB are left, {needed} are needed)"
    return ""
