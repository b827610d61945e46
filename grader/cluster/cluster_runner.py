"""A runner whose tests run on the workers of a Dask cluster.

Plans go out in batches, each a Dask task for one worker. The scheduler remembers nothing that
matters: what it loses is sent again. A batch whose worker died is split, until a submission that
ends every worker is alone; it is then asked on the coordinator, after all others.
"""

from __future__ import annotations

import contextlib
import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from grader.cluster.messages import Setup, plan_bytes, results_of
from grader.cluster.worker_pool import WAIT, WorkerPool
from grader.cluster.worker_tasks import BEGIN, run_plans
from grader.protocol import ProtocolError
from grader.results import TestResult
from grader.runner.grading import Runner, RunnerGone
from grader.runner.known_verdicts import KnownVerdicts
from grader.runner.limits import Limits
from grader.submissions.grading_plan import GradingPlan

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

BATCH = 16  # plans: a task of Dask's costs 27 ms alone, 2 ms of a batch
PARTS = 4  # into which a batch is split whose worker died
GATHER = 0.1  # seconds in which plans gather to a batch
IN_FLIGHT = 2  # batches for each worker: one runs, one waits
DEATHS = 3  # of workers under one plan
PATIENCE = 60.0  # seconds for a batch, besides what its plans may use
LOOK = 1.0  # seconds between two looks at who is there and what is late
FETCH = 10.0  # seconds for an answer that a worker has ready
KEPT = " What was graded before is kept, and the same command grades the others."


class Blamed(Exception):
    """A plan ended one worker after the other, or no worker answered it."""


@dataclass
class _Item:
    """One plan on its way."""

    plan: GradingPlan
    message: bytes
    answer: Future[list[TestResult]] = field(default_factory=Future)
    deaths: int = 0


@dataclass
class _Batch:
    items: list[_Item]
    worker: str
    deadline: float


class ClusterRunner:
    """Runs plans on a cluster; see `grader.runner.grading.Runner`.

    Parameters
    ----------
    local:
        Gives the runner of this machine, for what is asked again.
    verdicts:
        What is known of answers already, and where to note more.

    Raises
    ------
    GraderError
        If no worker may grade.
    """

    def __init__(
        self,
        client: Client,
        setup: Setup,
        local: Callable[[], Runner],
        verdicts: KnownVerdicts,
    ) -> None:
        self._client, self._local, self._verdicts = client, local, verdicts
        self._secret, self._limits = setup.secret, setup.limits
        self._pool = WorkerPool(client, setup.as_bytes())
        self._pool.wait()
        self._workers: dict[str, DaskFuture] = {}  # the setups of those that may grade, by address
        self._looked = 0.0
        self._reached = self._seen = time.monotonic()  # the scheduler, and a worker
        self._waiting: list[_Item] = []
        self._again: deque[list[_Item]] = deque()  # batches to be sent as they are
        self._running: dict[DaskFuture, _Batch] = {}  # the oldest first
        self._gone = ""
        self._news: queue.Queue[_Item | DaskFuture | None] = queue.Queue()
        self._thread = threading.Thread(target=self._dispatch, name="cluster", daemon=True)
        self._thread.start()

    @property
    def notes(self) -> list[str]:
        """What the instructor should know, so far, as sentences."""
        return self._pool.notes

    def run(
        self, plan: GradingPlan, limits: Limits, *, again: bool = False
    ) -> Iterable[TestResult]:
        if self._gone:
            raise RunnerGone(self._gone)
        if again:
            return self._local().run(plan, limits, again=True)
        results, unknown = self._verdicts.split(plan, limits, self._secret)
        if unknown:
            to_run = replace(plan, tasks=tuple(chain.from_iterable(u.tasks for u in unknown)))
            item = _Item(to_run, plan_bytes(to_run))
            self._news.put(item)
            results |= {result.grade_id: result for result in item.answer.result()}
            self._verdicts.add(unknown, results)
        return [results[task.test.grade_id] for task in plan.tasks]

    def renew(self) -> None:
        """Workers renew their engines by themselves."""

    def close(self) -> None:
        """Let the workers go; they stay for others."""
        self._news.put(None)
        self._thread.join()
        self._client.close()

    def _dispatch(self) -> None:
        """Send batches and take answers, until this is closed."""
        gathered = time.monotonic()
        while True:
            try:
                news = self._news.get(timeout=GATHER if self._waiting else LOOK)
            except queue.Empty:
                pass
            else:
                if news is None:
                    return
                if isinstance(news, _Item):
                    gathered = gathered if self._waiting else time.monotonic()
                    self._waiting.append(news)
                else:
                    self._take(news)
            try:
                if time.monotonic() - self._looked >= LOOK:
                    self._look()
                if len(self._waiting) >= BATCH or time.monotonic() - gathered >= GATHER:
                    self._send_what_waits()
            except Exception as error:  # of whatever kind: nothing can be sent any more
                self._gone = self._gone or f"The Dask scheduler is gone ({error!r:.200}).{KEPT}"
            if self._gone:
                self._refuse_all()

    def _look(self) -> None:
        """See which workers are there; what others had, and what is late, is sent once more."""
        try:
            self._workers = self._pool.look()
            self._reached = time.monotonic()
        except (OSError, TimeoutError):  # of the network, perhaps: it may come back
            if time.monotonic() - self._reached > WAIT:
                raise
            return
        finally:
            self._looked = time.monotonic()
        if self._workers:
            self._seen = self._looked
        elif self._pool.refuses_all or self._looked - self._seen > WAIT:
            self._gone = self._pool.without_workers + KEPT
        for future, batch in [*self._running.items()]:
            if future not in self._running:
                continue  # it was waiting behind one that was sent again
            if batch.worker not in self._workers:
                self._send_again_what_had(batch.worker)
            elif self._looked > batch.deadline:
                self._drop(future)
                self._split(batch.items, "a batch was late")

    def _send_again_what_had(self, worker: str) -> None:
        """A worker is gone: the oldest of its batches is the one that it ran."""
        lost = [future for future, batch in self._running.items() if batch.worker == worker]
        first, *others = map(self._drop, lost)
        self._split(first.items, "a worker was lost")
        self._again.extend(batch.items for batch in others)

    def _drop(self, future: DaskFuture) -> _Batch:
        with contextlib.suppress(Exception):  # the scheduler may be gone as well
            future.cancel()
        return self._running.pop(future)

    def _send_what_waits(self) -> None:
        """Give each worker that has room its next batch."""
        while self._workers:
            loads = dict.fromkeys(self._workers, 0)
            for batch in self._running.values():
                if batch.worker in loads:
                    loads[batch.worker] += 1
            worker = min(loads, key=loads.__getitem__)
            if loads[worker] == IN_FLIGHT:
                return
            items = self._next_batch() or ([] if loads[worker] else self._taken_back(loads))
            if not items:
                return
            self._send(items, worker)

    def _next_batch(self) -> list[_Item]:
        if self._again:
            return self._again.popleft()
        size = min(BATCH, math.ceil(len(self._waiting) / len(self._workers)))  # shared by all
        items, self._waiting = self._waiting[:size], self._waiting[size:]
        return items

    def _taken_back(self, loads: dict[str, int]) -> list[_Item]:
        """For an idle worker: a batch that waits behind another."""
        behind = [f for f, batch in self._running.items() if loads.get(batch.worker, 0) > 1]
        return self._drop(behind[-1]).items if behind else []

    def _send(self, items: list[_Item], worker: str) -> None:
        longest = PATIENCE + BEGIN + self._limits.submission_seconds
        future = self._client.submit(
            run_plans,
            self._workers[worker],
            [item.message for item in items],
            workers=[worker],
            pure=False,
            retries=0,
        )
        self._running[future] = _Batch(items, worker, time.monotonic() + IN_FLIGHT * longest)
        future.add_done_callback(self._news.put)

    def _take(self, future: DaskFuture) -> None:
        """Hand out the answers of a batch; the first answer of a plan counts."""
        batch = self._running.pop(future, None)
        if batch is None:
            return  # it was given up, and is asked elsewhere
        if future.status == "cancelled":  # the connection to the scheduler was lost
            self._again.append(batch.items)
            return
        try:
            answers = future.result(timeout=FETCH)
        except Exception:  # its worker died, or has the answer and can't send it
            answers = []
        if type(answers) is not list or len(answers) != len(batch.items):
            answers = [b""] * len(batch.items)
        failed, not_begun = [], []
        for item, answer in zip(batch.items, answers, strict=True):
            if answer is None:
                not_begun.append(item)
                continue
            try:
                item.answer.set_result(results_of(answer, item.plan, item.message))
            except (ProtocolError, TypeError):
                failed.append(item)
        self._pool.answered(batch.worker, anything=len(failed) < len(batch.items))
        if not_begun:
            self._again.append(not_begun)
        if failed:
            self._split(failed, "a worker had no answer")

    def _split(self, items: Sequence[_Item], why: str) -> None:
        """Send plans anew, in parts, so that one which ends its worker is soon alone."""
        for item in items:
            item.deaths += 1
        [first, *others] = items
        if not others and first.deaths >= DEATHS:
            first.answer.set_exception(Blamed(f"{why}, {first.deaths} times"))
            return
        size = math.ceil(len(items) / PARTS)
        self._again.extend([*items[at : at + size]] for at in range(0, len(items), size))

    def _refuse_all(self) -> None:
        """Nothing can be graded on this cluster any more."""
        running = chain.from_iterable(batch.items for batch in self._running.values())
        for item in [*running, *chain.from_iterable(self._again), *self._waiting]:
            item.answer.set_exception(RunnerGone(self._gone))
        for left in (self._running, self._again, self._waiting):
            left.clear()
