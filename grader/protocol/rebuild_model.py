"""A Keras model rebuilt in the test runner from its config and weights, and from nothing else."""

from __future__ import annotations

import importlib
import weakref
from typing import TYPE_CHECKING

import numpy as np

from grader.protocol.compile_config import compile_again
from grader.protocol.functional_models import Graph
from grader.protocol.model_config import read_config
from grader.protocol.model_spec import LayerSpec, ModelSpec
from grader.protocol.normalization import limit_statistics, refresh_statistics
from grader.protocol.protocol_errors import ModelRefused
from grader.protocol.value_types import ModelValue

if TYPE_CHECKING:
    import keras

# The variables of every model made here, in the order in which their values arrive.
_variables: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()
# How each of them was compiled when it crossed last.
_compilations: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def rebuild_model(value: ModelValue) -> keras.Model:
    """The model that `value` describes, with its weights, compiled as it was.

    Where it was compiled with something that is not Keras's own, it is not compiled, and its
    attribute `compile_refused` is the sentence that says so.

    A Sequential model whose input shape is not known yet comes back as one, without weights.
    Raises ModelRefused with a sentence for the student, whatever the config or the weights are.
    """
    plan = read_config(value.config)
    import keras

    # In this scope variables have a shape but no memory, so that a layer with 10**12 weights
    # costs nothing until the shapes have been compared with the weights that did arrive.
    scope = keras.StatelessScope()
    try:
        with scope:
            try:
                builder = _Builder()
                model = builder.build(plan)
                variables = builder.variables(plan) if model.built else []
                if model.built:
                    _check_shapes(variables, value)
                    _start_from(variables, value)
            except BaseException:
                scope.initialize_variables = False
                raise
        _variables[model] = variables
        _assign(model, value)
        _compile(model, value)
    except ModelRefused:
        keras.utils.clear_session()  # forgets the variables that must never get memory
        raise
    except (Exception, MemoryError) as error:
        keras.utils.clear_session()
        raise ModelRefused(f"Keras can't build this model again: {_first_line(error)}") from None
    return model


def update_weights(model: keras.Model, value: ModelValue) -> None:
    """Give a model the weights and compile settings of a later `value` with the same config.

    Raises ModelRefused if they are not the weights of this model.
    """
    if model.built:
        _check_shapes(_variables.setdefault(model, model.weights), value)
    _assign(model, value)
    if _compilations.get(model) != value.compiled:
        _compile(model, value)


def _compile(model: keras.Model, value: ModelValue) -> None:
    _compilations[model] = value.compiled
    try:
        compile_again(model, value.compiled)
    except ModelRefused as refused:
        model.compile_refused = str(refused)


def _start_from(variables: list, value: ModelValue) -> None:
    """Have variables begin with the weights that arrived, not with random ones to be replaced.

    Keras keeps the initializer in a private attribute; should that change, `_assign` finds other
    weights than those that arrived and sets them.
    """
    for variable, array in zip(variables, value.weights, strict=True):
        variable._initializer = lambda shape, dtype=None, given=array: given


def _assign(model: keras.Model, value: ModelValue) -> None:
    for variable, array in zip(_variables[model], value.weights, strict=False):
        if not np.array_equal(variable.numpy(), array):
            variable.assign(array)
    refresh_statistics(model)


class _Builder:
    def __init__(self) -> None:
        self.made: dict[int, object] = {}  # id of the plan -> layer or model

    def build(self, plan: ModelSpec | LayerSpec) -> keras.Operation:
        if isinstance(plan, LayerSpec):
            made = self._layer(plan)
        elif plan.class_name == "Sequential":
            made = self._sequential(plan)
        else:
            made = Graph(plan, [self.build(layer) for layer in plan.layers]).model()
        self.made[id(plan)] = made
        return made

    def _layer(self, plan: LayerSpec) -> keras.Operation:
        import keras

        if plan.module:
            cls = getattr(importlib.import_module(plan.module), plan.class_name)
            return cls.from_config(dict(plan.config))
        cls = getattr(keras.layers, plan.class_name)
        if plan.inner is not None:
            return cls(self.build(plan.inner), **plan.config)
        layer = cls.from_config(dict(plan.config))
        if plan.class_name == "Normalization":
            limit_statistics(layer)
        return layer

    def _sequential(self, plan: ModelSpec) -> keras.Sequential:
        import keras

        # All layers at once: from_config adds them one by one and rebuilds the model every time.
        layers = [self.build(layer) for layer in plan.layers]
        model = keras.Sequential(layers, trainable=plan.trainable, name=plan.name)
        if plan.input_shape and not model.built:
            model.build(plan.input_shape)
        return model

    def variables(self, plan: ModelSpec | LayerSpec) -> list:
        """The weights in the order of the sender's layers, each once."""
        found: dict[int, object] = {}
        # not model.weights: rebuilding may order parallel branches differently
        parts = plan.layers if isinstance(plan, ModelSpec) else ()
        for part in parts:
            for variable in self.variables(part):
                found[id(variable)] = variable
        if not parts:
            for variable in getattr(self.made[id(plan)], "weights", ()):
                found[id(variable)] = variable
        return list(found.values())


def _check_shapes(variables: list, value: ModelValue) -> None:
    if len(variables) != len(value.weights):
        raise ModelRefused(
            f"The model came with {len(value.weights)} weight arrays, but its layers have "
            f"{len(variables)}. A layer that is used both in an inner model and outside of it "
            "can't be rebuilt."
        )
    for variable, array in zip(variables, value.weights, strict=True):
        if tuple(variable.shape) != array.shape or variable.dtype != str(array.dtype):
            raise ModelRefused(
                f"The weight '{variable.path}' came as {array.dtype} {array.shape}, but its layer "
                f"needs {variable.dtype} {tuple(variable.shape)}."
            )


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:300]
