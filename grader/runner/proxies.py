"""Proxies: objects in the test runner that stand for live objects of the student worker."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from grader.language import _
from grader.protocol.known_classes import derived_class
from grader.protocol.training_state import WatchedModel
from grader.protocol.value_types import (
    CallbackValue,
    FunctionValue,
    HistoryValue,
    IterableValue,
    IteratorValue,
    ModelValue,
)

if TYPE_CHECKING:
    from grader.runner.proxy_factory import ProxyFactory


class _Shown:
    """An object that a test's message shows by what it is, without an address of this process."""

    def __repr__(self) -> str:
        return f"a {type(self).__name__}"


class History(_Shown):
    """What is left of a Keras History: `history`, metric -> values, and `epoch`."""

    def __init__(self, value: HistoryValue) -> None:
        self.history, self.epoch = value.history, value.epoch


class StudentFunction(_Shown):
    """A function that lives in the student worker; calling it asks there."""

    def __init__(self, factory: ProxyFactory, value: FunctionValue) -> None:
        self._factory, self._value = factory, value
        self.__name__ = value.name

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._factory.call(self._value, args, kwargs)

    def identities(self, *args: object, **kwargs: object) -> list[int]:
        """Call it, and return the numbers of the models it made and of their weights."""
        return self._factory.identities(self._value, args, kwargs)

    def identities_of(self, made: object) -> list[int]:
        """Return the numbers of a model that a call has made, and of its weights."""
        return self._factory.identities_of(made)


StudentFunction.__name__ = "function"  # in messages; never a name that student code has chosen


class StudentIterable(_Shown):
    """A dataset or generator that lives in the student worker; each pass fetches its batches."""

    def __init__(self, factory: ProxyFactory, value: IterableValue) -> None:
        self._factory, self._value = factory, value

    def __iter__(self) -> Iterator[object]:
        worker = self._factory.worker
        iterator = worker.iterator(self._value.ref)
        try:
            while items := worker.next_of(iterator):
                what = _("a batch of the {name} is", name=self._value.type_name)
                yield self._factory.make(items[0], what)
        finally:
            worker.ended.append(iterator)

    def __len__(self) -> int:
        if self._value.length is None:
            raise TypeError(
                _("the {name} has no known number of batches", name=self._value.type_name)
            )
        return self._value.length

    def __bool__(self) -> bool:
        return True

    def take(self, count: int) -> Iterator[object]:
        """The first `count` batches of a pass, as a tf.data.Dataset's method gives them."""
        return itertools.islice(self, count)


StudentIterable.__name__ = "dataset"


class StudentIterator(_Shown):
    """An iterator that lives in the student worker; its items are fetched one by one."""

    def __init__(self, factory: ProxyFactory, value: IteratorValue) -> None:
        self._factory, self._value = factory, value

    def __iter__(self) -> StudentIterator:
        return self

    def __next__(self) -> object:
        items = self._factory.worker.next_of(self._value.ref)
        if not items:
            raise StopIteration
        return self._factory.make(
            items[0], _("an item of the {name} is", name=self._value.type_name)
        )


def student_iterator(factory: ProxyFactory, value: IteratorValue) -> object:
    """The proxy of an iterator, of a class that has the name of the iterator's own."""
    return derived_class(value.type_name, StudentIterator)(factory, value)


@cache
def _callback_class() -> type:
    """The class of proxies of callbacks; made when it is needed, since Keras is slow to import."""
    import keras

    class StudentCallback(keras.callbacks.Callback):  # type: ignore[misc]
        """A callback of a class of the student's own: its methods run in the student worker.

        There it has a copy of the model in its present state; what it changes of it comes back.
        """

        def __init__(self, factory: ProxyFactory, value: CallbackValue) -> None:
            super().__init__()
            self._factory, self._value = factory, value
            self._watched: WatchedModel | None = None

        def set_model(self, model: object) -> None:
            super().set_model(model)
            sent = self._factory.sendable(model)
            self._watched = WatchedModel(model, in_step=type(sent) is ModelValue)
            self._ask("set_model", sent)

        def set_params(self, params: dict) -> None:
            super().set_params(params)
            self._ask("set_params", _plain(params))

        def _ask(self, name: str, *args: object) -> None:
            self._factory.hook(self._value, name, args, self._watched)

    def hook(name: str) -> Callable[..., None]:
        without_effect = getattr(keras.callbacks.Callback, name)

        def method(self: StudentCallback, *args: object, **kwargs: object) -> None:
            if name in self._value.hooks:
                self._ask(name, *map(_plain, (*args, *kwargs.values())))
            else:
                without_effect(self, *args, **kwargs)

        return method

    for name in dir(keras.callbacks.Callback):
        if name.startswith("on_"):
            setattr(StudentCallback, name, hook(name))
    StudentCallback.__name__ = "Callback"
    return StudentCallback


def student_callback(factory: ProxyFactory, value: CallbackValue) -> object:
    """The proxy of a callback; a Keras callback, so that `fit` takes it."""
    return _callback_class()(factory, value)


def _plain(value: object) -> object:
    """Logs hold NumPy scalars, which a student's callback knows as floats."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value
