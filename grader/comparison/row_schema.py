"""The columns of a row, `[type, output shape, parameters, ...]`, by layer type.

The rows of `ZeroPadding2D`, `Conv2D`, `MaxPooling2D` and `Dense` are those that the course's
assignments print; the others follow the same pattern. A type that is not listed (Conv1D, LeakyReLU,
a nested Sequential or Functional model ...) has the three common columns only.

A student's row can contain anything, so its values are checked here before any arithmetic.
"""

from __future__ import annotations

SHAPE, PARAMETERS = "output shape", "parameters"
COMMON = ("type", SHAPE, PARAMETERS)

# The prefix of the last column of a row that is not part of a plain chain: an operation, an input
# that is not the row above, a layer called again, several outputs.
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
MAX_SIZE = 1 << 31  # of one axis


def column_names(row: list) -> list[str]:
    """The name of every column of a row; an unknown column is "wiring" or "item n"."""
    layer = row[0] if type(row[0]) is str else ""
    known = COMMON + SETTINGS.get(layer, ())
    return [
        known[i] if i < len(known) else "wiring" if _is_wiring(value) else f"item {i + 1}"
        for i, value in enumerate(row)
    ]


def layer_type(row) -> str:
    """The layer type of a reduced row, or "?" if it has none."""
    return row[0] if type(row) is list and type(row[0]) is str else "?"


def wiring(row) -> str:
    """The content of a row's wiring column; "" if it has none."""
    last = row[-1] if type(row) is list and row else None
    return last.removeprefix(WIRING) if _is_wiring(last) else ""


def is_operation(row) -> bool:
    """Whether a row is an operation, such as x * 0.0, and not a layer."""
    return wiring(row).startswith("operation")


def _is_wiring(value) -> bool:
    return type(value) is str and value.startswith(WIRING)


def output_shape(row) -> list | None:
    """The output shape of a reduced row, [batch, ...]; an InputLayer has it in a list.

    None if the row has no valid shape.
    """
    if not is_row(row, shape=False):
        return None
    shape = row[1]
    if row[0] == "InputLayer" and type(shape) is list and len(shape) == 1:
        shape = shape[0]
    return shape if is_shape(shape) else None


def is_row(row, shape: bool = True) -> bool:
    """Whether a reduced row starts with a type, a shape (unless `shape` is False) and a count."""
    return (
        type(row) is list
        and len(row) >= 3
        and type(row[0]) is str
        and type(row[2]) is int
        and (not shape or is_shape(row[1]))
    )


def is_shape(shape) -> bool:
    """Whether this is a shape [batch or None, size, ...] of 1 to 4 sizes."""
    return (
        type(shape) is list
        and 2 <= len(shape) <= 5
        and (shape[0] is None or type(shape[0]) is int)
        and all(type(size) is int and 0 < size < MAX_SIZE for size in shape[1:])
    )


def is_pair(pair, least: int = 0) -> bool:
    """Whether these are two integers, neither below `least`."""
    return (
        type(pair) is list
        and len(pair) == 2
        and all(type(v) is int and least <= v < MAX_SIZE for v in pair)
    )


def is_pads(pads) -> bool:
    """Whether this is the padding of a ZeroPadding2D: [[top, bottom], [left, right]]."""
    return type(pads) is list and len(pads) == 2 and all(is_pair(side) for side in pads)
