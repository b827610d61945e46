"""Tests are judged by what crosses the boundary, so equal conversations have equal outcomes.

A test runner that has had a test's conversation before, word for word, knows its outcome without
running the test: it asks the student worker what the test asked then, as long as the answers are
those of a conversation it knows. At the first answer that is new, the test itself is run; what was
asked already is answered from what was said, since student code is called once. Nothing is known
of a student beyond the answers, so nobody has another's verdict without their answers.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.runner.conversation import AskedOtherwise, Conversation, Exchange, digest
from grader.runner.test_outcome import Outcome
from grader.runner.worker_client import OutOfTime, WorkerClient, WorkerLost

MAX_BYTES = 64 << 20  # of all requests that are kept; then no more are
MAX_OUTCOMES = 10_000


@dataclass
class _Turn:
    """What a test asks at one point of a conversation, and how that goes on after each answer."""

    request: bytes
    then: dict[bytes, _Turn | Outcome] = field(default_factory=dict)


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
            If it draws what it asks for at random. The worker is of no more use; from now on the
            test is always run.
        """
        key = hashlib.sha256(repr((test, worker.asked)).encode()).digest()
        if key in self._random:
            return run()
        said: list[Exchange] = []
        try:
            found = self._follow(self._begun.get(key), worker, said)
        except (WorkerLost, OutOfTime) as error:
            worker.repeat(said, error)
        else:
            if isinstance(found, Outcome):
                return found
            worker.repeat(said)
        outcome = run()
        if worker.conversation.asked_otherwise:
            self._random.add(key)
            self._begun.pop(key, None)
            raise AskedOtherwise
        if not (outcome.lost or outcome.blocked or outcome.exhausted):
            self._keep(key, worker.conversation, outcome)
        return outcome

    def _follow(
        self, turn: _Turn | Outcome | None, worker: WorkerClient, said: list[Exchange]
    ) -> _Turn | Outcome | None:
        """Ask what is known to be asked; what was asked and answered is added to `said`."""
        while isinstance(turn, _Turn):
            answer = worker.exchange(turn.request)
            said.append(Exchange(turn.request, answer))
            turn = turn.then.get(digest(answer))
        return turn

    def _keep(self, key: bytes, conversation: Conversation, outcome: Outcome) -> None:
        turns = conversation.turns
        size = sum(len(request) for request, _ in turns)
        has_room = self._bytes + size <= MAX_BYTES and self._outcomes < MAX_OUTCOMES
        if not (turns and conversation.is_complete and has_room):
            return
        self._bytes += size
        self._outcomes += 1
        turn = self._begun.setdefault(key, _Turn(turns[0][0]))
        for (_, answer), (request, _) in itertools.pairwise(turns):
            after = turn.then.setdefault(answer, _Turn(request))
            if not isinstance(after, _Turn):  # the test ended here before: it is a random one
                self._random.add(key)
                return
            turn = after
        turn.then.setdefault(turns[-1][1], outcome)
