"""Shapes in reduced rows: which values are shapes, what a model gets, what a layer hands on.

A learner's row can hold anything, so nothing is computed with before it was checked here.
"""

from __future__ import annotations

from grader.comparison.row_schema import SHAPE_PRESERVING
from grader.comparison.sanitize import same

from . import arithmetic

MAX_SIZE = 1 << 31


def input_shape(rows: list) -> list | None:
    """The shape that the first layer gets, when its row tells it; else None."""
    first = rows[0] if rows else None
    if not is_row(first):
        return output_shape(first)
    kind, out = first[:2]
    if kind in SHAPE_PRESERVING:
        return out
    if kind == "ZeroPadding2D" and len(out) == len(first) == 4 and is_pads(first[3]):
        batch, height, width, channels = out
        (top, bottom), (left, right) = first[3]
        return [batch, height - top - bottom, width - left - right, channels]
    return None


def likely_input_shape(rows: list) -> list | None:
    """The simplest input that explains a first Conv2D (pictures of 3 channels or 1, stride 1) or
    Dense, whose rows don't tell it; None for any other layer."""
    first = rows[0] if rows else None
    if not is_row(first):
        return None
    kind, out, parameters = first[:3]
    if kind == "Dense" and parameters % out[-1] == 0 and parameters > out[-1]:
        return [*out[:-1], parameters // out[-1] - 1]
    if kind == "Conv2D" and len(out) == 4 and len(first) > 3:
        batch, height, width, filters = out
        for channels in (3, 1):
            if found := arithmetic.square_kernel(parameters, channels, filters):
                lost = found[0] - 1 if same(first[3], "valid") else 0
                return [batch, height + lost, width + lost, channels]
    return None


def output_shape(row) -> list | None:
    """The shape a row hands on to the next layer; an InputLayer's is in a list."""
    if not is_row(row, shape=False):
        return None
    shape = row[1]
    if row[0] == "InputLayer" and type(shape) is list and len(shape) == 1:
        shape = shape[0]
    return shape if is_shape(shape) else None


def is_row(row, shape: bool = True) -> bool:
    """Whether a reduced row starts with a type, a shape (if that is asked for) and a count."""
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
    """Whether these are two whole numbers, none below `least`."""
    return (
        type(pair) is list
        and len(pair) == 2
        and all(type(v) is int and least <= v < MAX_SIZE for v in pair)
    )


def is_pads(pads) -> bool:
    """Whether these are pads of a ZeroPadding2D: [[top, bottom], [left, right]]."""
    return type(pads) is list and len(pads) == 2 and all(is_pair(side) for side in pads)
