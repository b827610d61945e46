"""What a callback sees of the model that it watches, and may change while the model is trained.

The model is there on both sides of the isolation boundary. What changes of it on one side crosses
with the next call of the callback, or with the answer to it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.protocol import ModelRefused
from grader.protocol.numpy_functions import array
from grader.protocol.rebuild_model import assign_weights, crossing_variables
from grader.protocol.training_config import compile_again, describe_compilation
from grader.protocol.value_types import TrainingState

if TYPE_CHECKING:
    import keras


class WatchedModel:
    """One side's model of a training.

    Parameters
    ----------
    in_step:
        Whether the other side has its weights already.
    """

    def __init__(self, model: keras.Model, *, in_step: bool = False) -> None:
        self._model = model
        self._weights = _weights_of(model) if in_step else None
        self._compiled_with: tuple | None = None

    def changes(self) -> TrainingState:
        """What has changed since the last exchange."""
        compiled = None
        if self.is_compiled_anew():
            self._compiled_with = _compiled_with(self._model)
            compiled = describe_compilation(self._model)
        found = _weights_of(self._model)
        weights = None if _same(found, self._weights) else found
        self._weights = found
        optimizer = getattr(self._model, "optimizer", None)
        return TrainingState(
            weights,
            compiled,
            _learning_rate(optimizer),
            None if optimizer is None else int(optimizer.iterations),
            getattr(self._model, "stop_training", False) is True,
        )

    def take(self, state: TrainingState) -> None:
        """Bring the model to the state of the other side.

        Raises
        ------
        ModelRefused
            If the weights are not those of this model.
        """
        model = self._model
        if state.compiled is not None and state.compiled != describe_compilation(model):
            with contextlib.suppress(ModelRefused):  # then it can't be seen how it is compiled
                compile_again(model, state.compiled)
        if state.weights is not None and model.built:
            assign_weights(model, state.weights)
        optimizer = getattr(model, "optimizer", None)
        if optimizer is not None:
            if state.learning_rate is not None and _learning_rate(optimizer) is not None:
                optimizer.learning_rate = state.learning_rate
            if state.iterations is not None:
                optimizer.iterations.assign(state.iterations)
        model.stop_training = state.stop_training
        self._weights, self._compiled_with = _weights_of(model), _compiled_with(model)

    def is_compiled_anew(self) -> bool:
        """Whether it has another optimizer or loss, or other layers are frozen, than before."""
        *before, frozen = self._compiled_with or (None, None, None)
        *parts, frozen_now = _compiled_with(self._model)
        return frozen != frozen_now or any(x is not y for x, y in zip(before, parts, strict=True))


def _compiled_with(model: keras.Model) -> tuple:
    """The optimizer, the loss, and which layers are frozen."""
    frozen = [layer.trainable for layer in model._flatten_layers()]
    return getattr(model, "optimizer", None), getattr(model, "loss", None), frozen


def _weights_of(model: keras.Model) -> tuple[np.ndarray, ...]:
    """Copies of the weights: a training changes variables in place."""
    return tuple(array(variable) for variable in crossing_variables(model))


def _same(found: tuple[np.ndarray, ...], known: tuple[np.ndarray, ...] | None) -> bool:
    return (
        known is not None
        and len(found) == len(known)
        and all(np.array_equal(a, b) for a, b in zip(found, known, strict=True))
    )


def _learning_rate(optimizer: keras.Optimizer | None) -> float | None:
    """The learning rate, if it is a number and no schedule."""
    rate: Any = getattr(optimizer, "_learning_rate", None)
    return float(rate) if hasattr(rate, "assign") else None
