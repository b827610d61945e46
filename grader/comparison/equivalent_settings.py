"""The settings of a layer in one spelling, without what does not matter, such as names and seeds.

The whole config of a layer is used, and every rule here says that two spellings of a setting are
equivalent. So a setting that is new in Keras is compared as it is.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator

import numpy as np

from grader.comparison.sanitize import Opaque, same, slice_text, tuple_text

MAX_TEXT = 120  # characters of a setting in a message
# Names and random seeds; `trainable` is compared with the weights.
_LEFT_OUT = frozenset({"name", "seed", "trainable", "build_config", "compile_config"})
_FALSE_IF_NONE = frozenset({"sparse", "ragged", "optional", "synchronized"})
_FUNCTIONS = {"softmax_v2": "softmax", "swish": "silu"}
# Layers that are an activation, with the settings for which they are the function of that name.
_ACTIVATION_LAYERS = {
    "ReLU": ("relu", {"negative_slope": 0.0, "threshold": 0.0}),
    "Softmax": ("softmax", {"axis": -1.0}),
    "ELU": ("elu", {"alpha": 1.0}),
}
_FAMILY = {  # initializers that are VarianceScaling: scale, mode, distribution
    "GlorotUniform": (1.0, "fan_avg", "uniform"),
    "GlorotNormal": (1.0, "fan_avg", "truncated_normal"),
    "HeUniform": (2.0, "fan_in", "uniform"),
    "HeNormal": (2.0, "fan_in", "truncated_normal"),
    "LecunUniform": (1.0, "fan_in", "uniform"),
    "LecunNormal": (1.0, "fan_in", "truncated_normal"),
}
_BY_SCALE = {value: name for name, value in _FAMILY.items()}


def settings_of(operation, rank: int) -> dict:
    """The settings of a layer or operation, each in one spelling.

    Parameters
    ----------
    operation : keras.Operation
        The layer or operation.
    rank : int
        Number of axes of its input, the batch included; it determines the meaning of axis=-1.

    Returns
    -------
    dict
        Values are bool, float, str, `Opaque`, and tuples and dicts of these; None is left out.
    """
    config = operation.get_config()
    return _settings(config, rank, type(operation).__name__)


def _settings(config: dict, rank: int, kind: str) -> dict:
    found = {k: _value(k, v, rank, kind) for k, v in config.items() if k not in _LEFT_OUT}
    if found.get("fill_mode", "constant") != "constant":
        found.pop("fill_value", None)
    if kind == "BatchNormalization" and not found.get("renorm"):
        found.pop("renorm_momentum", None)
    return {key: value for key, value in found.items() if value is not None}


def _value(key: str, value, rank: int, kind: str):
    if key == "dtype":
        return _dtype(value)
    if key.endswith("activation"):
        return activation_name(value)
    if key.endswith("initializer"):
        return initializer_settings(value)
    if key.endswith("regularizer"):
        return _regularizer(value)
    if key in ("axis", "axes") and rank:
        return _axis(value, rank)
    if key.endswith("factor") and kind.startswith("Random"):
        return _factor(value, kind)
    if key in _FALSE_IF_NONE:
        return bool(value)
    return plain(value)


def plain(value):
    """A value of a config with lists as tuples, numbers as floats, objects as (class, settings)."""
    if isinstance(value, dict):
        if "class_name" in value and "config" in value:
            return _object(value)
        if "layers" in value:
            return _inner_model(value)
        return {str(k): plain(v) for k, v in value.items() if k not in _LEFT_OUT}
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, slice):
        return slice_text(value)
    if value is ...:
        return "..."
    return _number_or_array(value)


def _number_or_array(value):
    try:
        array = np.asarray(value)
    except Exception:
        array = None
    if array is not None and array.dtype.kind == "b" and array.ndim == 0:
        return bool(array)
    if array is None or array.dtype.kind not in "iuf":
        return Opaque(f"an object of type {type(value).__name__}")
    if array.ndim == 0:
        return float(array)
    digest = hashlib.sha256(np.ascontiguousarray(array, np.float64)).hexdigest()
    return ("array", tuple(float(n) for n in array.shape), digest)


def _object(value: dict):
    config = value["config"]
    if isinstance(config, dict):
        name = str(value["class_name"])
        return (name, tuple(sorted(_settings(config, 0, name).items())))
    return _FUNCTIONS.get(config, config) if isinstance(config, str) else plain(config)


def _inner_model(config: dict) -> dict:
    """A model in the settings of a layer, as of TimeDistributed, with numbers for names."""
    names = {entry["config"].get("name"): f"layer {n}" for n, entry in enumerate(config["layers"])}

    def renamed(value):
        if isinstance(value, dict):
            return {key: renamed(item) for key, item in value.items() if key not in _LEFT_OUT}
        if isinstance(value, (list, tuple)):
            return [renamed(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    layers = [
        (plain({"class_name": entry["class_name"], "config": entry["config"]}),
         plain(renamed(entry.get("inbound_nodes", []))))
        for entry in config["layers"]
    ]  # fmt: skip
    ends = {key: plain(renamed(config.get(key))) for key in ("input_layers", "output_layers")}
    return {"layers": tuple(layers), **ends}


def activation_name(value):
    """The name of an activation given as text, function, serialized config or layer."""
    if value is None:
        return "linear"
    if isinstance(value, dict):
        config, kind = value.get("config"), str(value.get("class_name"))
        if isinstance(config, dict):
            return _activation_layer(kind, config) or _object(value)
        value = config
    if isinstance(value, str):
        return _FUNCTIONS.get(value, value)
    name = getattr(value, "__name__", type(value).__name__)
    return _FUNCTIONS.get(name, name)


def _activation_layer(kind: str, config: dict) -> str | None:
    """The name of the activation that a layer with these settings computes, if it is just that."""
    settings = _settings(config, 0, kind)
    if settings.pop("dtype", "float32") != "float32":
        return None
    if kind == "Activation" and settings.keys() == {"activation"}:
        name = settings["activation"]
        return name if isinstance(name, str) else None
    name, defaults = _ACTIVATION_LAYERS.get(kind, (None, None))
    return name if same(settings, defaults) else None


def initializer_settings(value):
    """An initializer as (class, settings), that of a family by the family's name."""
    found = plain(value)
    if not isinstance(found, tuple) or len(found) != 2:
        return found
    name, settings = found[0], dict(found[1])
    settings.pop("dtype", None)  # those of TensorFlow have one; that of the weight counts
    if name == "VarianceScaling":
        distribution = settings.get("distribution")
        distribution = "truncated_normal" if distribution == "normal" else distribution
        name = _BY_SCALE.get((settings.get("scale"), settings.get("mode"), distribution), name)
        settings = {} if name != "VarianceScaling" else settings
    if name == "Constant" and settings.get("value") in (0.0, 1.0):
        name, settings = ("Ones" if settings["value"] else "Zeros"), {}
    return (name, tuple(sorted(settings.items())))


def _regularizer(value):
    found = plain(value)
    if isinstance(found, tuple) and found and found[0] in ("L1", "L2", "L1L2"):
        strength = {key: v for key, v in found[1] if v}
        return ("L1L2", tuple(sorted(strength.items()))) if strength else None
    return found


def _axis(value, rank: int):
    if isinstance(value, (list, tuple)):
        axes = tuple(_axis(item, rank) for item in value)
        return axes[0] if len(axes) == 1 else axes
    return float(int(value) % rank) if isinstance(value, int) else plain(value)


def _dtype(value):
    if isinstance(value, dict):
        config = value.get("config")
        value = config.get("name") if isinstance(config, dict) else plain(value)
    if value is None:
        import keras

        return keras.config.dtype_policy().name
    return getattr(value, "name", value)


def _factor(value, kind: str):
    """A range as its two ends: Keras reads f as (-f, f), in RandomContrast as (0, f)."""
    value = plain(value)
    if isinstance(value, float) and kind not in ("RandomHue", "RandomSaturation"):
        return (0.0 if kind == "RandomContrast" else -value, value)
    return value


def different_settings(mine: dict, theirs: dict) -> Iterator[tuple[str, object, object]]:
    """Each setting that differs: its name and both values, None where one lacks it."""
    for name in sorted(mine.keys() | theirs.keys()):
        if not _equal(mine.get(name), theirs.get(name)):
            yield name, mine.get(name), theirs.get(name)


def _equal(mine, theirs) -> bool:
    if {type(mine), type(theirs)} == {bool, float}:
        return mine == theirs  # Keras takes use_bias=1 for True
    return same(mine, theirs)


def written(value) -> str:
    """A setting on one short line for a message: (3, 3), 'relu', MaxNorm(max_value=0)."""
    text = _written(value)
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 3]}..."


def _written(value) -> str:
    if isinstance(value, float):
        whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
        return str(int(value)) if whole else f"{value:g}"
    if isinstance(value, tuple):
        if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], tuple):
            inner = ", ".join(f"{k}={_written(v)}" for k, v in value[1])
            return f"{value[0]}({inner})"
        return tuple_text([_written(item) for item in value])
    return ascii(value)
