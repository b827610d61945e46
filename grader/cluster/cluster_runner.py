"""A runner whose tests run on the workers of a Dask cluster.

Plans go out in batches, and each batch is one Dask task. The scheduler remembers nothing that
matters: what it loses is sent again. A batch whose worker died is split, until a submission that
ends every worker is alone; it is then asked on the coordinator, after all others.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.cluster.messages import Setup, plan_bytes, results_of
from grader.cluster.scheduler_connection import fit_workers
from grader.cluster.worker_tasks import run_plans
from grader.errors import GraderError
from grader.protocol import ProtocolError
from grader.results import TestResult
from grader.runner.grading import Runner
from grader.runner.known_verdicts import KnownVerdicts
from grader.runner.limits import Limits
from grader.submissions.grading_plan import GradingPlan

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

BATCH = 16  # plans: a task of Dask's costs 27 ms alone, 2 ms of a batch
GATHER = 0.1  # seconds in which plans gather to a batch
IN_FLIGHT = 2  # batches for each worker: one runs, one waits
DEATHS = 3  # of workers under one plan
PATIENCE = 60.0  # seconds for a batch, besides what its plans may use
LOOK = 1.0  # seconds between two looks at what is late
GONE = (
    "The Dask scheduler is gone. What was graded before is kept: start it again, with its workers, "
    "and give the same command"
)


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
    deadline: float


class ClusterRunner:
    """Runs plans on a cluster; see `grader.runner.grading.Runner`.

    Parameters
    ----------
    local:
        Gives the runner of this machine, for what is asked again.
    verdicts:
        What is known of answers already, and where to note more.
    """

    def __init__(
        self,
        client: Client,
        setup: Setup,
        local: Callable[[], Runner],
        verdicts: KnownVerdicts,
    ) -> None:
        self._client, self._setup, self._local = client, setup.as_bytes(), local
        self._submission_seconds = setup.limits.submission_seconds
        self._secret, self._verdicts = setup.secret, verdicts
        self._is_gone = False
        self._fit, self.notes = fit_workers(client)
        self._waiting: list[_Item] = []
        self._running: dict[DaskFuture, _Batch] = {}
        self._news: queue.Queue[_Item | DaskFuture | None] = queue.Queue()
        self._thread = threading.Thread(target=self._dispatch, name="cluster", daemon=True)
        self._thread.start()

    @property
    def slots(self) -> int:
        """How many plans are worth having under way at a time."""
        return len(self._fit) * BATCH * IN_FLIGHT

    def run(
        self, plan: GradingPlan, limits: Limits, *, again: bool = False
    ) -> Iterable[TestResult]:
        if self._is_gone:
            raise GraderError(GONE)
        if again:
            return self._local().run(plan, limits, again=True)
        results, unknown = self._verdicts.split(plan, limits, self._secret)
        if unknown:
            item = _Item(plan, plan_bytes(plan))
            self._news.put(item)
            results = {result.grade_id: result for result in item.answer.result()}
            self._verdicts.add(unknown, results)
        return [results[task.test.grade_id] for task in plan.tasks]

    def renew(self) -> None:
        """Workers keep their engines: what failed in one is asked again here."""

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
            if self._client.status in ("closing", "closed"):
                self._is_gone = True
                self._blame_the_scheduler()
            self._give_up_on_late_ones()
            full = len(self._waiting) >= BATCH
            if self._waiting and (full or time.monotonic() - gathered >= GATHER):
                self._send_waiting()

    def _send_waiting(self) -> None:
        while self._waiting and len(self._running) < IN_FLIGHT * len(self._fit):
            # a small class is shared by all workers
            size = min(BATCH, math.ceil(len(self._waiting) / len(self._fit)))
            self._send(self._waiting[:size])
            del self._waiting[:size]

    def _send(self, items: list[_Item]) -> None:
        seconds = PATIENCE + len(items) * self._submission_seconds
        try:
            future = self._client.submit(
                run_plans,
                self._setup,
                [item.message for item in items],
                workers=self._fit,
                pure=False,
                retries=0,
            )
        except Exception:  # of whatever kind: nothing can be sent any more
            self._is_gone = True
            for item in items:
                item.answer.set_exception(Blamed(GONE))
            return
        self._running[future] = _Batch(items, time.monotonic() + seconds)
        future.add_done_callback(self._news.put)

    def _take(self, future: DaskFuture) -> None:
        """Hand out the answers of a batch; the first answer of a plan counts."""
        batch = self._running.pop(future, None)
        if batch is None:
            return  # it was given up, and is asked elsewhere
        if future.status != "finished":
            self._send_again(batch.items, f"a batch was {future.status}")
            return
        answers = future.result()
        if type(answers) is not list or len(answers) != len(batch.items):
            answers = [b""] * len(batch.items)
        failed = []
        for item, answer in zip(batch.items, answers, strict=True):
            try:
                item.answer.set_result(results_of(answer, item.plan))
            except (ProtocolError, TypeError):
                failed.append(item)
        self._send_again(failed, "a worker had no answer")

    def _send_again(self, items: Sequence[_Item], why: str) -> None:
        """Send plans anew, in halves, so that one which ends its worker is soon alone."""
        for item in items:
            item.deaths += 1
        blamed = [item for item in items if item.deaths > DEATHS and len(items) == 1]
        for item in blamed:
            item.answer.set_exception(Blamed(f"{why}, {item.deaths} times"))
        left = [item for item in items if item not in blamed]
        half = math.ceil(len(left) / 2)
        for part in (left[:half], left[half:]):
            if part:
                self._send(part)

    def _blame_the_scheduler(self) -> None:
        items = [item for batch in self._running.values() for item in batch.items]
        for item in items + self._waiting:
            item.answer.set_exception(Blamed(GONE))
        self._running.clear()
        self._waiting.clear()

    def _give_up_on_late_ones(self) -> None:
        now = time.monotonic()
        for future in [f for f, batch in self._running.items() if now > batch.deadline]:
            batch = self._running.pop(future)
            future.cancel()
            self._send_again(batch.items, "a batch was late")
