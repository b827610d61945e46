"""How plans are shared among a cluster's workers: the policy alone, without Dask or a clock.

A worker has at most two batches. A batch whose worker is gone is split, and its parts are sent
again, until a plan that ends every worker is alone; that one is left for the coordinator.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

BATCH = 16  # plans: a task of Dask's costs 27 ms alone, 2 ms of a batch
PARTS = 4  # into which a batch is split
IN_FLIGHT = 2  # batches for each worker: one runs, one waits
DEATHS = 3  # of workers under one plan, until it is left for the coordinator


class Plan:
    """One plan on its way; `deaths` counts the workers that were lost under it."""

    deaths = 0


P = TypeVar("P", bound=Plan)


@dataclass(eq=False)
class Batch(Generic[P]):
    """Plans that were sent to one worker together."""

    plans: Sequence[P]
    worker: Hashable


class BatchPolicy(Generic[P]):
    """Decides what each worker gets next, and what becomes of batches without an answer.

    Attributes
    ----------
    waiting:
        Plans that no worker has yet.
    held:
        The batches that workers have, the oldest first.
    left:
        Plans for the coordinator to run at the end.
    """

    def __init__(self) -> None:
        self.waiting: list[P] = []
        self.held: list[Batch[P]] = []
        self.left: list[P] = []
        self._again: deque[Sequence[P]] = deque()  # to be sent first, as they are
        self._workers: Collection[Hashable] = ()

    def has(self, workers: Collection[Hashable]) -> None:
        """Use these workers from now on; of one that is gone, the oldest batch is what it ran."""
        self._workers = workers
        for worker in {batch.worker for batch in self.held}.difference(workers):
            first, *others = [batch for batch in self.held if batch.worker == worker]
            self.failed(first, first.plans)
            for batch in others:
                self.postponed(batch, batch.plans)

    def next_batch(self) -> Batch[P] | None:
        """The next batch for the worker that has least, if there is work and room for it."""
        if not self._workers:
            return None
        loads = dict.fromkeys(self._workers, 0)
        for batch in self.held:
            loads[batch.worker] += 1
        worker = min(loads, key=loads.__getitem__)
        if loads[worker] == IN_FLIGHT:
            return None
        plans = self._next_plans() or ([] if loads[worker] else self._taken_back(loads))
        if not plans:
            return None
        self.held.append(Batch(plans, worker))
        return self.held[-1]

    def answered(self, batch: Batch[P]) -> bool:
        """Take a batch back from its worker; whether it had not been given up before."""
        if batch not in self.held:
            return False
        self.held.remove(batch)
        return True

    def postponed(self, batch: Batch[P], plans: Sequence[P]) -> None:
        """Send plans of a batch again that nothing has happened to."""
        self.answered(batch)
        self._again.append(plans)

    def failed(self, batch: Batch[P], plans: Sequence[P]) -> None:
        """Send plans of a batch again, in parts; one that failed alone too often is left."""
        self.answered(batch)
        for plan in plans:
            plan.deaths += 1
        if len(plans) == 1 and plans[0].deaths >= DEATHS:
            self.left.extend(plans)
            return
        size = math.ceil(len(plans) / PARTS)
        self._again.extend(plans[at : at + size] for at in range(0, len(plans), size))

    def all_plans(self) -> list[P]:
        """Every plan that has no answer, which is then forgotten here."""
        held = [plan for batch in self.held for plan in batch.plans]
        again = [plan for plans in self._again for plan in plans]
        plans = held + again + self.waiting + self.left
        for known in (self.held, self._again, self.waiting, self.left):
            known.clear()
        return plans

    def _next_plans(self) -> Sequence[P]:
        if self._again:
            return self._again.popleft()
        size = min(BATCH, math.ceil(len(self.waiting) / len(self._workers)))  # shared by all
        plans = self.waiting[:size]
        del self.waiting[:size]
        return plans

    def _taken_back(self, loads: dict[Hashable, int]) -> Sequence[P]:
        """For an idle worker: what waits behind another batch."""
        for batch in reversed(self.held):
            if loads[batch.worker] > 1:
                self.held.remove(batch)
                return batch.plans
        return []
