"""Live objects of the student worker, as the values that `grader.protocol.codec` can encode.

TensorFlow and Keras are not imported for it: an object of theirs exists only if they are loaded.
"""

from __future__ import annotations

import math
import sys
import types
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.language import _
from grader.protocol import TooLarge, Unsupported
from grader.protocol.array_codec import supports
from grader.protocol.codec import NUMPY_SCALARS, is_key
from grader.protocol.known_classes import instance_value
from grader.protocol.message_limits import LIMITS
from grader.protocol.numpy_functions import asarray
from grader.protocol.training_config import describe_callback, describe_compilation
from grader.protocol.value_types import (
    CONFIG_CHARS,
    MAX_REF,
    NAME_CHARS,
    TEXT_CHARS,
    VALUE_TYPES,
    CallbackValue,
    FunctionValue,
    HistoryValue,
    IterableValue,
    IteratorValue,
    ModelValue,
    PathValue,
    TensorValue,
    Uncrossable,
)

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_MAX_WEIGHT_BYTES = LIMITS.message_bytes * 3 // 4
_AS_THEY_ARE = frozenset({type(None), bool, float, complex, bytes, *NUMPY_SCALARS, *VALUE_TYPES})
_MAX_DEPTH = LIMITS.depth - 4  # space for the value type around it
_MAX_INT = 2**LIMITS.int_bits
_MAX_DIGITS = int(LIMITS.int_bits * math.log10(2)) + 1


class ObjectRefs:
    """The live objects of the student worker that the test runner may refer to by number.

    Numbers are given by identity: the same object has the same number for as long as this lives.
    The objects are kept alive, or a new one could get the `id` of an old one.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: list[object] = []

    def refer(self, obj: object) -> int:
        """Return the number of `obj`, from 0; a new one the first time it is seen."""
        number = self._numbers.setdefault(id(obj), len(self._objects))
        if number == len(self._objects):
            self._objects.append(obj)
        return number

    def knows(self, obj: object) -> bool:
        """Whether `obj` has a number."""
        return id(obj) in self._numbers

    def find(self, ref: int) -> Any:
        """Return the object of that number, or raise LookupError if there is none."""
        if not 0 <= ref < len(self._objects):
            raise LookupError(f"No object has the number {ref}.")
        return self._objects[ref]

    def release(self, ref: int) -> None:
        """Forget an object, which nobody will ask for again; its number is never given again."""
        self._numbers.pop(id(self._objects[ref]), None)
        self._objects[ref] = None


def serialize(obj: object, refs: ObjectRefs) -> object:
    """Turn `obj` into plain values and value types; what can't cross becomes an Uncrossable."""
    try:
        return _Serializer(refs).serialize(obj, 0)
    except TooLarge:
        why = _(
            "a {kind} of more than {most:,} items; return numbers as a NumPy array, which is one",
            kind=_name(type(obj)),
            most=LIMITS.items,
        )
        return _uncrossable(obj, why)


class _Serializer:
    def __init__(self, refs: ObjectRefs) -> None:
        self.refs = refs
        self.items = 0

    def serialize(self, obj: Any, depth: int) -> object:
        self.items += 1
        if self.items > LIMITS.items:
            raise TooLarge(f"More than {LIMITS.items:,} items.")
        kind = type(obj)
        if kind in _AS_THEY_ARE or (kind is int and abs(obj) < _MAX_INT) or kind is range:
            return obj
        if kind is str and _clean(obj) == obj:
            return obj
        if kind is np.ndarray and supports(obj):
            return obj
        if kind in (list, tuple, dict, set, frozenset):
            return self._container(obj, depth)
        value = _serialize_keras(obj, self.refs, lambda part: self.serialize(part, depth + 1))
        if value is not None:
            return value
        if isinstance(obj, PurePath):
            return PathValue(_clean(str(obj))[:TEXT_CHARS], None, False)
        try:
            # the tuple of its parts is one level more
            instance = instance_value(obj, lambda part: self.serialize(part, depth + 2))
        except Unsupported:
            return _uncrossable(obj, _reason(obj))
        if instance is not None:
            return instance
        if hasattr(kind, "__next__"):
            return IteratorValue(self.refs.refer(obj), _name(kind))
        if callable(obj):
            name = _clean(str(getattr(obj, "__name__", kind.__name__)))[:NAME_CHARS]
            return FunctionValue(self.refs.refer(obj), name)
        return _uncrossable(obj, _reason(obj))

    def _container(self, obj: Any, depth: int) -> object:
        if depth > _MAX_DEPTH:
            return _uncrossable(
                obj,
                _(
                    "a {kind} nested more than {most} deep, or in itself",
                    kind=type(obj).__name__,
                    most=_MAX_DEPTH,
                ),
            )
        if type(obj) in (set, frozenset, dict):
            bad = next((key for key in obj if not is_key(key) or not _clean_key(key)), None)
            if bad is not None:
                return _uncrossable(
                    obj,
                    _(
                        "a {kind} with a key of type {key}",
                        kind=type(obj).__name__,
                        key=type(bad).__name__,
                    ),
                )
            if type(obj) is not dict:
                return obj
            return {key: self.serialize(item, depth + 1) for key, item in obj.items()}
        return type(obj)(self.serialize(item, depth + 1) for item in obj)


def _uncrossable(obj: object, why: str) -> Uncrossable:
    return Uncrossable(_name(type(obj)), _clean(why)[:TEXT_CHARS])


def _reason(obj: object) -> str:
    kind = type(obj)
    if isinstance(obj, types.ModuleType):
        return _("a module")
    if isinstance(obj, np.ndarray):
        if kind is not np.ndarray:
            return _(
                "a {kind}; this test needs a plain array: return np.asarray(...) of it",
                kind=kind.__name__,
            )
        return _(
            "an array of dtype {dtype}; this test needs numbers, bools or text", dtype=obj.dtype
        )
    if kind.__module__.partition(".")[0] == "pandas":
        return _(
            "a pandas {kind}; this test needs an array: return its .to_numpy()", kind=kind.__name__
        )
    if kind is str:
        return _("a text with half a surrogate pair, which is not Unicode")
    if kind is int:
        return _("an int of more than {digits:,} digits", digits=_MAX_DIGITS)
    return _("an object of type {kind}; this test needs a plain value", kind=_name(kind))


def _name(kind: type) -> str:
    return _clean(str(kind.__name__))[:NAME_CHARS]


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _clean_key(key: object) -> bool:
    if type(key) is tuple:
        return all(_clean_key(part) for part in key)
    return not isinstance(key, str) or _clean(key) == key


def _serialize_keras(
    obj: object, refs: ObjectRefs, inner: Callable[[object], object]
) -> object | None:
    """Turn `obj` into a value; None if it is nothing of TensorFlow or Keras.

    `inner` serializes what is inside.
    """
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is not None and isinstance(obj, (tf.Tensor, tf.Variable)):
        return _tensor(obj)
    if tf is not None and isinstance(obj, tf.data.Dataset):
        return _iterable(obj, refs)
    if tf is not None and isinstance(obj, tf.TensorShape) and obj.rank is not None:
        return inner(tuple(obj.as_list()))
    if keras is None:
        return None
    if isinstance(obj, keras.Variable):
        return _tensor(obj)
    if isinstance(obj, keras.KerasTensor):
        return _uncrossable(
            obj,
            _("the output of a layer, not a model; return tf.keras.Model(inputs=..., outputs=...)"),
        )
    if isinstance(obj, keras.callbacks.History):
        return _history(obj, inner)
    if isinstance(obj, keras.callbacks.Callback):
        return describe_callback(obj) or CallbackValue(refs.refer(obj), _own_hooks(obj))
    if isinstance(obj, keras.utils.PyDataset):
        return _iterable(obj, refs)
    if isinstance(obj, keras.Model):
        return _model(obj, refs)
    if isinstance(obj, keras.layers.Layer):
        return _uncrossable(obj, _("a single {kind} layer, not a model", kind=type(obj).__name__))
    return None


def _tensor(obj: tf.Tensor | tf.Variable | keras.Variable) -> object:
    try:
        array = asarray(obj.numpy())
    except Exception:
        return _uncrossable(obj, _("a tensor without a value, made inside a tf.function"))
    if not supports(array):
        return _uncrossable(
            obj, _("a tensor of dtype {dtype}; this test needs numbers", dtype=array.dtype)
        )
    return TensorValue(array)


def _history(obj: keras.callbacks.History, inner: Callable[[object], Any]) -> object:
    history, epoch = obj.history, obj.epoch
    plain = type(history) is dict and all(
        type(k) is str and type(v) is list for k, v in history.items()
    )
    if not plain or type(epoch) is not list:
        return _uncrossable(obj, _("a History whose .history was changed; train again"))
    crossed = inner(history), inner(epoch)
    for value in crossed:
        if isinstance(value, Uncrossable):
            return value  # says why
    return HistoryValue(*crossed)


def _own_hooks(callback: keras.callbacks.Callback) -> tuple[str, ...]:
    """The hooks that do something: of a class of its own, or put into the object."""
    base = sys.modules["keras"].callbacks.Callback
    hooks = [name for name in dir(base) if name.startswith("on_")]
    return tuple(
        name
        for name in hooks
        if getattr(getattr(callback, name, None), "__func__", None) is not getattr(base, name)
    )


def _architecture(model: keras.Model) -> str:
    """The model's JSON without how it was compiled, which may be with a function of one's own."""
    object.__setattr__(model, "get_compile_config", lambda: None)
    try:
        return model.to_json()
    finally:
        object.__delattr__(model, "get_compile_config")


def _model(obj: keras.Model, refs: ObjectRefs) -> object:
    if type(obj).__module__.partition(".")[0] != "keras":
        return _uncrossable(
            obj,
            _(
                "a {kind}, a class of its own; this test needs a tf.keras.Sequential or a "
                "tf.keras.Model(inputs=..., outputs=...)",
                kind=type(obj).__name__,
            ),
        )
    size = sum(4 * int(np.prod(w.shape)) for w in obj.weights)
    if size > _MAX_WEIGHT_BYTES:
        return _uncrossable(
            obj,
            _(
                "a model with {size:,} bytes of weights; at most {most:,} can be examined, so make "
                "its largest layer smaller",
                size=size,
                most=_MAX_WEIGHT_BYTES,
            ),
        )
    try:
        config = _architecture(obj)
        arrays = _weights(obj)
    except MemoryError:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:300]
        return _uncrossable(obj, _("a model that Keras can't describe: {error}", error=first))
    if len(config) > CONFIG_CHARS or not all(supports(array) for array in arrays):
        return _uncrossable(obj, _("a model that is too large, or has weights of an odd dtype"))
    return ModelValue(refs.refer(obj), config, arrays, describe_compilation(obj))


def _weights(model: keras.Model) -> tuple[np.ndarray, ...]:
    """Return the weights, new ones without eager execution: there none can have been trained."""
    import tensorflow as tf

    if tf.executing_eagerly():
        return tuple(asarray(weight) for weight in model.get_weights())
    variables = [weight.value for weight in model.weights]
    if not variables:
        return ()
    with tf.compat.v1.Session(graph=variables[0].graph) as session:
        session.run(tf.compat.v1.variables_initializer(variables))
        return tuple(asarray(array) for array in session.run(variables))


def _iterable(obj: tf.data.Dataset | keras.utils.PyDataset, refs: ObjectRefs) -> IterableValue:
    try:
        length = len(obj)
    except Exception:  # it has no end, or does not know it
        length = None
    good = type(length) is int and 0 <= length <= MAX_REF
    return IterableValue(refs.refer(obj), _name(type(obj)), length if good else None)
