"""TensorFlow and Keras objects of the student worker as kinds; neither is imported for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.protocol.array_codec import supports
from grader.protocol.callbacks import describe_callback
from grader.protocol.compile_config import describe_compilation
from grader.protocol.format import LIMITS
from grader.protocol.object_references import Registry
from grader.protocol.value_types import (
    CONFIG_CHARS,
    MAX_REF,
    CallbackValue,
    HistoryValue,
    IterableValue,
    ModelValue,
    TensorValue,
    Uncrossable,
)

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_MAX_WEIGHT_BYTES = LIMITS.message_bytes * 3 // 4


def pack_keras(
    obj: object, registry: Registry, weights: bool, inner: Callable[[object], object]
) -> object | None:
    """The kind for `obj`, or None if it is nothing of TensorFlow or Keras.

    `inner` packs what is inside. An object of either can only exist if its module is loaded.
    """
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is not None and isinstance(obj, (tf.Tensor, tf.Variable)):
        return _tensor(obj, registry)
    if tf is not None and isinstance(obj, tf.data.Dataset):
        return _iterable(obj, registry)
    if tf is not None and isinstance(obj, tf.TensorShape) and obj.rank is not None:
        return inner(tuple(obj.as_list()))
    if keras is None:
        return None
    if isinstance(obj, keras.Variable):
        return _tensor(obj, registry)
    if isinstance(obj, keras.KerasTensor):
        return _stays(
            obj,
            registry,
            "the output of a layer, not a model; return tf.keras.Model(inputs=..., outputs=...)",
        )
    if isinstance(obj, keras.callbacks.History):
        return _history(obj, registry, inner)
    if isinstance(obj, keras.callbacks.Callback):
        own = CallbackValue(registry.refer(obj), type(obj).__name__[:300])
        return describe_callback(obj) or own
    if isinstance(obj, keras.utils.PyDataset):
        return _iterable(obj, registry)
    if isinstance(obj, keras.Model):
        return _model(obj, registry, weights)
    if isinstance(obj, keras.layers.Layer):
        return _stays(obj, registry, f"a single {type(obj).__name__} layer, not a model")
    return None


def _tensor(obj: tf.Tensor | tf.Variable | keras.Variable, registry: Registry) -> object:
    try:
        array = np.asarray(obj.numpy())
    except Exception:
        return _stays(obj, registry, "a tensor without a value, made inside a tf.function")
    if not supports(array):
        return _stays(obj, registry, f"a tensor of dtype {array.dtype}; this test needs numbers")
    return TensorValue(array)


def _history(
    obj: keras.callbacks.History, registry: Registry, inner: Callable[[object], Any]
) -> object:
    history, epoch = obj.history, obj.epoch
    plain = type(history) is dict and all(
        type(k) is str and type(v) is list for k, v in history.items()
    )
    if not plain or type(epoch) is not list:
        return _stays(obj, registry, "a History whose .history was changed; train again")
    crossed = inner(history), inner(epoch)
    for value in crossed:
        if isinstance(value, Uncrossable):
            return value  # says why
    return HistoryValue(*crossed)


def _architecture(model: keras.Model) -> str:
    """The model's JSON without how it was compiled, which may be with a function of one's own."""
    object.__setattr__(model, "get_compile_config", lambda: None)
    try:
        return model.to_json()
    finally:
        object.__delattr__(model, "get_compile_config")


def _model(obj: keras.Model, registry: Registry, weights: bool) -> object:
    if type(obj).__module__.partition(".")[0] != "keras":
        return _stays(
            obj,
            registry,
            f"a {type(obj).__name__}, a class of its own; this test needs a tf.keras.Sequential or "
            "a tf.keras.Model(inputs=..., outputs=...)",
        )
    size = sum(4 * int(np.prod(w.shape)) for w in obj.weights)
    if size > _MAX_WEIGHT_BYTES:
        return _stays(obj, registry, f"a model with {size:,} bytes of weights; that is too large")
    try:
        config = _architecture(obj)
        arrays = tuple(np.asarray(w) for w in obj.get_weights()) if weights else ()
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:300]
        return _stays(obj, registry, f"a model that Keras can't describe: {first}")
    if len(config) > CONFIG_CHARS or not all(supports(array) for array in arrays):
        return _stays(obj, registry, "a model that is too large, or has weights of an odd dtype")
    return ModelValue(
        registry.refer(obj), config, arrays, type(obj).__name__, describe_compilation(obj)
    )


def _iterable(obj: tf.data.Dataset | keras.utils.PyDataset, registry: Registry) -> IterableValue:
    try:
        length = len(obj)
    except Exception:  # it has no end, or does not know it
        length = None
    good = type(length) is int and 0 <= length <= MAX_REF
    return IterableValue(registry.refer(obj), type(obj).__name__[:300], length if good else None)


def _stays(obj: object, registry: Registry, why: str) -> Uncrossable:
    why = why.encode("utf-8", "backslashreplace").decode()
    name = type(obj).__name__.encode("utf-8", "backslashreplace").decode()[:300]
    return Uncrossable(name, why, registry.refer(obj))
