"""What Keras calls its things: where a name is to be found, and which arguments it takes."""

from __future__ import annotations

import difflib
import importlib
import inspect
import sys
from collections.abc import Iterable

MODULES = (
    "",
    "layers",
    "models",
    "optimizers",
    "losses",
    "callbacks",
    "metrics",
    "activations",
    "initializers",
    "utils",
)
# Words that other libraries, older versions or the course's text have for an argument.
OTHERWISE = {
    "class_mode": "label_mode",
    "kernel": "kernel_size",
    "lr": "learning_rate",
    "nb_epoch": "epochs",
    "pool": "pool_size",
    "size": "kernel_size",
    "target_size": "image_size",
}


def place_of(name: str) -> str:
    """Where Keras has a name, such as "tf.keras.layers.Dense"; "" if it has none of that name."""
    if name.startswith("_"):
        return ""
    found = next((module for module in MODULES if hasattr(_module(module), name)), None)
    return "" if found is None else ".".join(filter(None, ("tf.keras", found, name)))


def names_in(module: str) -> list[str]:
    """The public names of a module of Keras, such as "layers"; none if there is no such module."""
    return [name for name in dir(_module(module)) if not name.startswith("_")]


def arguments_of(name: str) -> list[str]:
    """The arguments that a class, a function or a method of models of Keras takes, by its name."""
    modules = map(_module, MODULES)
    owners = [*modules, getattr(_module("models"), "Model", None)]
    found = next((getattr(owner, name) for owner in owners if hasattr(owner, name)), None)
    if not isinstance(found, type):
        return _parameters(found)
    return [
        parameter for kind in found.__mro__ for parameter in _parameters(vars(kind).get("__init__"))
    ]


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of some names that is most likely meant by `name`, "" if none is like it."""
    by_small: dict[str, str] = {}
    for one in names:
        by_small.setdefault(one.casefold(), one)
    if (other := OTHERWISE.get(name, "")) in by_small:
        return other
    near = difflib.get_close_matches(name.casefold(), by_small, 1, cutoff)
    return by_small[near[0]] if near else ""


def _module(name: str) -> object:
    """A module of `MODULES`; None where neither TensorFlow nor Keras is in use."""
    if name not in MODULES or not {"keras", "tensorflow"} & sys.modules.keys():
        return None
    try:
        return importlib.import_module(f"keras.{name}".rstrip("."))
    except ImportError:
        return None


def _parameters(function: object) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.name != "self" and p.kind not in (2, 4)]
