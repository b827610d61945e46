"""Live objects of TensorFlow and Keras as value types.

Neither is imported for it: an object of theirs exists only if they are loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.language import _
from grader.protocol.array_codec import supports
from grader.protocol.callback_config import describe_callback
from grader.protocol.message_limits import LIMITS
from grader.protocol.numpy_functions import asarray
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.training_config import describe_compilation
from grader.protocol.value_types import (
    CONFIG_CHARS,
    MAX_REF,
    CallbackValue,
    HistoryValue,
    IterableValue,
    ModelValue,
    TensorValue,
    Uncrossable,
    name_of,
)

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_MAX_WEIGHT_BYTES = LIMITS.message_bytes * 3 // 4


def keras_value(obj: object, refs: ObjectRefs, inner: Callable[[object], object]) -> object | None:
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
        return Uncrossable.of(
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
        return Uncrossable.of(obj, _("a single {kind} layer, not a model", kind=type(obj).__name__))
    return None


def _tensor(obj: tf.Tensor | tf.Variable | keras.Variable) -> object:
    try:
        array = asarray(obj.numpy())
    except Exception:
        return Uncrossable.of(obj, _("a tensor without a value, made inside a tf.function"))
    if not supports(array):
        return Uncrossable.of(
            obj, _("a tensor of dtype {dtype}; this test needs numbers", dtype=array.dtype)
        )
    return TensorValue(array)


def _history(obj: keras.callbacks.History, inner: Callable[[object], Any]) -> object:
    history, epoch = obj.history, obj.epoch
    plain = type(history) is dict and all(
        type(k) is str and type(v) is list for k, v in history.items()
    )
    if not plain or type(epoch) is not list:
        return Uncrossable.of(obj, _("a History whose .history was changed; train again"))
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
        return Uncrossable.of(
            obj,
            _(
                "a {kind}, a class of its own; this test needs a tf.keras.Sequential or a "
                "tf.keras.Model(inputs=..., outputs=...)",
                kind=type(obj).__name__,
            ),
        )
    size = sum(4 * int(np.prod(w.shape)) for w in obj.weights)
    if size > _MAX_WEIGHT_BYTES:
        return Uncrossable.of(
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
        return Uncrossable.of(obj, _("a model that Keras can't describe: {error}", error=first))
    if len(config) > CONFIG_CHARS or not all(supports(array) for array in arrays):
        return Uncrossable.of(obj, _("a model that is too large, or has weights of an odd dtype"))
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
    return IterableValue(refs.refer(obj), name_of(type(obj)), length if good else None)
