"""What the columns of a row mean: `[type, output shape, parameters, ...]`, by layer type.

The rows of `ZeroPadding2D`, `Conv2D`, `MaxPooling2D` and `Dense` are those of the course's
assignments, which print them; the others follow the same pattern. A type that is not listed
(Conv1D, LeakyReLU, a nested Sequential or Functional model ...) has the three common columns only.
"""

from __future__ import annotations

COMMON = ("type", "output shape", "parameters")
TYPE, SHAPE, PARAMETERS = COMMON

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
    """The name of every column of a row; a column beyond the known ones is "item n"."""
    layer = row[0] if type(row[0]) is str else ""
    known = COMMON + SETTINGS.get(layer, ())
    return [known[i] if i < len(known) else f"item {i + 1}" for i in range(len(row))]
