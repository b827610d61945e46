"""Arithmetic of layers: output sizes and parameter counts, forwards and backwards.

Rows do not contain everything: the kernel of a Conv2D follows from its parameters, its stride from
the sizes. `infer` finds such a layer from its row, and `apply` applies it to another input shape,
which tells whether a difference is the layer's own or only follows from an earlier one.

Sizes are pixels along one side. n: input, k: kernel (or pool) size, s: stride, p: zeros added on
each side. A shape is a list [None, height, width, channels] of a reduced row (see `sanitize`).
Formulas: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning" (2016),
section 2; 'same' as TensorFlow defines it, `tf.nn.convolution`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isqrt, prod

from grader.comparison.row_schema import (
    SETTINGS,
    SHAPE_PRESERVING,
    is_pads,
    is_pair,
    is_row,
    is_shape,
    output_shape,
)
from grader.comparison.sanitize import same

MAX_STRIDE = 64
_POOLS = ("MaxPooling2D", "AveragePooling2D")
_GLOBAL_POOLS = ("GlobalMaxPooling2D", "GlobalAveragePooling2D")


def window_size(n: int, k: int, s: int, padding: str, p: int = 0) -> int:
    """Output size of a convolution or pooling, in pixels; 0 if the window doesn't fit.

    ⌊(n − k + 2p)/s⌋ + 1 for 'valid', ⌈(n + 2p)/s⌉ for 'same'.
    """
    if padding == "same":
        return -(-(n + 2 * p) // s)
    return max(0, (n - k + 2 * p) // s + 1)


def conv_parameters(k: int, channels: int, filters: int, bias: bool = True) -> int:
    """Parameters of a Conv2D: (k·k·channels + 1)·filters, or without the + 1 if it has no bias."""
    return (k * k * channels + bias) * filters


def square_kernel(parameters: int, channels: int, filters: int) -> tuple[int, bool] | None:
    """Infer the side of a Conv2D's square kernel, and whether it has a bias, from its parameters.

    Solves (k·k·channels + 1)·filters = parameters, without the + 1 for a layer without bias. None
    if neither equation has an integer solution. If both have one (never for the sizes of this
    course), the one with a bias is returned, which is Keras' default.
    """
    if min(parameters, channels, filters) < 1 or parameters % filters:
        return None
    for bias in (True, False):
        area, rest = divmod(parameters // filters - bias, channels)
        k = isqrt(max(area, 0))
        if not rest and k and k * k == area:
            return k, bias
    return None


def strides_giving(n: int, out: int, k: int, padding: str) -> list[int]:
    """All strides, smallest first, that give the output size `out` for the input size `n`."""
    limit = min(max(n, 1), MAX_STRIDE)
    return [s for s in range(1, limit + 1) if window_size(n, k, s, padding) == out]


@dataclass(frozen=True)
class Layer:
    """A layer's type and hyperparameters; those that its type does not have are None."""

    type: str
    kernel: tuple[int, int] | None = None  # kernel or pool size
    strides: tuple[int, int] | None = None
    padding: str | None = None
    filters: int | None = None  # Conv2D filters, Dense units
    bias: bool = True
    pads: tuple[tuple[int, int], tuple[int, int]] | None = None
    axis: int | None = None  # BatchNormalization


def infer(row, given) -> Layer | None:
    """Infer the layer that has this row for an input of shape `given`, [batch, ...].

    The layer explains the row fully: `apply(infer(row, s), s)` is its shape and parameters. None if
    no layer does.
    """
    if not is_row(row) or not is_shape(given):
        return None
    found = _candidate(row, given)
    if found and apply(found, given) == (row[1], row[2]):
        return found
    return None


def _candidate(row: list, given: list) -> Layer | None:
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
        # The last axis, as in the course; else the first that fits: axis=1 is the usual mistake.
        axes = [a for a in (len(given) - 1, *range(1, len(given))) if 4 * given[a] == parameters]
        return Layer(kind, axis=axes[0]) if axes else None
    if kind in ("Flatten", *_GLOBAL_POOLS, *SHAPE_PRESERVING):
        return Layer(kind)
    return None


def _conv(out: list, parameters: int, padding: str, given: list) -> Layer | None:
    found = square_kernel(parameters, given[3], out[3])
    if found is None:
        return None
    k, bias = found
    strides = [strides_giving(given[i], out[i], k, padding) for i in (1, 2)]
    common = [s for s in strides[0] if s in strides[1]]
    if common:
        return Layer("Conv2D", (k, k), (common[0],) * 2, padding, out[3], bias)
    if not all(strides):
        return None
    return Layer("Conv2D", (k, k), (strides[0][0], strides[1][0]), padding, out[3], bias)


def _is_window(settings: dict) -> bool:
    return (
        is_pair(settings.get("pool size"), 1)
        and is_pair(settings.get("strides"), 1)
        and settings.get("padding") in ("same", "valid")
    )


def apply(layer: Layer, given: list) -> tuple[list, int] | None:
    """Output shape and parameters of a layer for an input of shape `given`, [batch, ...].

    None if the layer can't take such an input.
    """
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
        window_size(given[i + 1], layer.kernel[i], layer.strides[i], layer.padding) for i in (0, 1)
    ]
    if min(out) < 1:
        return None
    if layer.type != "Conv2D":
        return [given[0], *out, given[3]], 0
    parameters = conv_parameters(layer.kernel[0], given[3], layer.filters, layer.bias)
    return [given[0], *out, layer.filters], parameters


def input_shape(rows: list) -> list | None:
    """The input shape of a model, [batch, ...], if its first row determines it, else None."""
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
    """The simplest input shape, [batch, ...], that explains a first Conv2D or Dense.

    Their rows do not determine it. A Conv2D is taken to have stride 1 and 3 channels, or 1. None
    for any other layer.
    """
    first = rows[0] if rows else None
    if not is_row(first):
        return None
    kind, out, parameters = first[:3]
    if kind == "Dense" and parameters % out[-1] == 0 and parameters > out[-1]:
        return [*out[:-1], parameters // out[-1] - 1]
    if kind == "Conv2D" and len(out) == 4 and len(first) > 3:
        batch, height, width, filters = out
        for channels in (3, 1):
            if found := square_kernel(parameters, channels, filters):
                lost = found[0] - 1 if same(first[3], "valid") else 0
                return [batch, height + lost, width + lost, channels]
    return None


def own_input_shape(row, wanted: Layer | None, given: list | None) -> list | None:
    """The input shape of a student's first Dense or Conv2D, if the expected one's does not do.

    Parameters
    ----------
    row : list
        The student's reduced row.
    wanted : Layer or None
        The expected layer: kernel and strides are taken to be right.
    given : list or None
        The input shape that is expected.
    """
    if not wanted or not given or not is_row(row) or row[0] != wanted.type or infer(row, given):
        return None
    if wanted.type == "Dense":
        return likely_input_shape([row])
    if wanted.type != "Conv2D" or len(row[1]) != 4 or len(given) != 4:
        return None
    batch, *sizes, filters = row[1]
    layer = replace(wanted, filters=filters)
    weights = row[2] // filters - wanted.bias
    expected, _count = apply(layer, given) or ([], 0)
    guess = [batch, 0, 0, weights // prod(wanted.kernel)]
    for i, (out, k, s) in enumerate(zip(sizes, wanted.kernel, wanted.strides, strict=True), 1):
        lost = k - s if wanted.padding == "valid" else 0
        guess[i] = given[i] if expected[i : i + 1] == [out] else out * s + lost
    return guess if is_shape(guess) and apply(layer, guess) == (row[1], row[2]) else None
