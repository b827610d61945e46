"""Settings and initial weights with which no model can learn, whatever its architecture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.comparison.graph import ModelGraph
from grader.comparison.graph_differences import not_described
from grader.language import _

MAX_REGULARISATION = 0.1  # of weights; 0.01 is strong already
MAX_ACTIVITY_REGULARISATION = 0.01  # the sum over all outputs of a layer
MIN_NORM_LIMIT = 0.5  # of MaxNorm, MinMaxNorm; Srivastava et al. (2014) found 3 to 4 good
MAX_NORM_FLOOR = 1.0  # of MinMaxNorm, UnitNorm
MIN_KEPT = 0.04  # by Dropout layers with no weights between them
MIN_KEPT_IN_ALL = 0.001
MAX_WEIGHT = 20.0
MAX_BIAS = 1.0
# Least and largest value of a setting in any layer: outside, the layer passes on nothing.
BOUNDS = {
    "epsilon": (0.0, 0.1),
    "momentum": (0.0, 0.9999),
    "rate": (0.0, 0.95),
    "stddev": (0.0, 5.0),
    "offset": (-2.0, 2.0),
}


def unsound_settings(graph: ModelGraph) -> str:
    """The first such setting or weight of a model, as a sentence; "" if there is none."""
    for call in graph.calls:
        label = graph.label(call.operation)
        problem = _config(call.operation, label)
        if not problem and getattr(call.operation, "weights", ()):
            problem = _weights(call, label)
        if problem:
            return problem
    if problem := _dropped(graph):
        return problem
    if not any(getattr(layer, "trainable_weights", ()) for layer in graph.layers):
        return _("The model has no weight that training can change. It needs layers with weights.")
    return ""


def _dropped(graph: ModelGraph) -> str:
    """Whether Dropout layers together leave next to nothing."""
    kept = kept_in_all = 1.0
    for call in graph.calls:
        if getattr(call.operation, "weights", ()):
            kept = 1.0
        elif "Dropout" in type(call.operation).__name__:
            kept *= 1 - float(call.operation.rate)
            kept_in_all *= 1 - float(call.operation.rate)
            if kept < MIN_KEPT or kept_in_all < MIN_KEPT_IN_ALL:
                return _(
                    "{layer}: with the Dropout layers before it, {share:.2%} of the "
                    "values are left. Use fewer, or lower rates.",
                    layer=graph.label(call.operation),
                    share=min(kept, kept_in_all),
                )
    return ""


def _config(operation, label: str) -> str:
    try:
        config = operation.get_config()
    except Exception as error:
        return not_described(label, error)
    for key, value in _settings(config):
        if key == "dtype" and _name(value) not in (None, "float32"):
            return _(
                "{layer} computes in {found}, expected float32. Leave dtype out.",
                layer=label,
                found=_name(value),
            )
        constrained = key.endswith("constraint") and value is not None
        if constrained and (problem := _constraint(operation, key, value, label)):
            return problem
        if key.endswith("regularizer") and value is not None:
            activity = key == "activity_regularizer"
            most = MAX_ACTIVITY_REGULARISATION if activity else MAX_REGULARISATION
            strength = max((abs(v) for _key, v in _settings(value) if _is_number(v)), default=0)
            if not strength <= most:
                return _(
                    "{layer} has a {name} of {found:g}, expected at most {most:g}.",
                    layer=label,
                    name=key,
                    found=strength,
                    most=most,
                )
        low, high = BOUNDS.get(key, (-np.inf, np.inf))
        if _is_number(value) and not low <= value <= high:
            return _(
                "{layer}: {name} is {found:g}, expected a value from {low:g} to {high:g}.",
                layer=label,
                name=key,
                found=value,
                low=low,
                high=high,
            )
    if type(operation).__name__ == "ActivityRegularization":
        strength = max(abs(float(config["l1"])), abs(float(config["l2"])))
        if strength > MAX_ACTIVITY_REGULARISATION:
            return _(
                "{layer} has a strength of {found:g}, expected at most {most:g}.",
                layer=label,
                found=strength,
                most=MAX_ACTIVITY_REGULARISATION,
            )
    return ""


def _constraint(operation, key: str, value: dict, label: str) -> str:
    """Why weights under this constraint can't learn; "" if they can."""
    kind, config = value["class_name"], value["config"]
    norm = config.get("max_value", 1.0)  # UnitNorm has no settings but its axes
    floor = config.get("min_value", 0.0) if "max_value" in config else 1.0
    rate = config.get("rate", 1.0)
    if kind not in ("MaxNorm", "MinMaxNorm", "UnitNorm"):
        return _(
            "{layer} has a {name} of the kind {kind}, expected MaxNorm, MinMaxNorm or UnitNorm. "
            "Leave {name} out.",
            layer=label,
            name=key,
            kind=kind,
        )
    if not (all(map(_is_number, (norm, floor, rate))) and 0 <= rate <= 1):
        return _(
            "{layer} has a {name} with the settings {settings}, expected numbers, and a rate from "
            "0 to 1.",
            layer=label,
            name=key,
            settings=config,
        )
    if not (norm >= MIN_NORM_LIMIT and floor <= min(norm, MAX_NORM_FLOOR)):
        return _(
            "{layer} has a {name} that keeps norms between {low:g} and {high:g}, expected a limit "
            "of at least {least:g}, such as MaxNorm(3), and no norm above {most:g} to be asked "
            "for.",
            layer=label,
            name=key,
            low=floor,
            high=norm,
            least=MIN_NORM_LIMIT,
            most=MAX_NORM_FLOOR,
        )
    together = _under_one_norm(operation, key, config.get("axis", 0))
    if together is None or (floor > 0 and together < 2):
        return _(
            "{layer} has a {name} over the axes {axes} that leaves its weights no room. Take all "
            "axes but the last, or leave {name} out.",
            layer=label,
            name=key,
            axes=config.get("axis"),
        )
    return ""


def _under_one_norm(operation, key: str, axes) -> int | None:
    """How many weights a constraint takes together; None if there are no such axes."""
    name = key.removesuffix("_constraint")
    weights = (getattr(operation, attribute, None) for attribute in (name, f"{name}_kernel"))
    shape = next((weight.shape for weight in weights if hasattr(weight, "shape")), ())
    try:
        return int(np.prod(np.take(shape, axes)))
    except (IndexError, TypeError, ValueError):
        return None


def _weights(call, label: str) -> str:
    if not call.trainable:
        return _(
            "{layer} is frozen (trainable=False), expected every layer to be trainable.",
            layer=label,
        )
    for weight in call.operation.weights:
        values = np.asarray(weight)
        name = weight.name
        if values.dtype.kind not in "fV" or not values.size:
            continue
        size = float(np.abs(values.astype(np.float64)).max())
        most = MAX_BIAS if "bias" in name or "beta" in name else MAX_WEIGHT
        if not size <= most:
            return _(
                "{layer}: its {weight} begins at up to {found:g}, expected at most {most:g}.",
                layer=label,
                weight=name,
                found=size,
                most=most,
            )
        if "kernel" in name and values.size > 8 and np.ptp(values) == 0:
            return _(
                "{layer}: all of its {weight} begins at {found:g}, so all its units stay alike. "
                "Leave the initializer at its default.",
                layer=label,
                weight=name,
                found=values.flat[0],
            )
        if name == "gamma" and not np.abs(values).min() > 1e-3:
            return _(
                "{layer}: its {weight} begins at {found:g}, expected 1.",
                layer=label,
                weight=name,
                found=values.min(),
            )
    return ""


def _settings(value) -> Iterator[tuple[str, object]]:
    """Every setting by its name, nested ones included, but for those of constraints."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield str(name), item
            if not str(name).endswith("constraint"):
                yield from _settings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _settings(item)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _name(dtype) -> str | None:
    if isinstance(dtype, dict):
        config = dtype.get("config")
        return config.get("name") if isinstance(config, dict) else _("another policy")
    return dtype if dtype is None else getattr(dtype, "name", str(dtype))
