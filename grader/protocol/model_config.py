"""A model's config as it crossed: walked from end to end before Keras sees any of it.

What is left of it is a `ModelSpec`, the only thing that Keras is built from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from grader.language import _
from grader.protocol import ModelRefused, layer_config
from grader.protocol.layer_calls import Calls, read_calls, read_ends
from grader.protocol.layer_config import (
    check_name,
    check_setting,
    check_settings,
    check_shape,
    is_builtin,
    keras_object,
)
from grader.protocol.operations import call_arguments, check_operation, is_operation
from grader.protocol.value_types import CONFIG_CHARS

MAX_LAYERS = 2_000  # in all the models nested in one another
MAX_COST = 4_000  # layer calls; a model shared at every level multiplies them
_MAX_NESTING = 6


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
                    name=check_name(class_name),
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
            check_name(config.get("name")),
            config.get("trainable") is not False,
            layers,
            inputs=read_ends(config.get("input_layers"), where) if functional else None,
            outputs=read_ends(config.get("output_layers"), where) if functional else None,
            input_shape=None if shape is None or functional else check_shape(shape, where),
            cost=cost,
        )

    def layer(self, entry: object, where: str, depth: int) -> LayerSpec | ModelSpec:
        self.layers += 1
        if self.layers > MAX_LAYERS:
            raise ModelRefused(_("The model has more than {most} layers.", most=MAX_LAYERS))
        entry, config = _described(entry, where)
        class_name = entry["class_name"]
        nodes = entry.get("inbound_nodes", [])
        if is_builtin(entry):
            if class_name in layer_config.MODELS:
                spec = self.model(entry, where, depth + 1)
                return replace(spec, calls=read_calls(nodes, where))
            if is_operation(entry["module"], class_name):
                return _operation(entry, config, nodes, where)
            if class_name in layer_config.LAYERS:
                return self._leaf(class_name, config, read_calls(nodes, where), where, depth)
        raise ModelRefused(_refusal(entry, where))

    def _leaf(
        self, class_name: str, config: dict, calls: Calls, where: str, depth: int
    ) -> LayerSpec:
        wrapped = {"layer", "backward_layer"} & config.keys()
        if class_name not in ("Bidirectional", "TimeDistributed") or depth > _MAX_NESTING:
            wrapped = set()
        rest = {key: value for key, value in config.items() if key not in wrapped}
        settings = check_settings(class_name, rest, where)
        name = check_name(config.get("name"))
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


def _operation(entry: dict, config: dict, nodes: object, where: str) -> LayerSpec:
    module, class_name = entry["module"], entry["class_name"]
    settings = {key: check_setting(key, value, where) for key, value in config.items()}
    check_operation(class_name, settings, where)
    calls = read_calls(nodes, where, call_arguments(module, class_name))
    return LayerSpec(class_name, check_name(config.get("name")), settings, module, None, calls)


def _refusal(entry: dict, where: str) -> str:
    """Why a layer is not rebuilt, and what to do."""
    name = check_name(entry["class_name"])
    if name == "Lambda":
        return _(
            "{where} is a Lambda layer. It holds code of yours, which stays with your notebook. "
            "Write what it does with Keras's own layers or with operations, such as 2.0 * x - 1.0 "
            "or tf.keras.ops.square(x).",
            where=where,
        )
    if is_builtin(entry):
        return _(
            "{where} is Keras's '{name}', which this test can't examine. Use other layers or "
            "operations of Keras for it.",
            where=where,
            name=name,
        )
    return _(
        "{where} is a '{name}', a class of your own. Its code stays with your notebook; this test "
        "only accepts Keras's own layers. Write a function that calls these in place of the class.",
        where=where,
        name=name,
    )


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
