"""A Keras model rebuilt in the test runner from its config and weights, and from nothing else."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.build_model import Builder
from grader.protocol.model_config import LayerSpec, ModelSpec, read_config
from grader.protocol.training_config import compile_again
from grader.protocol.uncarried import Refuse
from grader.protocol.value_types import ModelValue

if TYPE_CHECKING:
    import keras

# The variables of every model made here, in the order in which their values arrive.
_variables: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()
# How each of them was compiled when it crossed last.
_compilations: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def rebuild_model(value: ModelValue, refuse: Refuse | None = None) -> keras.Model:
    """Rebuild the model that `value` describes, with its weights, compiled as it was.

    Where it was compiled with something that is not Keras's own, `refuse` is called with a
    sentence that says so, when that is used; left out, it is refused at once. A Sequential model
    whose input shape is not known yet comes back as one, without weights.

    Raises
    ------
    ModelRefused
        With a sentence for the student; nothing else is raised, whatever `value` holds.
    """
    spec = read_config(value.config)
    import keras

    # In this scope variables have a shape but no memory, so that a layer with 10**12 weights
    # costs nothing until the shapes have been compared with the weights that did arrive.
    scope = keras.StatelessScope()
    try:
        with scope:
            try:
                builder = Builder()
                model = builder.build(spec)
                variables = []
                if model.built:
                    variables = builder.variables(spec)
                    _check_shapes(variables, value.weights)
                    _start_from(variables, value)
            except BaseException:
                scope.initialize_variables = False
                raise
        _variables[model] = variables
        if variables:
            assign_weights(model, value.weights)
        _compile(model, value, refuse)
    except ModelRefused:
        keras.utils.clear_session()  # forgets the variables that must never get memory
        raise
    except (Exception, MemoryError) as error:
        keras.utils.clear_session()
        raise ModelRefused(
            _("Keras can't build this model again: {error}", error=_first_line(error))
        ) from None
    return model


def update_model(model: keras.Model, value: ModelValue, refuse: Refuse | None = None) -> None:
    """Bring a model to the state of a later `value`: weights, compile settings, what is trainable.

    Its layers are those of `value`.

    Raises
    ------
    ModelRefused
        If the weights are not those of this model.
    """
    _set_trainable(model, read_config(value.config))
    if model.built:
        assign_weights(model, value.weights)
    if _compilations.get(model) != value.compiled:
        _compile(model, value, refuse)


def crossing_variables(model: keras.Model) -> list:
    """The weights of a model in the order in which they cross, that of the side it comes from."""
    return _variables.get(model) or model.weights


def assign_weights(model: keras.Model, weights: Sequence[np.ndarray]) -> None:
    """Give a built model its weights of the other side.

    Raises
    ------
    ModelRefused
        If they are not those of this model.
    """
    variables = crossing_variables(model)
    _check_shapes(variables, weights)
    for variable, array in zip(variables, weights, strict=True):
        if not np.array_equal(variable.numpy(), array):
            variable.assign(array)
    _refresh_statistics(model)


def _set_trainable(part: keras.Model | keras.Layer, spec: ModelSpec | LayerSpec) -> None:
    if isinstance(spec, LayerSpec):
        wanted = spec.config.get("trainable") is not False
        if getattr(part, "trainable", wanted) != wanted:  # an operation has no weights
            part.trainable = wanted
        return
    if part.trainable != spec.trainable:
        part.trainable = spec.trainable  # of every layer in it, too
    named = {layer.name: layer for layer in part.layers}
    for inner in spec.layers:
        if inner.name in named:
            _set_trainable(named[inner.name], inner)


def _compile(model: keras.Model, value: ModelValue, refuse: Refuse | None) -> None:
    _compilations[model] = value.compiled
    compile_again(model, value.compiled, refuse)


def _start_from(variables: list, value: ModelValue) -> None:
    """Have variables begin with the weights that arrived, not with random ones to be replaced.

    Keras keeps the initializer in a private attribute; should that change, `assign_weights` finds
    other weights than those that arrived and sets them.
    """
    for variable, array in zip(variables, value.weights, strict=True):
        variable._initializer = lambda shape, dtype=None, given=array: given


def _check_shapes(variables: list, weights: Sequence[np.ndarray]) -> None:
    if len(variables) != len(weights):
        raise ModelRefused(
            _(
                "The model came with {found} weight arrays, but its layers have {needed}. A "
                "layer that is used both in an inner model and outside of it can't be "
                "rebuilt.",
                found=len(weights),
                needed=len(variables),
            )
        )
    for variable, array in zip(variables, weights, strict=True):
        if tuple(variable.shape) != array.shape or variable.dtype != str(array.dtype):
            raise ModelRefused(
                _(
                    "The weight '{name}' came as {dtype} {shape}, but its layer needs "
                    "{needed} {needed_shape}.",
                    name=variable.path,
                    dtype=array.dtype,
                    shape=array.shape,
                    needed=variable.dtype,
                    needed_shape=tuple(variable.shape),
                )
            )


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:300]


def _refresh_statistics(model: keras.Model) -> None:
    """Have every Normalization in `model` compute again what it keeps, from its present weights."""
    import keras

    for layer in model._flatten_layers():
        if type(layer) is keras.layers.Normalization and layer.built:
            layer.finalize_state()
