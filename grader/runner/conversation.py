"""What a test asks of a student worker and is answered, as it crosses."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TURNS = 200
MAX_BYTES = 8 << 20


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as they crossed."""

    request: bytes
    answer: bytes


@dataclass(frozen=True)
class Turn:
    """A request, the digest of its answer, and the seconds until that came."""

    request: bytes
    answer: bytes
    seconds: float


class AskedOtherwise(Exception):
    """A test asks for something else than what it asked for before."""


class Conversation:
    """What was asked in one test, with the digests of the answers.

    Attributes
    ----------
    turns:
        From the first on.
    is_complete:
        Whether all is in there; a long one is not kept.
    asked_otherwise:
        Whether the test asked for something else than `said`.

    Parameters
    ----------
    said:
        What was asked and answered already: the first requests are answered from it, in order.
    lost:
        What the request after these ended in, if it had no answer.
    """

    def __init__(self, said: Sequence[Exchange] = (), lost: BaseException | None = None) -> None:
        self._said, self._lost = deque(said), lost
        self.turns: list[Turn] = []
        self._bytes = 0
        self.is_complete = True
        self.asked_otherwise = False

    def answer_before(self, request: bytes) -> bytes | None:
        """The answer that a request had before; None if it was not made.

        Raises
        ------
        AskedOtherwise
            If another one was made in its place.
        BaseException
            `lost`, if the worker was lost over it.
        """
        if not self._said:
            if self._lost:
                raise self._lost
            return None
        said = self._said.popleft()
        if said.request != request:
            self.asked_otherwise = True
            raise AskedOtherwise("the test asked for something else before")
        return said.answer

    def add(self, request: bytes, answer: bytes, seconds: float) -> None:
        """Note a turn, unless there are too many of them."""
        self._bytes += len(request)
        self.is_complete &= len(self.turns) < MAX_TURNS and self._bytes <= MAX_BYTES
        if self.is_complete:
            self.turns.append(Turn(request, digest(answer), seconds))
        else:
            self.turns.clear()


def digest(answer: bytes) -> bytes:
    """Stand for an answer in what is kept."""
    return hashlib.sha256(answer).digest()
