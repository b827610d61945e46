"""Losses and metrics of a student's own that are Keras's in other words.

A function can't cross. One that wraps a function of Keras (functools.partial), or that gives the
numbers of one of Keras's classes, crosses as that class.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.protocol.layer_config import names_in

LOSSES = names_in(
    "BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy "
    "CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity Dice Hinge Huber KLDivergence "
    "LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError "
    "MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge Tversky"
)
MEANS = names_in(  # metrics that are the mean of a function over the examples
    "BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy BinaryCrossentropy "
    "CategoricalCrossentropy SparseCategoricalCrossentropy MeanAbsoluteError MeanSquaredError"
)


def as_keras_loss(loss: Any, shape: tuple) -> Any:
    """The loss of Keras that a function or an object of one's own is; itself if it is none.

    Parameters
    ----------
    shape : tuple
        The shape of the output, with the batch as its first axis.
    """
    import keras

    if isinstance(loss, str) or is_of_keras(loss) or not callable(loss):
        return loss
    if (made := _unwrapped(loss, keras.losses, LOSSES)) is not None:
        return made
    own = loss
    if not isinstance(loss, keras.losses.Loss):
        own = keras.losses.MeanSquaredError.__base__(loss)  # as Keras takes a function
    return _equal_one(own, _candidates(keras.losses, LOSSES), shape) or loss


def as_keras_metric(metric: Any, shape: tuple) -> Any:
    """The same for a metric that is a function; it keeps its name, by which a History lists it."""
    import keras

    if not callable(metric) or isinstance(metric, keras.Metric) or is_of_keras(metric):
        return metric
    name = getattr(metric, "__name__", None) or "metric"
    if (made := _unwrapped(metric, keras.metrics, MEANS)) is None:
        own = keras.metrics.MeanMetricWrapper(metric, name=name)
        made = _equal_one(own, _candidates(keras.metrics, MEANS), shape)
    return metric if made is None else type(made).from_config(made.get_config() | {"name": name})


def is_of_keras(part: Any) -> bool:
    """Whether a function or an object is defined in Keras; a method belongs to its object."""
    if hasattr(part, "__self__"):
        return False
    owner = part if hasattr(part, "__name__") else type(part)
    return str(getattr(owner, "__module__", "")).partition(".")[0] == "keras"


def _unwrapped(part: Any, module: Any, names: frozenset[str]) -> Any:
    """The class of Keras that is the function inside of a partial, with its settings."""
    if not isinstance(part, functools.partial) or part.args:
        return None
    for name in sorted(names):
        kind = getattr(module, name)
        if getattr(kind(), "_fn", getattr(kind(), "fn", None)) is part.func:
            try:
                return kind(**part.keywords)
            except TypeError:
                return None
    return None


def _candidates(module: Any, names: frozenset[str]) -> Iterator[Any]:
    for kind in (getattr(module, name) for name in sorted(names)):
        yield kind()
        if "from_logits" in inspect.signature(kind).parameters:
            yield kind(from_logits=True)


def _equal_one(own: Callable, candidates: Iterator[Any], shape: tuple) -> Any:
    """The candidate with the same number wherever both have one, such as for one-hot labels."""
    pairs = list(examples(shape))
    wanted = np.array([_value(own, *pair) for pair in pairs])
    for candidate in candidates if np.isfinite(wanted).any() else ():
        found = np.array([_value(candidate, *pair) for pair in pairs])
        both = np.isfinite(found) & np.isfinite(wanted)
        if both.any() and np.allclose(found[both], wanted[both], rtol=1e-4, atol=1e-6):
            return candidate
    return None


def _value(part: Callable, y: np.ndarray, y_hat: np.ndarray) -> float:
    """The one number for these answers; NaN where there is none."""
    if hasattr(part, "reset_state"):
        part.reset_state()
    try:
        return float(np.asarray(part(y, y_hat)))
    except Exception:  # a function can raise anything for labels of another kind
        return np.nan


def examples(shape: tuple) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of labels (class numbers, one-hot, floats) and answers (probabilities, logits)."""
    rng = np.random.default_rng(3)
    sizes = [6, *(4 if size is None else size for size in shape[1:])]
    sizes[0] = max(6, 2 * sizes[-1])  # every class is there, twice if there are many
    logits = rng.normal(0, 2, sizes).astype("float32")
    classes = np.arange(np.prod(sizes[:-1])).reshape(*sizes[:-1], 1) % max(2, sizes[-1])
    if sizes[-1] == 1:
        probabilities, labels = 1 / (1 + np.exp(-logits)), [classes.astype("float32")]
    else:
        raised = np.exp(logits)
        probabilities = raised / raised.sum(axis=-1, keepdims=True)
        one_hot = np.eye(sizes[-1], dtype="float32")[classes[..., 0]]
        labels = [classes, classes[..., 0], one_hot]
    labels.append(rng.random(sizes, dtype="float32"))
    for y in labels:
        yield y, probabilities
        yield y, logits
