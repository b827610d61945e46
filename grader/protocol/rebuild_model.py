"""A Keras model rebuilt in the test runner from its config and weights, and from nothing else."""

from __future__ import annotations

import importlib
import math
import weakref
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.layer_calls import TensorRef
from grader.protocol.layer_config import MAX_SIZE
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
                builder = _Builder()
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

    Keras keeps the initializer in a private attribute; should that change, `_assign` finds other
    weights than those that arrived and sets them.
    """
    for variable, array in zip(variables, value.weights, strict=True):
        variable._initializer = lambda shape, dtype=None, given=array: given


class _Builder:
    def __init__(self) -> None:
        self.made: dict[int, object] = {}  # id of the spec -> layer or model

    def build(self, spec: ModelSpec | LayerSpec) -> keras.Operation:
        if isinstance(spec, LayerSpec):
            made = self._layer(spec)
        elif spec.class_name == "Sequential":
            made = self._sequential(spec)
        else:
            made = _Graph(spec, [self.build(layer) for layer in spec.layers]).model()
        self.made[id(spec)] = made
        return made

    def _layer(self, spec: LayerSpec) -> keras.Operation:
        import keras

        if spec.module:
            cls = getattr(importlib.import_module(spec.module), spec.class_name)
            return cls.from_config(dict(spec.config))
        cls = getattr(keras.layers, spec.class_name)
        if spec.inner is not None:
            return cls(self.build(spec.inner), **spec.config)
        layer = cls.from_config(dict(spec.config))
        if spec.class_name == "Normalization":
            _limit_statistics(layer)
        return layer

    def _sequential(self, spec: ModelSpec) -> keras.Sequential:
        import keras

        # All layers at once: from_config adds them one by one and rebuilds the model every time.
        layers = [self.build(layer) for layer in spec.layers]
        model = keras.Sequential(layers, trainable=spec.trainable, name=spec.name)
        if spec.input_shape and not model.built:
            model.build(spec.input_shape)
        return model

    def variables(self, spec: ModelSpec | LayerSpec) -> list:
        """The weights in the order of the sender's layers, each once."""
        # not model.weights: rebuilding may order parallel branches differently
        if isinstance(spec, ModelSpec) and spec.layers:
            found = [variable for part in spec.layers for variable in self.variables(part)]
        else:
            found = list(getattr(self.made[id(spec)], "weights", ()))
        return list({id(variable): variable for variable in found}.values())


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


class _Graph:
    """A functional model of the calls in `spec`; `layers` are in the order of `spec.layers`."""

    def __init__(self, spec: ModelSpec, layers: list) -> None:
        self.spec = spec
        self.layers = {part.name: layer for part, layer in zip(spec.layers, layers, strict=True)}
        self.outputs: dict[str, list[list]] = {name: [] for name in self.layers}

    def model(self) -> keras.Model:
        """Make the Keras model, or raise ModelRefused: calls in a circle, or to no layer."""
        import keras

        for part in self.spec.layers:
            if part.class_name == "InputLayer":
                self.outputs[part.name].append([self.layers[part.name].output])
        self._call_all()
        # Keras counts the calls of a nested functional model from 1 here, and from 0 elsewhere.
        first = {p.name: int(p.class_name == "Functional") for p in self.spec.layers}
        return keras.Model(
            inputs=self._resolve(self.spec.inputs, first),
            outputs=self._resolve(self.spec.outputs, first),
            name=self.spec.name,
            trainable=self.spec.trainable,
        )

    def _call_all(self) -> None:
        """Make every call once its arguments are there; the order in the config is not enough."""
        waiting = [(part.name, deque(part.calls)) for part in self.spec.layers if part.calls]
        while waiting:
            progress = False
            for name, calls in waiting:
                while calls and self._ready(calls[0]):
                    args, kwargs = calls.popleft()
                    self._call(name, self._resolve(args), self._resolve(kwargs))
                    progress = True
            if not progress:
                names = ", ".join(f"'{name}'" for name, calls in waiting if calls)
                raise ModelRefused(
                    _("The layers {names} are connected in a circle.", names=names[:200])
                )
            waiting = [(name, calls) for name, calls in waiting if calls]

    def _call(self, name: str, args: list, kwargs: dict) -> None:
        import keras

        output = self.layers[name](*args, **kwargs)
        self.outputs[name].append(keras.tree.flatten(output))

    def _ready(self, value: object) -> bool:
        if isinstance(value, TensorRef):
            if value.layer not in self.layers:
                raise ModelRefused(
                    _("The layer '{name}' is used, but not in the model.", name=value.layer[:80])
                )
            return value.call < len(self.outputs[value.layer])
        if isinstance(value, dict):
            return all(self._ready(item) for item in value.values())
        return not isinstance(value, (list, tuple)) or all(self._ready(item) for item in value)

    def _resolve(self, value: object, first: dict[str, int] | None = None) -> Any:
        """`value` with every TensorRef replaced by the tensor; `first` is the number of call 0."""
        if isinstance(value, dict):
            return {key: self._resolve(item, first) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item, first) for item in value]
        if not isinstance(value, TensorRef):
            return value
        calls = self.outputs.get(value.layer, [])
        call = value.call - (first or {}).get(value.layer, 0)
        if not 0 <= call < len(calls) or value.tensor >= len(calls[call]):
            raise ModelRefused(
                _("The layer '{name}' has no output of that number.", name=value.layer[:80])
            )
        return calls[call][value.tensor]


def _limit_statistics(layer: keras.layers.Normalization) -> None:
    """Refuse, from inside of Keras, to build `layer` on an input with too many features.

    Every other layer only says which weights it needs, so that their shapes can be compared with
    those that came before there is memory for them. This one broadcasts its statistics at once.
    """
    build = layer.build

    def limited(input_shape: Sequence[int | None]) -> object:
        sizes = [input_shape[axis] or 1 for axis in layer.axis if -9 < axis < len(input_shape)]
        if math.prod(sizes) > MAX_SIZE:
            raise ModelRefused(
                _(
                    "Layer '{name}' normalises {count:,} features.",
                    name=layer.name,
                    count=math.prod(sizes),
                )
            )
        layer.build = build
        return build(input_shape)

    layer.build = limited


def _refresh_statistics(model: keras.Model) -> None:
    """Have every Normalization in `model` compute again what it keeps, from its present weights."""
    import keras

    for layer in model._flatten_layers():
        if type(layer) is keras.layers.Normalization and layer.built:
            layer.finalize_state()
