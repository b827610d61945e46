"""A model's config as it crossed, walked from end to end before Keras sees any of it."""

from __future__ import annotations

import json

from grader.protocol import allowlist
from grader.protocol.layer_calls import check_calls, check_ends, check_name
from grader.protocol.layer_config import check_plain, check_settings, check_shape
from grader.protocol.model_spec import LayerSpec, ModelSpec
from grader.protocol.protocol_errors import ModelRefused
from grader.protocol.value_types import CONFIG_CHARS

MAX_LAYERS = 500  # in all the models nested in one another
MAX_COST = 2_000  # layer calls; a model shared at every level multiplies them
_MAX_NESTING = 6


def read_config(text: str) -> ModelSpec:
    """The plan that the JSON `text` of `model.to_json()` gives.

    Raises ModelRefused with a sentence for the student for whatever is not made of Keras's own
    parts (see `grader.protocol.allowlist`) and of sizes within bounds.
    """
    if len(text) > CONFIG_CHARS:
        raise ModelRefused(f"The model's description has more than {CONFIG_CHARS:,} characters.")
    try:
        return _Walk().model(json.loads(text), "The model", 0)
    except RecursionError:
        raise ModelRefused("The model's description is nested too deeply.") from None
    except ValueError as error:
        raise ModelRefused(f"The model's description is not JSON ({error}).") from None


class _Walk:
    def __init__(self) -> None:
        self.layers = 0

    def model(self, entry: object, where: str, depth: int) -> ModelSpec:
        entry, config = _described(entry, where)
        class_name = entry["class_name"]
        if class_name not in allowlist.MODELS or not _is_keras(entry):
            raise ModelRefused(
                f"{where} is a '{check_name(class_name)}', a class of its own; this test only "
                "accepts Sequential and functional models."
            )
        if depth > _MAX_NESTING:
            raise ModelRefused(f"Models are nested more than {_MAX_NESTING} deep.")
        entries = config.get("layers")
        if type(entries) is not list:
            raise ModelRefused(f"{where} has no list of layers.")
        inner = "" if depth == 0 else f" of {where[0].lower()}{where[1:]}"
        numbers = _numbers(entries, class_name)
        layers = tuple(
            self.layer(entry, f"Layer {n}{inner}", depth)
            for entry, n in zip(entries, numbers, strict=True)
        )
        if class_name == "Sequential":
            cost = sum(layer.cost for layer in layers)
        else:
            cost = sum(layer.cost * len(layer.calls) for layer in layers)
        if cost > MAX_COST:
            raise ModelRefused(f"{where} calls layers more than {MAX_COST:,} times.")
        return self._plan(class_name, config, layers, cost, where)

    def _plan(
        self,
        class_name: str,
        config: dict,
        layers: tuple[LayerSpec | ModelSpec, ...],
        cost: int,
        where: str,
    ) -> ModelSpec:
        shape = config.get("build_input_shape")
        names = {layer.name for layer in layers}
        if len(names) < len(layers):
            raise ModelRefused(f"{where} has two layers of the same name.")
        functional = class_name == "Functional"
        return ModelSpec(
            class_name,
            check_name(config.get("name")),
            config.get("trainable") is not False,
            layers,
            inputs=check_ends(config.get("input_layers"), where) if functional else None,
            outputs=check_ends(config.get("output_layers"), where) if functional else None,
            input_shape=None if shape is None or functional else check_shape(shape, where),
            cost=cost,
        )

    def layer(self, entry: object, where: str, depth: int) -> LayerSpec | ModelSpec:
        self.layers += 1
        if self.layers > MAX_LAYERS:
            raise ModelRefused(f"The model has more than {MAX_LAYERS} layers.")
        entry, config = _described(entry, where)
        class_name = entry["class_name"]
        calls = check_calls(entry.get("inbound_nodes", []), where)
        if _is_keras(entry):
            if class_name in allowlist.MODELS:
                plan = self.model(entry, where, depth + 1)
                return ModelSpec(**{**vars(plan), "calls": calls})
            module = entry["module"]
            if class_name in allowlist.OPERATIONS.get(module, ()):
                settings = {key: check_plain(value, where) for key, value in config.items()}
                return LayerSpec(
                    class_name, check_name(config.get("name")), settings, module, None, calls
                )
            if class_name in allowlist.LAYERS:
                return self._leaf(class_name, config, calls, where, depth)
        raise ModelRefused(
            f"{where} is a '{check_name(class_name)}' layer; this test only accepts Keras's own "
            "layers, such as Dense, Conv2D, MaxPooling2D, Flatten and BatchNormalization."
        )

    def _leaf(
        self,
        class_name: str,
        config: dict,
        calls: tuple[tuple[list, dict], ...],
        where: str,
        depth: int,
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
            inside = f"The layer inside {where[0].lower()}{where[1:]}"
            plan = self.layer(config[key], inside, depth + 1)
            cost += plan.cost
            if class_name == "TimeDistributed":
                inner = plan
            elif isinstance(plan, LayerSpec) and plan.class_name in ("LSTM", "GRU", "SimpleRNN"):
                settings[key] = {
                    "module": "keras.layers",
                    "class_name": plan.class_name,
                    "config": plan.config,
                    "registered_name": None,
                }
            else:
                raise ModelRefused(f"{where} wraps a '{plan.class_name}'; use LSTM or GRU there.")
        return LayerSpec(class_name, name, settings, "", inner, calls, cost)


def _described(entry: object, where: str) -> tuple[dict, dict]:
    """The entry itself, which has a class name, and its config."""
    if type(entry) is dict and type(entry.get("class_name")) is str:
        config = entry.get("config")
        if type(config) is dict:
            return entry, config
    raise ModelRefused(f"{where} is not described in the way Keras does it.")


def _is_keras(entry: dict) -> bool:
    module = entry.get("module")
    return type(module) is str and module.partition(".")[0] == "keras" and not _custom(entry)


def _custom(entry: dict) -> bool:
    return entry.get("registered_name") not in (None, entry["class_name"])


def _numbers(entries: list, class_name: str) -> range:
    """The numbers that the layers have in `model.layers`, where Sequential hides its input."""
    first = entries[0] if entries else None
    is_input = type(first) is dict and first.get("class_name") == "InputLayer"
    start = 0 if class_name == "Sequential" and is_input else 1
    return range(start, start + len(entries))
