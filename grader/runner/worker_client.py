"""The test runner's end of the line to a student worker: questions out, plain values back."""

from __future__ import annotations

import socket
import time
from collections.abc import Collection, Sequence
from typing import cast

from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.protocol.message_limits import LIMITS
from grader.protocol.value_types import (
    MAX_REF,
    MISSING,
    OPEN,
    Raised,
    TrainingState,
    Uncrossable,
)
from grader.runner.cell_errors import BrokenCell, CellError, CodeInMagic
from grader.runner.conversation import AskedOtherwise, Conversation, Exchange
from grader.runner.raised_errors import exception_of


class WorkerLost(BaseException):
    """The student worker ended, or broke the protocol; nothing more can be asked of it."""


class NotOpened(Exception):
    """There is no worker at the other end: no student code has run."""


class OutOfTime(BaseException):
    """The test's time is over."""


class Missing(Exception):
    """The student's notebook has no such name."""


class WorkerClient:
    """Asks a student worker, and remembers what it said went wrong.

    Attributes
    ----------
    deadline:
        When an answer comes too late (`time.monotonic`).
    cell_errors:
        The cells that raised an exception.
    unread:
        Code of the notebook that is never run: it was given to a magic, or is no Python.
    last_call:
        The last call of a student's function, without its values.
    ended:
        The numbers of iterators that nobody asks any more. They are told with the next request
        for one: a generator may be closed at any time, also while another answer is awaited.
    lost:
        What ended the conversation, if it has ended; a test can't swallow this.
    conversation:
        What was asked and answered in this test.
    crossed:
        Bytes of what was asked and answered until now.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.asked = 0  # requests until now
        self.crossed = 0
        self.start(0.0)
        self.cell_errors: list[CellError] = []
        self.unread: list[CodeInMagic | BrokenCell] = []
        self.ended: list[int] = []
        self.lost: BaseException | None = None

    def start(self, seconds: float) -> None:
        """Begin a test that may wait so long for the student worker; its own work isn't counted."""
        self._idle_since = time.monotonic()
        self.deadline = self._idle_since + seconds
        self._last_raised: tuple[Exception, Raised] | None = None
        self.last_call = ""
        self.repeat([])

    def repeat(self, said: Sequence[Exchange], lost: BaseException | None = None) -> None:
        """Answer the next requests by what was said: they were asked already, in this order.

        The one after them raises `lost`, if it did before.
        """
        self.asked -= len(said)
        self.conversation = Conversation(said, lost)

    def wait_until_open(self) -> None:
        """Wait for the worker's first word, which comes before any student code runs there.

        Raises
        ------
        NotOpened
            If it does not come: a fault of the grader, not of the submission.
        """
        try:
            if decode(read_frame(self._sock, LIMITS.message_bytes, self.deadline)) == OPEN:
                return
        except (ProtocolError, OSError) as error:
            raise NotOpened(str(error)) from error
        raise NotOpened("its first word was another one")

    def put(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Lay files of the student's own into the folder that its code runs in."""
        if files:
            self._ask("put", list(files))

    def speak(self, language: str) -> None:
        """Have it say in this language what it refuses."""
        self._ask("speak", language)

    def run(
        self, cells: Sequence[tuple], numbers: Sequence[int] = (), authors: Collection[str] = ()
    ) -> None:
        """Have cells run: (label, code, names it binds), of which the last may be left out.

        What they raise explains names that are missing later. So it does in a cell of the
        `authors` only where student code raised it. Without `numbers` of their own the cells are
        counted.
        """
        answer = self._ask("run", [(label, code) for label, code, *_ in cells], list(numbers))
        if type(answer) is not list or len(answer) != len(cells):
            raise self._broken("it did not run every cell")
        for (label, _, *names), error in zip(cells, answer, strict=True):
            if type(error) is Raised and not (label in authors and error.cell == label):
                self.cell_errors.append(CellError(label, error, frozenset(*names)))

    def get(self, name: str) -> object:
        """The value of a name as it crossed. Raises `Missing` if there is none."""
        answer = self._ask("get", name)
        if type(answer) is tuple and [*map(type, answer)] == [str] and answer == (MISSING,):
            raise Missing(name)
        return self._value(answer)

    def call(self, ref: int, args: tuple, kwargs: dict) -> tuple[object, list]:
        """What a call returned, and the models among its arguments, as they crossed.

        Raises what the call raised.
        """
        answer = self._ask("call", ref, args, kwargs)
        if type(answer) is tuple and len(answer) == 3 and type(answer[2]) is list:
            return answer[1], answer[2]
        return self._value(answer), []

    def identities(self, ref: int, args: tuple, kwargs: dict) -> list[int]:
        """Call a function; the numbers of the models that it makes and of their weights."""
        return self._numbers("identities", ref, args, kwargs)

    def identities_of(self, made: object) -> list[int]:
        """The numbers of a model that a call has made, and of its weights."""
        return self._numbers("identities_of", made)

    def _numbers(self, what: str, *about: object) -> list[int]:
        numbers = self._value(self._ask(what, *about))
        if type(numbers) is not list or not all(type(number) is int for number in numbers):
            raise self._broken("its answer was not a list of numbers")
        return numbers

    def hook(
        self, ref: int, name: str, args: tuple, state: TrainingState | None
    ) -> TrainingState | Uncrossable | None:
        """Call a method of a callback; what it changed of its model, which has `state` before."""
        changed = self._value(self._ask("hook", ref, name, args, state))
        if changed is not None and type(changed) not in (TrainingState, Uncrossable):
            raise self._broken("its answer was not the state of a model")
        return cast("TrainingState | Uncrossable | None", changed)

    def iterator(self, ref: int) -> int:
        """Begin to go through something that crossed as an iterable; the iterator's number."""
        ended, self.ended = self.ended, []
        number = self._value(self._ask("iter", ref, ended))
        if type(number) is not int or not 0 <= number <= MAX_REF:
            raise self._broken("its answer was not a number")
        return number

    def next_of(self, iterator: int) -> list:
        """The next item of an iterator in a list, which is empty at its end."""
        items = self._value(self._ask("next", iterator))
        if type(items) is not list or len(items) > 1:
            raise self._broken("its answer was not an item")
        return items

    def release(self, refs: Sequence[int]) -> None:
        """Have the worker forget objects that nobody will ask for again."""
        self._ask("release", list(refs))

    def test(self, source: str) -> object:
        """The value of the last expression of a test that runs over there."""
        return self._value(self._ask("test", source))

    def set(self, name: str, value: object) -> None:
        self._ask("set", name, value)

    def delete(self, name: str) -> None:
        self._ask("delete", name)

    def raised_by(self, error: BaseException) -> Raised | None:
        """What student code raised, if `error` stands for the last exception that it raised."""
        last = self._last_raised
        return last[1] if last and last[0] is error else None

    def _ask(self, what: str, *arguments: object) -> object:
        """Send a request and return the answer, or raise what ended the conversation.

        Raises
        ------
        WorkerLost, OutOfTime
            If no well-formed answer came in time, now or before.
        Unsupported
            If an argument can't cross.
        """
        if self.lost is not None:
            raise self.lost
        request = encode((self.asked + 1, what, *arguments))
        started = time.monotonic()
        try:
            answer = self._said_before(request) or self.exchange(request)
            self.conversation.add(request, answer, time.monotonic() - started)
            self.crossed += len(request) + len(answer)
            return self._content(answer)
        except (WorkerLost, OutOfTime) as error:
            self.lost = error
            raise

    def _said_before(self, request: bytes) -> bytes | None:
        try:
            answer = self.conversation.answer_before(request)
        except AskedOtherwise as error:
            raise WorkerLost(str(error)) from error
        self.asked += answer is not None
        return answer

    def exchange(self, request: bytes) -> bytes:
        """Send a request as it crosses, and return the answer as it came.

        Raises
        ------
        WorkerLost, OutOfTime
            If none came, or none in time.
        """
        self.deadline += time.monotonic() - self._idle_since
        try:
            write_frame(self._sock, request, LIMITS.message_bytes, self.deadline)
            answer = read_frame(self._sock, LIMITS.message_bytes, self.deadline)
        except (ProtocolError, OSError) as error:
            if time.monotonic() >= self.deadline:
                raise OutOfTime from error
            raise WorkerLost(str(error)) from error
        finally:
            self._idle_since = time.monotonic()
        self.asked += 1
        return answer

    def _content(self, payload: bytes) -> object:
        """What an answer holds, if it is one to the last request."""
        try:
            answer = decode(payload)
        except ProtocolError as error:
            raise WorkerLost(str(error)) from error
        # type() first: an array would answer a comparison with more than a bool
        if type(answer) is not tuple or len(answer) != 2 or type(answer[0]) is not int:
            raise WorkerLost("its answer was malformed")
        if answer[0] != self.asked:
            raise WorkerLost("its answer was not one to the question")
        return answer[1]

    def _value(self, answer: object) -> object:
        if type(answer) is Raised:
            error = exception_of(answer)
            self._last_raised = error, answer
            raise error
        if type(answer) is tuple and len(answer) == 2:
            return answer[1]
        raise self._broken("its answer was not a value")

    def _broken(self, how: str) -> WorkerLost:
        self.lost = WorkerLost(how)
        return self.lost
