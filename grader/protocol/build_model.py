"""Keras layers and models made as their specs say, without weights."""

from __future__ import annotations

import importlib
import math
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.layer_calls import TensorRef
from grader.protocol.layer_config import MAX_SIZE
from grader.protocol.model_config import LayerSpec, ModelSpec

if TYPE_CHECKING:
    import keras


class Builder:
    """Builds a model, and finds the variables of its parts."""

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
