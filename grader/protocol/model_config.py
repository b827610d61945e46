"""A model's config as it crossed: walked from end to end before Keras sees any of it.

What is left of it is a `ModelSpec`, the only thing that Keras is built from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from grader.language import _
from grader.protocol import ModelRefused, layer_config
from grader.protocol.layer_config import (
    CALL_ARGUMENTS,
    check_plain,
    check_settings,
    check_shape,
    is_builtin,
    keras_object,
)
from grader.protocol.value_types import CONFIG_CHARS

MAX_LAYERS = 500  # in all the models nested in one another
MAX_COST = 2_000  # layer calls; a model shared at every level multiplies them
_MAX_NESTING = 6
MAX_CALLS = 2_000
_MAX_NAME = 200
CALLED_ODDLY = "{where} is called in a way that can't be graded."
Calls = tuple[tuple[list, dict], ...]  # the positional and the keyword arguments of each call


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
    calls: Calls = ()
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
    calls: Calls = ()
    cost: int = 1


def read_config(text: str) -> ModelSpec:
    """Read the JSON `text` of `model.to_json()`.

    Raises
    ------
    ModelRefused
        With a sentence for the student, for whatever is not made of Keras's own parts (see
        `grader.protocol.layer_config`) with sizes within bounds.
    """
    if len(text) > CONFIG_CHARS:
        raise ModelRefused(
            _("The model's description has more than {most:,} characters.", most=CONFIG_CHARS)
        )
    try:
        return _Walk().model(json.loads(text), _("The model"), 0)
    except RecursionError:
        raise ModelRefused(_("The model's description is nested too deeply.")) from None
    except ValueError as error:
        raise ModelRefused(
            _("The model's description is not JSON ({error}).", error=error)
        ) from None


class _Walk:
    def __init__(self) -> None:
        self.layers = 0

    def model(self, entry: object, where: str, depth: int) -> ModelSpec:
        entry, config = _described(entry, where)
        class_name = entry["class_name"]
        if class_name not in layer_config.MODELS or not is_builtin(entry):
            raise ModelRefused(
                _(
                    "{where} is a '{name}', a class of its own; this test only accepts "
                    "Sequential and functional models.",
                    where=where,
                    name=_name(class_name),
                )
            )
        if depth > _MAX_NESTING:
            raise ModelRefused(_("Models are nested more than {most} deep.", most=_MAX_NESTING))
        entries = config.get("layers")
        if type(entries) is not list:
            raise ModelRefused(_("{where} has no list of layers.", where=where))
        inner = "" if depth == 0 else _(" of {where}", where=_inside(where))
        numbers = _numbers(entries, class_name)
        layers = tuple(
            self.layer(entry, _("Layer {number}{inner}", number=n, inner=inner), depth)
            for entry, n in zip(entries, numbers, strict=True)
        )
        functional = class_name == "Functional"
        cost = sum(layer.cost * (len(layer.calls) if functional else 1) for layer in layers)
        if cost > MAX_COST:
            raise ModelRefused(
                _("{where} calls layers more than {most:,} times.", where=where, most=MAX_COST)
            )
        if len({layer.name for layer in layers}) < len(layers):
            raise ModelRefused(_("{where} has two layers of the same name.", where=where))
        shape = config.get("build_input_shape")
        return ModelSpec(
            class_name,
            _name(config.get("name")),
            config.get("trainable") is not False,
            layers,
            inputs=_ends(config.get("input_layers"), where) if functional else None,
            outputs=_ends(config.get("output_layers"), where) if functional else None,
            input_shape=None if shape is None or functional else check_shape(shape, where),
            cost=cost,
        )

    def layer(self, entry: object, where: str, depth: int) -> LayerSpec | ModelSpec:
        self.layers += 1
        if self.layers > MAX_LAYERS:
            raise ModelRefused(_("The model has more than {most} layers.", most=MAX_LAYERS))
        entry, config = _described(entry, where)
        class_name = entry["class_name"]
        calls = _calls(entry.get("inbound_nodes", []), where)
        if is_builtin(entry):
            if class_name in layer_config.MODELS:
                spec = self.model(entry, where, depth + 1)
                return replace(spec, calls=calls)
            module = entry["module"]
            if class_name in layer_config.OPERATIONS.get(module, ()):
                settings = {key: check_plain(value, where) for key, value in config.items()}
                return LayerSpec(
                    class_name, _name(config.get("name")), settings, module, None, calls
                )
            if class_name in layer_config.LAYERS:
                return self._leaf(class_name, config, calls, where, depth)
        raise ModelRefused(
            _(
                "{where} is a '{name}' layer; this test only accepts Keras's own layers, "
                "such as Dense, Conv2D, MaxPooling2D, Flatten and BatchNormalization.",
                where=where,
                name=_name(class_name),
            )
        )

    def _leaf(
        self,
        class_name: str,
        config: dict,
        calls: Calls,
        where: str,
        depth: int,
    ) -> LayerSpec:
        wrapped = {"layer", "backward_layer"} & config.keys()
        if class_name not in ("Bidirectional", "TimeDistributed") or depth > _MAX_NESTING:
            wrapped = set()
        rest = {key: value for key, value in config.items() if key not in wrapped}
        settings = check_settings(class_name, rest, where)
        name = _name(config.get("name"))
        inner: LayerSpec | ModelSpec | None = None
        cost = 1
        for key in sorted(wrapped):
            inside = _("The layer inside {where}", where=_inside(where))
            spec = self.layer(config[key], inside, depth + 1)
            cost += spec.cost
            if class_name == "TimeDistributed":
                inner = spec
            elif isinstance(spec, LayerSpec) and spec.class_name in ("LSTM", "GRU", "SimpleRNN"):
                settings[key] = keras_object("keras.layers", spec.class_name, spec.config)
            else:
                raise ModelRefused(
                    _(
                        "{where} wraps a '{name}'; use LSTM or GRU there.",
                        where=where,
                        name=spec.class_name,
                    )
                )
        return LayerSpec(class_name, name, settings, "", inner, calls, cost)


def _inside(where: str) -> str:
    """What begins a sentence, inside of one."""
    return f"{where[0].lower()}{where[1:]}"


def _described(entry: object, where: str) -> tuple[dict, dict]:
    """The entry itself, which has a class name, and its config."""
    if type(entry) is dict and type(entry.get("class_name")) is str:
        config = entry.get("config")
        if type(config) is dict:
            return entry, config
    raise ModelRefused(_("{where} is not described in the way Keras does it.", where=where))


def _numbers(entries: list, class_name: str) -> range:
    """The numbers that the layers have in `model.layers`, where Sequential hides its input."""
    first = entries[0] if entries else None
    is_input = type(first) is dict and first.get("class_name") == "InputLayer"
    start = 0 if class_name == "Sequential" and is_input else 1
    return range(start, start + len(entries))


def _name(value: object) -> str:
    if type(value) is not str or not 0 < len(value) <= _MAX_NAME:
        raise ModelRefused(
            _("A layer's name must be a text of 1 to {most} characters.", most=_MAX_NAME)
        )
    return value


def _calls(nodes: object, where: str) -> Calls:
    if type(nodes) is not list or len(nodes) > MAX_CALLS:
        raise ModelRefused(_(CALLED_ODDLY, where=where))
    calls = []
    for node in nodes:
        args = node.get("args") if type(node) is dict else None
        kwargs = node.get("kwargs") if type(node) is dict else None
        if type(args) is not list or type(kwargs) is not dict:
            raise ModelRefused(_(CALLED_ODDLY, where=where))
        unknown = kwargs.keys() - CALL_ARGUMENTS
        if unknown:
            raise ModelRefused(
                _("{where} is called with '{name}'.", where=where, name=_name(min(unknown)))
            )
        calls.append((_argument(args, where), _argument(kwargs, where)))
    return tuple(calls)


def _argument(value: object, where: str, depth: int = 0) -> Any:
    """An argument of a call: tensors as TensorRef, lists, dicts and plain values."""
    if depth > 4:
        raise ModelRefused(_("{where} is called with arguments nested too deeply.", where=where))
    if type(value) is list and len(value) <= MAX_CALLS:
        return [_argument(item, where, depth + 1) for item in value]
    if type(value) is not dict:
        return check_plain(value, where)
    if "class_name" not in value:
        return {_name(key): _argument(item, where, depth + 1) for key, item in value.items()}
    history = value["config"].get("keras_history") if type(value.get("config")) is dict else None
    if value["class_name"] != "__keras_tensor__":
        raise ModelRefused(
            _("{where} is called with something that is not the output of a layer.", where=where)
        )
    return _ref(history, where)


def _ref(value: object, where: str) -> TensorRef:
    if type(value) is list and len(value) == 3 and type(value[0]) is str:
        layer, call, tensor = value
        if all(type(n) is int and 0 <= n <= MAX_CALLS for n in (call, tensor)):
            return TensorRef(layer, call, tensor)
    raise ModelRefused(
        _("{where} is connected to something that is not the output of a layer.", where=where)
    )


def _ends(value: object, where: str, depth: int = 0) -> object:
    """The inputs or outputs of a functional model: a reference, or a list or dict of them."""
    if type(value) is list and value and type(value[0]) is str:
        return _ref(value, where)
    if type(value) is list and 0 < len(value) <= MAX_CALLS and depth < 4:
        return [_ends(item, where, depth + 1) for item in value]
    if type(value) is dict and 0 < len(value) <= MAX_CALLS and depth < 4:
        return {_name(key): _ends(item, where, depth + 1) for key, item in value.items()}
    raise ModelRefused(_("{where} has no inputs or outputs.", where=where))
