"""A discrete-event simulation of a class that is graded on a cluster, with failures.

What is sent where is decided by `grader.cluster.batch_policy`, as in a real run. Workers die,
freeze and come back; some submissions end every worker that runs them; the coordinator is once
started anew, and then knows only what is recorded. That nothing is lost or done twice is not built
in: `Outcome` counts what was recorded.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np
import simpy

from grader.cluster.batch_policy import BATCH, Batch, BatchPolicy, Plan
from grader.cluster.cluster_runner import GATHER
from grader.cluster.worker_pool import WAIT as SILENCE
from grader.cluster.worker_tasks import BEGIN
from grader.gradebook.grading_run import READERS

DIED = "died"
Process = Generator[simpy.Event, object, None]


@dataclass(frozen=True)
class Costs:
    """What a submission costs the coordinator, and a batch the scheduler, in seconds.

    Attributes
    ----------
    parallel:
        Reading and planning, in processes of their own, on `cores` cores.
    serial:
        In the coordinator's own process: sending, decoding, writing.
    batch:
        In the scheduler, for each batch.
    """

    parallel: float
    serial: float
    batch: float
    cores: int


@dataclass(frozen=True)
class Failures:
    """What goes wrong. Times are in seconds; 0 hours between failures means that there are none.

    Attributes
    ----------
    death_hours, freeze_hours:
        Mean hours between two deaths, or two freezes, of one worker. They are exponential.
    down, frozen:
        How long a dead worker is away; how long a freeze lasts at the mean, also exponential.
    poison:
        Share of the submissions that end every worker which runs them.
    restart:
        The share of the class after which the scheduler and the coordinator are lost; 0 for never.
    restart_seconds:
        How long they are away.
    """

    death_hours: float = 0.0
    freeze_hours: float = 0.0
    down: float = 30.0
    frozen: float = 60.0
    poison: float = 0.0
    restart: float = 0.0
    restart_seconds: float = 60.0


@dataclass
class Outcome:
    """What was seen in one simulated grading run.

    Attributes
    ----------
    recorded:
        When each submission was recorded, in order.
    times:
        How often each was recorded: once is right.
    waits:
        Seconds from the first sending of a submission to its result.
    sent:
        How many submissions were sent, counting each sending.
    useful:
        Seconds that workers spent on results that count.
    """

    recorded: list[float] = field(default_factory=list)
    times: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    sent: int = 0
    useful: float = 0.0


@dataclass(eq=False)
class Numbered(Plan):
    """The plan of the submission with a number."""

    number: int


class Worker:
    """A worker: runs the batches that it has, one after the other, unless something happens."""

    def __init__(self, run: GradingSimulation, number: int) -> None:
        self.is_up = False
        self._run, self._number = run, number
        self._is_frozen = False
        self._batches: list[Batch] = []
        self._wake = run.env.event()
        self._process = run.env.process(self._live())
        if run.failures.death_hours:
            run.env.process(self._die_at_times())
        if run.failures.freeze_hours:
            run.env.process(self._freeze_at_times())

    def send(self, batch: Batch) -> None:
        """Take a batch, to be run after those before it."""
        self._batches.append(batch)
        if not self._wake.triggered:
            self._wake.succeed()

    def die(self) -> None:
        if self.is_up:
            self._process.interrupt(DIED)

    def _die_at_times(self) -> Process:
        while True:
            yield self._run.env.timeout(self._run.after(self._run.failures.death_hours))
            self.die()

    def _freeze_at_times(self) -> Process:
        while True:
            yield self._run.env.timeout(self._run.after(self._run.failures.freeze_hours))
            if self.is_up and not self._is_frozen:
                self._process.interrupt(self._run.rng.exponential(self._run.failures.frozen))

    def _live(self) -> Process:
        """Serve until death, be away for some time, and come back with nothing."""
        while True:
            self.is_up = True
            self._run.coordinator.joined(self._number)
            with contextlib.suppress(simpy.Interrupt):
                yield from self._serve()
            self.is_up = self._is_frozen = False
            self._batches.clear()
            self._run.coordinator.lost(self._number)
            yield self._run.env.timeout(self._run.failures.down)

    def _serve(self) -> Process:
        while True:
            while not self._batches:
                self._wake = self._run.env.event()
                yield from self._until(self._wake)
            batch = self._batches[0]
            done, dies = self._run.begun(batch)
            yield from self._spend(self._run.work(done))
            if dies:
                raise simpy.Interrupt(DIED)
            self._batches.pop(0)
            self._run.coordinator.receive(batch, len(done))

    def _until(self, event: simpy.Event) -> Process:
        """Idle; a freeze costs no work, but may cost the worker what is sent to it meanwhile."""
        while not event.processed:
            try:
                yield event
            except simpy.Interrupt as interrupt:
                yield from self._freeze(interrupt)

    def _spend(self, seconds: float) -> Process:
        """Work so long, and longer by what it is frozen."""
        while seconds > 0:
            began = self._run.env.now
            try:
                yield self._run.env.timeout(seconds)
                return
            except simpy.Interrupt as interrupt:
                seconds -= self._run.env.now - began
                yield from self._freeze(interrupt)

    def _freeze(self, interrupt: simpy.Interrupt) -> Process:
        """Be silent. A worker that was given up goes on with what it had, and is heard of again."""
        if interrupt.cause == DIED:
            raise interrupt
        self._is_frozen = True
        yield self._run.env.timeout(min(interrupt.cause, SILENCE))
        if interrupt.cause > SILENCE:
            self._run.coordinator.lost(self._number)
            yield self._run.env.timeout(interrupt.cause - SILENCE)
        self._is_frozen = False
        self._run.coordinator.joined(self._number)


class Coordinator:
    """One life of the coordinator and the scheduler: what they know ends with them."""

    def __init__(self, run: GradingSimulation, todo: Sequence[int]) -> None:
        self._run, self._policy = run, BatchPolicy()
        self._todo = iter(todo)
        self._missing = len(todo)
        self._answers = simpy.Store(run.env)
        self._news = run.env.event()
        self._up: set[int] = set()
        self._room = simpy.Container(run.env, READERS, init=READERS)
        self._processes = [run.env.process(self._read()) for _ in range(run.costs.cores)]
        self._processes += [run.env.process(self._send()), run.env.process(self._write())]
        for number, worker in enumerate(run.workers):
            if worker.is_up:
                self.joined(number)

    def end(self) -> None:
        """Forget everything."""
        for process in self._processes:
            if process.is_alive:
                process.interrupt()
        self._policy = BatchPolicy()

    def joined(self, worker: int) -> None:
        self._up.add(worker)
        self._policy.has(self._up)
        self._look()

    def lost(self, worker: int) -> None:
        self._up.discard(worker)
        self._policy.has(self._up)
        self._look()

    def receive(self, batch: Batch, begun: int) -> None:
        """Take the answers for the plans that were begun, unless the batch was given up."""
        if self._policy.answered(batch):
            plans, others = batch.plans[:begun], batch.plans[begun:]
            self._run.outcome.useful += self._run.work(plans)
            self._answers.put(plans)
            if others:
                self._policy.postponed(batch, others)
        self._look()

    def _look(self) -> None:
        if not self._news.triggered:
            self._news.succeed()

    def _read(self) -> Process:
        """Read and plan, one submission after the other."""
        with contextlib.suppress(simpy.Interrupt):
            for number in self._todo:
                yield self._room.get(1)
                yield self._run.env.timeout(self._run.costs.parallel)
                self._policy.waiting.append(Numbered(number))
                self._look()

    def _send(self) -> Process:
        """Send batches whenever there are plans and room; at the end run what was left."""
        env, run = self._run.env, self._run
        with contextlib.suppress(simpy.Interrupt):
            while self._missing > len(self._policy.left):
                if 0 < len(self._policy.waiting) < BATCH:
                    yield env.timeout(GATHER)
                while found := self._policy.next_batch():
                    yield env.timeout(run.costs.batch)
                    run.send(found)
                self._news = env.event()
                yield self._news
            for plan in self._policy.left:
                yield env.timeout(run.seconds[plan.number])
                yield self._answers.put([plan])

    def _write(self) -> Process:
        """Record results: the one process that does."""
        with contextlib.suppress(simpy.Interrupt):
            while self._missing:
                plans = yield self._answers.get()
                for plan in plans:
                    yield self._run.env.timeout(self._run.costs.serial)
                    self._missing -= 1
                    self._run.record(plan.number)
                yield self._room.put(len(plans))
                self._look()
            self._run.done.succeed()


class GradingSimulation:
    """A class that is graded by `size` workers; `outcome` says what was seen.

    Parameters
    ----------
    seconds:
        What each submission takes a worker.
    """

    def __init__(
        self, size: int, seconds: np.ndarray, costs: Costs, failures: Failures, seed: int
    ) -> None:
        self.size, self.seconds, self.costs, self.failures = size, seconds, costs, failures
        self.env, self.rng = simpy.Environment(), np.random.default_rng(seed)
        self.outcome = Outcome()
        self._poison = self.rng.random(len(seconds)) < failures.poison
        self._restart_at = int(failures.restart * len(seconds))
        self._first_sent: dict[int, float] = {}
        self.done = self.env.event()
        self.workers: list[Worker] = []
        self.coordinator = Coordinator(self, range(len(seconds)))
        self.workers = [Worker(self, number) for number in range(size)]
        self.env.run(self.done | self.env.process(self._stuck()))

    def after(self, hours: float) -> float:
        """Seconds until something happens that does so every so many hours."""
        return self.rng.exponential(hours * 3600)

    def work(self, plans: Sequence[Numbered]) -> float:
        """How long a worker is busy with plans."""
        return float(sum(self.seconds[plan.number] for plan in plans))

    def begun(self, batch: Batch) -> tuple[Sequence[Numbered], bool]:
        """The plans of a batch that a worker begins in time, and whether the last one ends it."""
        seconds = 0.0
        for count, plan in enumerate(batch.plans, 1):
            seconds += self.seconds[plan.number]
            if self._poison[plan.number] or seconds >= BEGIN:
                return batch.plans[:count], bool(self._poison[plan.number])
        return batch.plans, False

    def send(self, batch: Batch) -> None:
        """Send a batch; on its way to a worker that has just died it is lost with that one."""
        self.outcome.sent += len(batch.plans)
        for plan in batch.plans:
            self._first_sent.setdefault(plan.number, self.env.now)
        worker = self.workers[batch.worker]
        if worker.is_up:
            worker.send(batch)

    def record(self, number: int) -> None:
        """Note that the result of a submission was written."""
        outcome = self.outcome
        outcome.times[number] += 1
        outcome.recorded.append(self.env.now)
        outcome.waits.append(self.env.now - self._first_sent[number])
        if len(outcome.recorded) == self._restart_at:
            self.env.process(self._restart())

    def _stuck(self) -> Process:
        """End after an hour in which nothing was recorded: something was lost."""
        count = -1
        while count < len(self.outcome.recorded):
            count = len(self.outcome.recorded)
            yield self.env.timeout(3600)

    def _restart(self) -> Process:
        """Lose the coordinator and all workers; begin again with what is not recorded."""
        self.coordinator.end()
        for worker in self.workers:
            worker.die()
        yield self.env.timeout(self.failures.restart_seconds)
        known = self.outcome.times
        todo = [number for number in range(len(self.seconds)) if number not in known]
        self.coordinator = Coordinator(self, todo)
