"""Tests are judged by what crosses the boundary, so equal conversations have equal outcomes.

A test runner that has had a test's conversation before, word for word, knows its outcome without
running the test: it asks the student worker what the test asked then, as long as the answers are
those of a conversation it knows. At the first answer that is new, the test itself is run; what was
asked already is answered from what was said, since student code is called once. Nothing is known
of a student beyond the answers, so nobody has another's verdict without their answers.

Besides the answers a test can only look at the clock. One that names it is always run; so is any,
with a worker of its own, if the answers took clearly longer than before.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from grader.runner.conversation import AskedOtherwise, Conversation, Exchange, digest
from grader.runner.test_outcome import Outcome
from grader.runner.worker_client import OutOfTime, WorkerClient, WorkerLost

MAX_BYTES = 64 << 20  # of all requests that are kept; then no more are
MAX_OUTCOMES = 10_000
SLOWER = 3.0  # seconds, besides twice the time that it took before
CLOCKS = {"time", "timeit", "datetime", "clock", "default_timer", "resource", "signal", "psutil"}
CLOCKS |= {"perf_counter", "process_time", "thread_time", "monotonic", "alarm"}
CLOCKS |= {"time_ns", "perf_counter_ns", "process_time_ns", "monotonic_ns"}


@dataclass
class _Turn:
    """What a test asks at one point of a conversation, and how that goes on after each answer."""

    request: bytes
    then: dict[bytes, _Turn | _Ended] = field(default_factory=dict)


@dataclass
class _Ended:
    """A conversation that has ended: what came out, and the seconds that the answers took."""

    outcome: Outcome
    seconds: float


class VerdictMemory:
    """The conversations that tests have had in this process, with their outcomes."""

    def __init__(self) -> None:
        self._begun: dict[bytes, _Turn] = {}
        self._random: set[bytes] = set()  # tests that do not always ask the same
        self._bytes = self._outcomes = 0

    def outcome(self, test: object, worker: WorkerClient, run: Callable[[], Outcome]) -> Outcome:
        """Return the outcome of a test, which `run` runs.

        Parameters
        ----------
        test:
            All that decides what it does, but for the worker's answers; equal ones have an equal
            `repr`.

        Raises
        ------
        AskedOtherwise
            If it has to be run with another worker: it draws what it asks for at random, or the
            answers took longer than before, which it might see.
        """
        key = hashlib.sha256(repr((test, worker.asked)).encode()).digest()
        if key in self._random:
            return run()
        said: list[Exchange] = []
        started = time.monotonic()
        try:
            found = self._follow(self._begun.get(key), worker, said)
        except (WorkerLost, OutOfTime) as error:
            worker.repeat(said, error)
        else:
            if found:
                if time.monotonic() - started > 2 * found.seconds + SLOWER:
                    raise AskedOtherwise("the answers took longer than before")
                return found.outcome
            worker.repeat(said)
        outcome = run()
        if worker.conversation.asked_otherwise:
            self._random.add(key)
            self._begun.pop(key, None)
            raise AskedOtherwise("the test asked for something else than before")
        if not (outcome.lost or outcome.blocked or outcome.exhausted):
            self._keep(key, worker.conversation, outcome)
        return outcome

    def _follow(
        self, turn: _Turn | _Ended | None, worker: WorkerClient, said: list[Exchange]
    ) -> _Ended | None:
        """Ask what is known to be asked; what was asked and answered is added to `said`."""
        while isinstance(turn, _Turn):
            answer = worker.exchange(turn.request)
            said.append(Exchange(turn.request, answer))
            turn = turn.then.get(digest(answer))
        return turn

    def _keep(self, key: bytes, conversation: Conversation, outcome: Outcome) -> None:
        turns = conversation.turns
        size = sum(len(turn.request) for turn in turns)
        has_room = self._bytes + size <= MAX_BYTES and self._outcomes < MAX_OUTCOMES
        if not (turns and conversation.is_complete and has_room):
            return
        self._bytes += size
        self._outcomes += 1
        here = self._begun.setdefault(key, _Turn(turns[0].request))
        for one, following in itertools.pairwise(turns):
            after = here.then.setdefault(one.answer, _Turn(following.request))
            if not isinstance(after, _Turn):  # the test ended here before: it is a random one
                self._random.add(key)
                return
            here = after
        seconds = sum(turn.seconds for turn in turns)
        here.then.setdefault(turns[-1].answer, _Ended(outcome, seconds))


def looks_at_the_clock(sources: Iterable[str]) -> bool:
    """Whether any of these names something that tells the time; so it is if it can't be read."""
    return any(map(_names_a_clock, sources))


@cache
def _names_a_clock(source: str) -> bool:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in CLOCKS:
            return True
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            return True
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [getattr(node, "module", None) or "", *(one.name for one in node.names)]
            if any(CLOCKS & set(module.split(".")) for module in modules):
                return True
    return False
