"""What is left of a model's config once it has been checked: the only thing Keras is built from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TensorRef:
    """The tensor number `tensor` that the call number `call` of the layer `layer` gave."""

    layer: str
    call: int
    tensor: int


@dataclass(frozen=True)
class LayerSpec:
    """A layer, or with `module` an operation; `inner` is the model that TimeDistributed wraps."""

    class_name: str
    name: str
    config: dict
    module: str = ""
    inner: ModelSpec | LayerSpec | None = None
    calls: tuple[tuple[list, dict], ...] = ()
    cost: int = 1


@dataclass(frozen=True)
class ModelSpec:
    """A Sequential or functional model. `cost` counts the layer calls that one call of it makes."""

    class_name: str
    name: str
    trainable: bool
    layers: tuple[LayerSpec | ModelSpec, ...]
    inputs: object = None
    outputs: object = None
    input_shape: tuple | None = None
    calls: tuple[tuple[list, dict], ...] = ()
    cost: int = 1
