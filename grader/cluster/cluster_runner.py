"""A runner whose tests run on the workers of a Dask cluster.

Plans go out in batches, each a Dask task for one worker. The scheduler remembers nothing that
matters: what it loses is sent again. A batch whose worker died is split, until a submission that
ends every worker is alone; it is then asked on the coordinator, after all others.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from grader.cluster.batch_policy import BATCH, IN_FLIGHT, Batch, BatchPolicy, Plan
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

GATHER = 0.1  # seconds in which plans gather to a batch
PATIENCE = 60.0  # seconds for a batch, besides what its plans may use
LOOK = 1.0  # seconds between two looks at who is there and what is late
FETCH = 10.0  # seconds for an answer that a worker has ready
KEPT = " What was graded before is kept, and the same command grades the others."


class Blamed(Exception):
    """A plan ended one worker after the other, or no worker answered it."""


@dataclass(eq=False)
class _Item(Plan):
    """One plan, and where its answer is waited for."""

    plan: GradingPlan
    message: bytes
    answer: Future[list[TestResult]] = field(default_factory=Future)


@dataclass
class _Sent:
    batch: Batch[_Item]
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
        self._policy: BatchPolicy[_Item] = BatchPolicy()
        self._running: dict[DaskFuture, _Sent] = {}
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
        gathered, waiting = time.monotonic(), self._policy.waiting
        while True:
            try:
                news = self._news.get(timeout=GATHER if waiting else LOOK)
            except queue.Empty:
                pass
            else:
                if news is None:
                    return
                if isinstance(news, _Item):
                    gathered = gathered if waiting else time.monotonic()
                    waiting.append(news)
                else:
                    self._take(news)
            if not self._gone:
                is_gathered = time.monotonic() - gathered >= GATHER
                self._look_and_send(send=is_gathered or len(waiting) >= BATCH)
            if self._gone:
                for item in self._policy.all_plans():
                    item.answer.set_exception(RunnerGone(self._gone))

    def _look_and_send(self, *, send: bool) -> None:
        try:
            if time.monotonic() - self._looked >= LOOK:
                self._look()
            if send:
                self._send()
        except Exception as error:  # of whatever kind: nothing can be sent any more
            self._gone = f"The Dask scheduler is gone ({error!r:.200}).{KEPT}"

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
        for sent in self._running.values():
            if self._looked > sent.deadline and sent.batch in self._policy.held:
                self._policy.failed(sent.batch, sent.batch.plans)
        self._policy.has(self._workers)

    def _send(self) -> None:
        """Give each worker that has room its next batch."""
        while batch := self._policy.next_batch():
            future = self._client.submit(
                run_plans,
                self._workers[batch.worker],
                [item.message for item in batch.plans],
                workers=[batch.worker],
                pure=False,
                retries=0,
            )
            longest = IN_FLIGHT * (PATIENCE + BEGIN + self._limits.submission_seconds)
            self._running[future] = _Sent(batch, time.monotonic() + longest)
            future.add_done_callback(self._news.put)
        self._drop_what_was_given_up()

    def _drop_what_was_given_up(self) -> None:
        """What its workers still answer counts no more."""
        for item in self._policy.left:
            item.answer.set_exception(Blamed(f"{item.deaths} workers had no answer"))
        self._policy.left.clear()
        for future, sent in [*self._running.items()]:
            if sent.batch not in self._policy.held:
                del self._running[future]
                future.cancel()

    def _take(self, future: DaskFuture) -> None:
        """Hand out the answers of a batch; the first answer of a plan counts."""
        sent = self._running.pop(future, None)
        if sent is None or not self._policy.answered(sent.batch):
            return  # it was given up, and is asked elsewhere
        plans = sent.batch.plans
        if future.status == "cancelled":  # the connection to the scheduler was lost
            self._policy.postponed(sent.batch, plans)
            return
        answers: object = None
        with contextlib.suppress(Exception):  # its worker died, or can't send its answer
            answers = future.result(timeout=FETCH)
        if type(answers) is not list or len(answers) != len(plans):
            answers = [b""] * len(plans)
        failed, not_begun = [], []
        for item, answer in zip(plans, answers, strict=True):
            if answer is None:
                not_begun.append(item)
                continue
            try:
                item.answer.set_result(results_of(answer, item.plan, item.message))
            except (ProtocolError, TypeError):
                failed.append(item)
        self._pool.answered(sent.batch.worker, anything=len(failed) < len(plans))
        if not_begun:
            self._policy.postponed(sent.batch, not_begun)
        if failed:
            self._policy.failed(sent.batch, failed)
