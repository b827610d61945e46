"""The examiner's side of a student's names: stand-ins that ask the student room."""

from __future__ import annotations

import builtins
import socket
import time

from grader.rooms.student import MISSING
from grader.wire.errors import ModelRefused, Unsupported, WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.kinds import (
    FunctionValue,
    HistoryValue,
    ModelValue,
    Raised,
    TensorValue,
    Uncrossable,
)
from grader.wire.models import rebuild_model
from grader.wire.values import LIMITS, decode, encode


class RoomLost(BaseException):
    """The student room ended, or broke the protocol; nothing more can be asked of it."""


class OutOfTime(BaseException):
    """The test's time is over."""


class StudentError(Exception):
    """Student code raised an exception of a type that Python does not have built in."""


class CannotCross(Exception):
    """A value stays in the student room; the message says which and why."""


class History:
    """What is left of a Keras History: `history`, metric -> values, and `epoch`."""

    def __init__(self, value: HistoryValue) -> None:
        self.history, self.epoch = value.history, value.epoch


class StudentRoomClient:
    """Asks the student room and turns its answers into objects of the examiner's own.

    Attributes
    ----------
    uncrossable:
        Why values stayed behind, for the verdict; a test can't swallow this.
    cell_errors:
        A sentence for every cell that raised an exception.
    raised:
        The last exception of student code that an answer carried.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._number = 0
        self._objects: dict[int, object] = {}
        self._refs: dict[int, ModelValue | FunctionValue] = {}
        self.deadline = time.monotonic()
        self.uncrossable: list[str] = []
        self.cell_errors: list[str] = []
        self.raised: Raised | None = None
        self._raised_as: Exception | None = None

    def ask(self, what: str, *arguments: object) -> object:
        """Send a request and return the answer as it crossed.

        Raises
        ------
        RoomLost, OutOfTime
            If no well-formed answer came in time.
        """
        self._number += 1
        try:
            write_frame(self._sock, encode((self._number, what, *arguments)), LIMITS.message_bytes)
            answer = decode(read_frame(self._sock, LIMITS.message_bytes, self.deadline))
        except Unsupported:
            raise
        except (WireError, OSError) as error:
            if time.monotonic() >= self.deadline:
                raise OutOfTime from error
            raise RoomLost(str(error)) from error
        if type(answer) is not tuple or len(answer) != 2 or answer[0] != self._number:
            raise RoomLost("its answer was not one to the question")
        return answer[1]

    def value(self, answer: object, what: str) -> object:
        """The object for an answer to ``get`` or ``call``; `what` names it in messages."""
        if type(answer) is Raised:
            self.raised = answer
            self._raised_as = _exception(answer)
            raise self._raised_as
        if type(answer) is Uncrossable:
            return self._object(answer, what)
        if type(answer) is not tuple or len(answer) != 2:
            raise RoomLost("its answer was not a value")
        return self._object(answer[1], what)

    def run(self, cells: list) -> None:
        """Have (label, code) cells run; what they raise explains names that are missing later."""
        answer = self.ask("run", cells)
        if type(answer) is not list or len(answer) != len(cells):
            raise RoomLost("it did not run every cell")
        for (label, _), error in zip(cells, answer, strict=True):
            if type(error) is Raised:
                self.cell_errors.append(
                    f"The cell {label}, which this test needs, raised {error.type_name}: "
                    f"{error.message}"
                )

    def raised_here(self, error: BaseException) -> bool:
        """Whether `error` is the one that student code raised last."""
        return error is self._raised_as

    def call(self, function: FunctionValue, args: tuple, kwargs: dict) -> object:
        args = tuple(self._sendable(value) for value in args)
        kwargs = {name: self._sendable(value) for name, value in kwargs.items()}
        answer = self.ask("call", function.ref, args, kwargs)
        return self.value(answer, f"`{function.name}` returned")

    def set(self, name: str, value: object) -> None:
        self.ask("set", name, self._sendable(value))

    def _sendable(self, value: object) -> object:
        """What the room gave goes back by reference; containers are looked into."""
        if id(value) in self._refs:
            return self._refs[id(value)]
        if type(value) in (list, tuple):
            return type(value)(self._sendable(item) for item in value)
        if type(value) is dict:
            return {key: self._sendable(item) for key, item in value.items()}
        if type(value).__module__.startswith("tensorflow"):
            return TensorValue(value.numpy())
        return value

    def _object(self, value: object, what: str) -> object:
        kind = type(value)
        if kind in (list, tuple):
            return kind(self._object(item, what) for item in value)
        if kind is dict:
            return {key: self._object(item, what) for key, item in value.items()}
        if kind is ModelValue:
            return self._model(value, what)
        if kind is FunctionValue:
            return self._remember(value, StudentFunction(self, value))
        if kind is HistoryValue:
            return History(value)
        if kind is TensorValue:
            import tensorflow as tf

            return tf.convert_to_tensor(value.array)
        if kind is Uncrossable:
            self._refuse(f"{what} {value.why}")
        return value

    def _model(self, value: ModelValue, what: str) -> object:
        """One model object for each live model, with the weights it had when it crossed last."""
        known = self._objects.get(value.ref)
        if known is not None and self._refs[id(known)].config == value.config:
            known.set_weights(list(value.weights))
            return known
        try:
            return self._remember(value, rebuild_model(value))
        except ModelRefused as error:
            self._refuse(f"{what} a model that can't be examined: {error}")

    def _remember(self, value: ModelValue | FunctionValue, made: object) -> object:
        if type(value) is FunctionValue and value.ref in self._objects:
            return self._objects[value.ref]
        self._objects[value.ref] = made
        self._refs[id(made)] = value
        return made

    def _refuse(self, sentence: str) -> None:
        self.uncrossable.append(sentence)
        raise CannotCross(sentence)


class StudentFunction:
    """A function that lives in the student room; calling it asks there."""

    def __init__(self, room: StudentRoomClient, value: FunctionValue) -> None:
        self._room, self._value = room, value
        self.__name__ = value.name

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._room.call(self._value, args, kwargs)


class TestNames(dict):
    """The globals of a test: its own names, and for all others the student's.

    Attributes
    ----------
    answers:
        Names that graded cells define; they are always the student's.
    shared:
        Names that student code uses; what the test does to them happens in the room too.
    """

    __test__ = False

    def __init__(
        self, room: StudentRoomClient, own: dict, answers: frozenset[str], shared: frozenset[str]
    ) -> None:
        super().__init__({k: v for k, v in own.items() if k not in answers})
        self["__builtins__"] = builtins
        self._room, self._answers, self._shared = room, answers, shared

    def __missing__(self, name: str) -> object:
        if name not in self._answers and hasattr(builtins, name):
            return getattr(builtins, name)
        answer = self._room.ask("get", name)
        if type(answer) is tuple and answer == (MISSING,):
            raise KeyError(name)
        return self._room.value(answer, f"`{name}` is")

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        if name in getattr(self, "_shared", ()):
            try:
                self._room.set(name, value)
            except Unsupported:  # the test's own object stays here; the student keeps theirs
                return

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
        if name in self._shared:
            self._room.ask("delete", name)


def _exception(raised: Raised) -> Exception:
    """An exception of the type that student code raised, if Python has it built in."""
    kind = getattr(builtins, raised.type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(raised.message)
        except TypeError:  # UnicodeError and its like want more than a message
            pass
    return StudentError(f"{raised.type_name}: {raised.message}")
