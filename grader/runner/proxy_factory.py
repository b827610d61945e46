"""What a test holds in place of a student's objects: rebuilt models, proxies that ask."""

from __future__ import annotations

import contextlib
import gc
import numbers
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from grader.language import _
from grader.protocol import Malformed, ModelRefused
from grader.protocol.callback_config import make_callback
from grader.protocol.known_classes import make_instance
from grader.protocol.rebuild_model import rebuild_model, update_model
from grader.protocol.training_state import WatchedModel
from grader.protocol.uncarried import Refuse
from grader.protocol.value_types import (
    CallbackConfig,
    CallbackValue,
    FunctionValue,
    HistoryValue,
    InstanceValue,
    IterableValue,
    IteratorValue,
    ModelValue,
    PathValue,
    TensorValue,
    TrainingState,
    Uncrossable,
)
from grader.runner.call_text import told_call
from grader.runner.proxies import (
    History,
    StudentFunction,
    StudentIterable,
    student_callback,
    student_iterator,
)
from grader.runner.sent_values import Sending
from grader.runner.worker_client import WorkerClient

PROXIES: dict[type, Callable[[ProxyFactory, Any], object]] = {
    FunctionValue: StudentFunction,
    IterableValue: StudentIterable,
    IteratorValue: student_iterator,
    CallbackValue: student_callback,
}
# After so many bytes have crossed, or objects come back, what the test has dropped is released.
RELEASED_AFTER_BYTES = 256 << 20
RELEASED_AFTER_OBJECTS = 10


class CannotCross(Exception):
    """A value stays in the student worker; the message says which and why."""


class ProxyFactory:
    """Makes proxies of what crossed, and turns them back where they are given to the student.

    With `strict`, objects of other classes and iterators stay behind: a test that was only tried
    with plain values may be lenient with what adds, compares or leaves out in a way of its own.

    Attributes
    ----------
    refused:
        Why values stayed behind, for the verdict: a test can't swallow this.
    """

    def __init__(self, worker: WorkerClient, *, strict: bool = True) -> None:
        self.worker = worker
        self._strict = strict
        self._made: dict[int, object] = {}
        self._configs: dict[int, str] = {}  # of rebuilt models, by the student worker's numbers
        self._sending = Sending()
        self._returned: set[int] = set()  # those that the test has of calls, not of names
        self._released_at = 0, 0  # bytes that had crossed then, and objects that were kept
        self.refused: list[str] = []

    def call(self, function: FunctionValue, args: tuple, kwargs: dict) -> object:
        """Call a student's function. Models among the arguments are afterwards as it left them."""
        self._release_dropped()
        sent_args, sent_kwargs = self._sent_call(function, args, kwargs)
        models = self._sending.models_in((args, kwargs))
        answer, states = self.worker.call(function.ref, sent_args, sent_kwargs)
        for model, state in zip(models, states, strict=False):
            if type(state) is ModelValue:
                what = _("a model that `{name}` was given is a model", name=function.name)
                with self._refusing(what):
                    update_model(model, state, self._refusal_of(what))
        before = {*self._made}
        made = self.make(answer, _("`{name}` returned", name=function.name))
        self._returned |= self._made.keys() - before
        return made

    def _release_dropped(self) -> None:
        """Let go of what calls have returned and the test has dropped, on both sides.

        Only now and then, and after a collection: so what a test asks does not depend on when
        Python collects. What has a name in the notebook stays: a test may change it, and look
        again.
        """
        bytes_then, kept = self._released_at
        is_due = len(self._returned) - kept >= RELEASED_AFTER_OBJECTS
        if not (is_due or self.worker.crossed - bytes_then > RELEASED_AFTER_BYTES):
            return
        returned = {ref: weakref.ref(self._made[ref]) for ref in self._returned}
        for ref in returned:
            self._sending.forget(self._made.pop(ref))
        gc.collect()
        for ref, made in returned.items():
            if (alive := made()) is not None:
                self._remember(ref, alive)
        dropped = sorted(self._returned - self._made.keys())
        self._returned.difference_update(dropped)
        if dropped:
            self.worker.release(dropped)
        self._released_at = self.worker.crossed, len(self._returned)

    def identities(self, function: FunctionValue, args: tuple, kwargs: dict) -> list[int]:
        """Call a student's function; the numbers of the models it made, which stay there."""
        return self.worker.identities(function.ref, *self._sent_call(function, args, kwargs))

    def identities_of(self, made: object) -> list[int]:
        """The numbers of a model that a student's function has made, and of its weights."""
        return self.worker.identities_of(self.sendable(made))

    def hook(
        self, callback: CallbackValue, name: str, args: tuple, watched: WatchedModel | None
    ) -> None:
        """Call a method of a student's callback; its model is afterwards as it left it."""
        state = None if watched is None else watched.changes()
        changed = self.worker.hook(callback.ref, name, self.sendable(args), state)
        if type(changed) is Uncrossable:
            what = _("`{name}` of a callback", name=name)
            self._refuse(_("{what} {why}", what=what, why=changed.why))
        elif type(changed) is TrainingState and watched:
            with self._refusing(_("`{name}` of a callback leaves a model", name=name)):
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
        if kind is IteratorValue and self._strict:
            self._refuse(
                _(
                    "{what} a {kind}; this test needs a plain value: return list(...) of it",
                    what=what,
                    kind=value.type_name,
                )
            )
        if kind in PROXIES:
            known = self._made.get(value.ref)
            if known is None:
                known = self._remember(value.ref, PROXIES[kind](self, value))
            return known
        if kind is CallbackConfig:
            with self._refusing(_("{what} a callback", what=what)):
                return make_callback(value)
        if kind is HistoryValue:
            return History(value)
        if kind is TensorValue:
            return self._tensor(value, what)
        if kind is InstanceValue:
            return self._instance(value, what)
        if kind is PathValue:
            return Path(value.path)
        if kind is Uncrossable:
            self._refuse(_("{what} {why}", what=what, why=value.why))
        return value

    def sendable(self, value: object) -> Any:
        """What the student worker gets for a value of the test's; see `runner.sent_values`."""
        return self._sending.value(value)

    def _tensor(self, value: TensorValue, what: str) -> object:
        import tensorflow as tf

        try:
            return tf.convert_to_tensor(value.array)
        except (TypeError, ValueError) as error:
            self._refuse(
                _("{what} a tensor that can't be made here: {error}", what=what, error=error)
            )

    def _instance(self, value: InstanceValue, what: str) -> object:
        parts = tuple(self.make(part, what) for part in value.parts)
        name = value.type_name or value.known
        try:
            made = make_instance(value, parts)
        except Malformed as error:
            self._refuse(
                _(
                    "{what} a {kind} that can't be looked at: {error}",
                    what=what,
                    kind=name,
                    error=error,
                )
            )
        if self._strict and isinstance(made, tuple):
            return tuple(made)
        if self._strict:
            self._refuse(
                _(
                    "{what} a {kind}; this test needs a plain value: return {plain}",
                    what=what,
                    kind=name,
                    plain=_plain_kind(made),
                )
            )
        return made

    def _model(self, value: ModelValue, what: str) -> object:
        """One model object for each live model, with the weights it had when it crossed last."""
        known = self._made.get(value.ref)
        what = _("{what} a model", what=what)
        refuse = self._refusal_of(what)
        with self._refusing(what):
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
        return lambda sentence: self._refuse(
            _("{what} that can't be examined: {error}", what=what, error=sentence)
        )

    def _refuse(self, sentence: str) -> NoReturn:
        self.refused.append(sentence)
        raise CannotCross(sentence)


def _plain_kind(made: object) -> str:
    """What a student is to return in place of an object."""
    kinds = {
        str: "str",
        numbers.Integral: "int",
        numbers.Number: "float",
        Mapping: "dict",
        Set: "set",
        tuple: "tuple",
        Sequence: "list",
    }
    if found := next((name for kind, name in kinds.items() if isinstance(made, kind)), ""):
        return _("a plain {kind}", kind=found)
    return _("np.asarray(...) of it") if hasattr(made, "__array__") else _("a number or a text")
