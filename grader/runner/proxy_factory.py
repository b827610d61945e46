"""What a test holds in place of a student's objects: rebuilt models, proxies that ask."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from grader.protocol import ModelRefused
from grader.protocol.rebuild_model import rebuild_model, update_model
from grader.protocol.training_config import make_callback
from grader.protocol.training_state import WatchedModel
from grader.protocol.uncarried import Refuse
from grader.protocol.value_types import (
    CallbackConfig,
    CallbackValue,
    FunctionValue,
    HistoryValue,
    IterableValue,
    ModelValue,
    PathValue,
    TensorValue,
    TrainingState,
    Uncrossable,
)
from grader.runner.proxies import History, StudentFunction, StudentIterable, student_callback
from grader.runner.sent_values import Sending
from grader.runner.worker_client import WorkerClient

PROXIES: dict[type, Callable[[ProxyFactory, Any], object]] = {
    FunctionValue: StudentFunction,
    IterableValue: StudentIterable,
    CallbackValue: student_callback,
}
MAX_ARGUMENTS = 6


class CannotCross(Exception):
    """A value stays in the student worker; the message says which and why."""


class ProxyFactory:
    """Makes proxies of what crossed, and turns them back where they are given to the student.

    Attributes
    ----------
    refused:
        Why values stayed behind, for the verdict: a test can't swallow this.
    """

    def __init__(self, worker: WorkerClient) -> None:
        self.worker = worker
        self._made: dict[int, object] = {}
        self._configs: dict[int, str] = {}  # of rebuilt models, by the student worker's numbers
        self._sending = Sending()
        self.refused: list[str] = []

    def call(self, function: FunctionValue, args: tuple, kwargs: dict) -> object:
        """Call a student's function. Models among the arguments are afterwards as it left them."""
        sent_args, sent_kwargs = self._sent_call(function, args, kwargs)
        models = self._sending.models_in((args, kwargs))
        answer, states = self.worker.call(function.ref, sent_args, sent_kwargs)
        for model, state in zip(models, states, strict=False):
            if type(state) is ModelValue:
                what = f"a model that `{function.name}` was given is a model"
                with self._refusing(what):
                    update_model(model, state, self._refusal_of(what))
        return self.make(answer, f"`{function.name}` returned")

    def identities(self, function: FunctionValue, args: tuple, kwargs: dict) -> list[int]:
        """Call a student's function; the numbers of the models it made, which stay there."""
        return self.worker.identities(function.ref, *self._sent_call(function, args, kwargs))

    def hook(
        self, callback: CallbackValue, name: str, args: tuple, watched: WatchedModel | None
    ) -> None:
        """Call a method of a student's callback; its model is afterwards as it left it."""
        state = None if watched is None else watched.changes()
        changed = self.worker.hook(callback.ref, name, self.sendable(args), state)
        if type(changed) is Uncrossable:
            self._refuse(f"`{name}` of a callback {changed.why}")
        elif type(changed) is TrainingState and watched:
            with self._refusing(f"`{name}` of a callback leaves a model"):
                watched.take(replace(changed, compiled=None))  # that is the test's to choose

    def _sent_call(self, function: FunctionValue, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """What crosses for the arguments of a call that is made next."""
        self.worker.last_call = told_call(function.name, args, kwargs)
        return self.sendable(args), self.sendable(kwargs)

    def make(self, value: Any, what: str) -> object:
        """The test runner's own object for a value that crossed; `what` names it in messages.

        Raises
        ------
        CannotCross
            If it stayed in the student worker, or is a model that can't be rebuilt.
        """
        kind = type(value)
        if kind in (list, tuple):
            return kind(self.make(item, what) for item in value)
        if kind is dict:
            return {key: self.make(item, what) for key, item in value.items()}
        if kind is ModelValue:
            return self._model(value, what)
        if kind in PROXIES:
            known = self._made.get(value.ref)
            if known is None:
                known = self._remember(value.ref, PROXIES[kind](self, value))
            return known
        if kind is CallbackConfig:
            with self._refusing(f"{what} a callback"):
                return make_callback(value)
        if kind is HistoryValue:
            return History(value)
        if kind is TensorValue:
            return self._tensor(value, what)
        if kind is PathValue:
            return Path(value.path)
        if kind is Uncrossable:
            self._refuse(f"{what} {value.why}")
        return value

    def sendable(self, value: object) -> Any:
        """What the student worker gets for a value of the test's; see `runner.sent_values`."""
        return self._sending.value(value)

    def _tensor(self, value: TensorValue, what: str) -> object:
        import tensorflow as tf

        try:
            return tf.convert_to_tensor(value.array)
        except (TypeError, ValueError) as error:
            self._refuse(f"{what} a tensor that can't be made here: {error}")

    def _model(self, value: ModelValue, what: str) -> object:
        """One model object for each live model, with the weights it had when it crossed last."""
        known = self._made.get(value.ref)
        refuse = self._refusal_of(f"{what} a model")
        with self._refusing(f"{what} a model"):
            if known is None or self._configs.get(value.ref) != value.config:
                known = self._remember(value.ref, rebuild_model(value, refuse))
                self._configs[value.ref] = value.config
            else:
                update_model(known, value, refuse)
        return known

    def _remember(self, ref: int, made: object) -> object:
        self._made[ref] = made
        self._sending.belongs_to_student(made, ref)
        return made

    @contextlib.contextmanager
    def _refusing(self, what: str) -> Iterator[None]:
        try:
            yield
        except ModelRefused as error:
            self._refusal_of(what)(str(error))

    def _refusal_of(self, what: str) -> Refuse:
        return lambda sentence: self._refuse(f"{what} that can't be examined: {sentence}")

    def _refuse(self, sentence: str) -> NoReturn:
        self.refused.append(sentence)
        raise CannotCross(sentence)


def told_call(name: str, args: tuple, kwargs: dict) -> str:
    """A call without its values, such as ``conv2d(array of shape (6, 5), stride=int)``."""
    parts = [kind_of(value) for value in args]
    parts += [f"{key}={kind_of(value)}" for key, value in kwargs.items()]
    more = ", …" if len(parts) > MAX_ARGUMENTS else ""
    return f"{name[:60]}({', '.join(parts[:MAX_ARGUMENTS])}{more})"


def kind_of(value: object) -> str:
    """What a value is, not which."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"array of shape {shape}"
    if isinstance(value, list | tuple | dict | str):
        return f"{type(value).__name__} of length {len(value)}"
    return type(value).__name__
