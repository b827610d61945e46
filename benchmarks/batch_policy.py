"""How a cluster's coordinator shares plans among workers: the policy alone, without Dask or clock.

A worker has at most two batches of at most 16 plans. The batches of a worker that is gone are
split in halves and sent again. A plan that was alone and still lost too many workers is left for
the coordinator, which runs it after all others.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

BATCH = 16  # plans
IN_FLIGHT = 2  # batches for each worker: one runs, one waits
DEATHS = 3  # of workers under one plan; one more, and it is run on the coordinator
SILENCE = 30.0  # seconds after which a worker is given up


@dataclass
class Plan:
    """One plan, known by its number, and how many workers it has lost."""

    number: int
    deaths: int = 0


@dataclass(eq=False)
class Batch:
    """Plans that were sent to one worker in one message."""

    plans: list[Plan]


class BatchPolicy:
    """Decides what each worker gets next, and what becomes of lost batches.

    Attributes
    ----------
    waiting:
        Plans that no worker has yet.
    left:
        Plans for the coordinator to run at the end.
    """

    def __init__(self) -> None:
        self.waiting: deque[Plan] = deque()
        self.left: list[Plan] = []
        self._split: deque[Batch] = deque()  # parts of lost batches, to be sent first
        self._held: dict[Hashable, list[Batch]] = {}  # by worker

    def join(self, worker: Hashable) -> None:
        """Use a worker, from now on."""
        self._held.setdefault(worker, [])

    def next_batch(self) -> tuple[Hashable, Batch] | None:
        """The next batch and the worker that gets it; None if there is no work or no room."""
        if not self._held or not (self._split or self.waiting):
            return None
        worker = min(self._held, key=lambda one: len(self._held[one]))
        if len(self._held[worker]) == IN_FLIGHT:
            return None
        batch = self._split.popleft() if self._split else Batch(self._share())
        self._held[worker].append(batch)
        return worker, batch

    def answered(self, worker: Hashable, batch: Batch) -> Sequence[Plan]:
        """The plans whose results count: none if the batch has been given up meanwhile."""
        if batch not in self._held.get(worker, ()):
            return ()
        self._held[worker].remove(batch)
        return batch.plans

    def lose(self, worker: Hashable) -> None:
        """Give up a worker that died or is silent; its batches are split."""
        for batch in self._held.pop(worker, ()):
            for plan in batch.plans:
                plan.deaths += 1
            if len(batch.plans) == 1 and batch.plans[0].deaths > DEATHS:
                self.left.extend(batch.plans)
                continue
            half = math.ceil(len(batch.plans) / 2)
            parts = batch.plans[:half], batch.plans[half:]
            self._split.extend(Batch(part) for part in parts if part)

    def _share(self) -> list[Plan]:
        """Plans for a new batch: a small class is shared by all workers."""
        size = min(BATCH, math.ceil(len(self.waiting) / len(self._held)))
        return [self.waiting.popleft() for _ in range(size)]
