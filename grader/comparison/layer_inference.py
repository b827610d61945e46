"""What a layer does, inferred from its row and the shape it gets.

Rows don't hold everything: the kernel of a Conv2D follows from its parameters, its stride from the
sizes. An inferred layer can then be applied to another input shape, which tells whether a
difference is the layer's own or only follows from an earlier one.

A shape here is a list `[None, height, width, channels]`, as `plain` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from grader.comparison.row_schema import SETTINGS, SHAPE_PRESERVING
from grader.comparison.shapes import is_pads, is_pair, is_row, is_shape

from . import arithmetic

_POOLS = ("MaxPooling2D", "AveragePooling2D")
_GLOBAL_POOLS = ("GlobalMaxPooling2D", "GlobalAveragePooling2D")


@dataclass(frozen=True)
class Layer:
    """A layer's type and hyperparameters; only those that its type has are set."""

    type: str
    kernel: tuple[int, int] | None = None  # kernel or pool size
    strides: tuple[int, int] | None = None
    padding: str | None = None
    filters: int | None = None  # Conv2D filters, Dense units
    bias: bool = True
    pads: tuple[tuple[int, int], tuple[int, int]] | None = None
    axis: int | None = None  # BatchNormalization


def infer(row, given) -> Layer | None:
    """The layer that makes `row` of an input of shape `given`; None when that can't be told.

    The layer found explains the row fully: `apply(infer(row, s), s)` is its shape and parameters.
    """
    if not is_row(row) or not is_shape(given):
        return None
    found = _guess(row, given)
    if found and apply(found, given) == (row[1], row[2]):
        return found
    return None


def _guess(row: list, given: list) -> Layer | None:
    kind, out, parameters = row[:3]
    settings = dict(zip(SETTINGS.get(kind, ()), row[3:], strict=False))
    images = len(given) == len(out) == 4
    if kind == "ZeroPadding2D" and images and is_pads(settings.get("padding")):
        return Layer(kind, pads=tuple(tuple(side) for side in settings["padding"]))
    if kind == "Conv2D" and images and settings.get("padding") in ("same", "valid"):
        return _conv(out, parameters, settings["padding"], given)
    if kind in _POOLS and images and _is_window(settings):
        window = {name: tuple(settings[name]) for name in ("pool size", "strides")}
        return Layer(kind, window["pool size"], window["strides"], settings["padding"])
    if kind == "Dense" and len(out) == len(given):
        return Layer(kind, filters=out[-1], bias=parameters != given[-1] * out[-1])
    if kind == "BatchNormalization":
        # Channels last, as the course has it; else 1, the usual slip, of two equal sizes.
        axes = [a for a in (len(given) - 1, *range(1, len(given))) if 4 * given[a] == parameters]
        return Layer(kind, axis=axes[0]) if axes else None
    if kind in ("Flatten", *_GLOBAL_POOLS, *SHAPE_PRESERVING):
        return Layer(kind)
    return None


def _conv(out: list, parameters: int, padding: str, given: list) -> Layer | None:
    found = arithmetic.square_kernel(parameters, given[3], out[3])
    if found is None:
        return None
    k, bias = found
    strides = [arithmetic.strides_giving(given[i], out[i], k, padding) for i in (1, 2)]
    common = [s for s in strides[0] if s in strides[1]]
    if common:
        return Layer("Conv2D", (k, k), (common[0],) * 2, padding, out[3], bias)
    if not all(strides):
        return None
    return Layer("Conv2D", (k, k), (strides[0][0], strides[1][0]), padding, out[3], bias)


def apply(layer: Layer, given: list) -> tuple[list, int] | None:
    """Output shape and parameters of `layer` for an input of shape `given`; None if it can't be."""
    batch, *sizes = given
    if layer.pads:
        if len(sizes) != 3:
            return None
        (top, bottom), (left, right) = layer.pads
        return [batch, sizes[0] + top + bottom, sizes[1] + left + right, sizes[2]], 0
    if layer.kernel:
        return _apply_window(layer, given)
    if layer.type == "Flatten":
        return [batch, prod(sizes)], 0
    if layer.type == "Dense":
        return [*given[:-1], layer.filters], (sizes[-1] + layer.bias) * layer.filters
    if layer.type in _GLOBAL_POOLS:
        return ([batch, sizes[2]], 0) if len(sizes) == 3 else None
    if layer.axis is not None:
        return (list(given), 4 * given[layer.axis]) if layer.axis < len(given) else None
    return list(given), 0


def _apply_window(layer: Layer, given: list) -> tuple[list, int] | None:
    if len(given) != 4:
        return None
    out = [
        arithmetic.window_size(given[i + 1], layer.kernel[i], layer.strides[i], layer.padding)
        for i in (0, 1)
    ]
    if min(out) < 1:
        return None
    if layer.type != "Conv2D":
        return [given[0], *out, given[3]], 0
    parameters = arithmetic.conv_parameters(layer.kernel[0], given[3], layer.filters, layer.bias)
    return [given[0], *out, layer.filters], parameters


def _is_window(settings: dict) -> bool:
    return (
        is_pair(settings.get("pool size"), 1)
        and is_pair(settings.get("strides"), 1)
        and settings.get("padding") in ("same", "valid")
    )
