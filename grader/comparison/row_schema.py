"""What the columns of a row mean: `[type, output shape, parameters, ...]`, by layer type.

The rows of `ZeroPadding2D`, `Conv2D`, `MaxPooling2D` and `Dense` are those of the course's
assignments, which print them; the others follow the same pattern. A type that is not listed
(Conv1D, LeakyReLU, a nested Sequential or Functional model ...) has the three common columns only.
"""

from __future__ import annotations

COMMON = ("type", "output shape", "parameters")
TYPE, SHAPE, PARAMETERS = COMMON

# How a column starts that tells what is no plain chain: an operation, another input than the row
# before, a layer called again, several outputs. It is the last one of its row.
WIRING = "wiring: "

_POOL = ("pool size", "strides", "padding")
_FACTOR = ("factor",)
_FACTORS = ("height factor", "width factor")

SETTINGS: dict[str, tuple[str, ...]] = {
    "ZeroPadding2D": ("padding",),
    "Conv2D": ("padding", "activation", "kernel initializer"),
    "MaxPooling2D": _POOL,
    "AveragePooling2D": _POOL,
    "Dense": ("activation",),
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "Rescaling": ("scale", "offset"),
    "RandomFlip": ("mode",),
    "RandomRotation": _FACTOR,
    "RandomContrast": _FACTOR,
    "RandomBrightness": _FACTOR,
    "RandomZoom": _FACTORS,
    "RandomTranslation": _FACTORS,
}

# Layers whose output has the shape of their input.
SHAPE_PRESERVING = frozenset(
    {"Activation", "BatchNormalization", "Dropout", "LeakyReLU", "RandomBrightness"}
    | {"RandomContrast", "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom"}
    | {"ReLU", "Rescaling", "Softmax"}
)


def names(row: list) -> list[str]:
    """The name of every column of a row; one beyond the known ones is "wiring" or "item n"."""
    layer = row[0] if type(row[0]) is str else ""
    known = COMMON + SETTINGS.get(layer, ())
    return [
        known[i] if i < len(known) else "wiring" if _is_wiring(value) else f"item {i + 1}"
        for i, value in enumerate(row)
    ]


def wiring(row) -> str:
    """What a row says of its wiring; "" for one of a plain chain."""
    last = row[-1] if type(row) is list and row else None
    return last.removeprefix(WIRING) if _is_wiring(last) else ""


def is_operation(row) -> bool:
    """Whether a row is an operation, such as x * 0.0, and no layer."""
    return wiring(row).startswith("operation")


def _is_wiring(value) -> bool:
    return type(value) is str and value.startswith(WIRING)
