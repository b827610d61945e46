"""What a test holds in place of a student's objects: rebuilt models, functions that ask."""

from __future__ import annotations

from grader.rooms.client import RoomClient
from grader.wire.errors import ModelRefused
from grader.wire.kinds import FunctionValue, HistoryValue, ModelValue, TensorValue, Uncrossable
from grader.wire.models import rebuild_model, update_weights


class CannotCross(Exception):
    """A value stays in the student room; the message says which and why."""


class History:
    """What is left of a Keras History: `history`, metric -> values, and `epoch`."""

    def __init__(self, value: HistoryValue) -> None:
        self.history, self.epoch = value.history, value.epoch


class StudentFunction:
    """A function that lives in the student room; calling it asks there."""

    def __init__(self, standins: StandIns, value: FunctionValue) -> None:
        self._standins, self._value = standins, value
        self.__name__ = value.name

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._standins.call(self._value, args, kwargs)


class StandIns:
    """Makes stand-ins of what crossed, and turns them back where they are handed to the student.

    Attributes
    ----------
    refused:
        Why values stayed behind, for the verdict: a test can't swallow this.
    """

    def __init__(self, room: RoomClient) -> None:
        self._room = room
        self._made: dict[int, object] = {}
        self._alive: list[object] = []
        self._origin: dict[int, ModelValue | FunctionValue] = {}
        self.refused: list[str] = []

    def call(self, function: FunctionValue, args: tuple, kwargs: dict) -> object:
        answer = self._room.call(function.ref, self.sendable(args), self.sendable(kwargs))
        return self.make(answer, f"`{function.name}` returned")

    def make(self, value: object, what: str) -> object:
        """The examiner's own object for a value that crossed; `what` names it in messages.

        Raises
        ------
        CannotCross
            If it stayed in the student room, or is a model that can't be rebuilt.
        """
        kind = type(value)
        if kind in (list, tuple):
            return kind(self.make(item, what) for item in value)
        if kind is dict:
            return {key: self.make(item, what) for key, item in value.items()}
        if kind is ModelValue:
            return self._model(value, what)
        if kind is FunctionValue:
            known = self._made.get(value.ref)
            return known or self._remember(value, StudentFunction(self, value))
        if kind is HistoryValue:
            return History(value)
        if kind is TensorValue:
            return self._tensor(value, what)
        if kind is Uncrossable:
            self._refuse(f"{what} {value.why}")
        return value

    def sendable(self, value: object) -> object:
        """What the room gave goes back by reference; containers are looked into."""
        if id(value) in self._origin:
            return self._origin[id(value)]
        if type(value) in (list, tuple):
            return type(value)(self.sendable(item) for item in value)
        if type(value) is dict:
            return {key: self.sendable(item) for key, item in value.items()}
        if type(value).__module__.startswith("tensorflow") and hasattr(value, "numpy"):
            return TensorValue(value.numpy())
        return value

    def _tensor(self, value: TensorValue, what: str) -> object:
        import tensorflow as tf

        try:
            return tf.convert_to_tensor(value.array)
        except (TypeError, ValueError) as error:
            self._refuse(f"{what} a tensor that can't be made here: {error}")

    def _model(self, value: ModelValue, what: str) -> object:
        """One model object for each live model, with the weights it had when it crossed last."""
        known = self._made.get(value.ref)
        origin = self._origin.get(id(known))
        try:
            if isinstance(origin, ModelValue) and origin.config == value.config:
                update_weights(known, value)
                return known
            return self._remember(value, rebuild_model(value))
        except ModelRefused as error:
            self._refuse(f"{what} a model that can't be examined: {error}")

    def _remember(self, value: ModelValue | FunctionValue, made: object) -> object:
        self._alive.append(made)  # or a new object could get the `id` of an old one
        self._made[value.ref] = made
        self._origin[id(made)] = value
        return made

    def _refuse(self, sentence: str) -> None:
        self.refused.append(sentence)
        raise CannotCross(sentence)
