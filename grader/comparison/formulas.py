"""The arithmetic of a layer as text: its sizes, its parameters, and what would correct them."""

from __future__ import annotations

from dataclasses import dataclass

from grader.comparison.layer_arithmetic import (
    MAX_STRIDE,
    Layer,
    apply,
    conv_parameters,
    window_size,
)
from grader.comparison.row_schema import is_pads

MAX_KERNEL = 64


def size_line(layer: Layer, given: list, row: list) -> str:
    """The formula of a layer's output size and the size in the expected row; "" if they agree."""
    formula = size_formula(layer, given)
    out = slice(1, 3) if layer.kernel or layer.pads else slice(-1, None)
    sides = row[1][out]
    if not formula or apply(layer, given)[0][out] == sides:
        return ""
    return f"{formula}; expected {'×'.join(map(str, dict.fromkeys(sides)))}"


def parameter_line(layer: Layer, given: list, row: list) -> str:
    """The formula of a layer's parameters and the count in the expected row; "" without any."""
    formula = parameter_formula(layer, given)
    return formula and f"parameters: {formula}; expected {row[2]}"


def remedy(mine: Layer, wanted: Layer, given: list, row: list) -> str:
    """The single change that gives the expected height and makes a setting as expected; or ""."""
    square = given[1] == given[2] and row[1][1] == row[1][2] if mine.kernel else False
    if not square or any(len(set(pair)) > 1 for pair in (mine.kernel, mine.strides)):
        return ""
    right = {"padding": wanted.padding, "strides": wanted.strides[0]}
    kernel = "kernel_size" if mine.type == "Conv2D" else "pool_size"
    right[kernel] = wanted.kernel[0]
    changes = single_changes(
        given[1], mine.kernel[0], mine.strides[0], mine.padding, row[1][1],
        likely=(right["strides"], right[kernel]),
    )  # fmt: skip
    for change in changes:
        name = kernel if change.setting == "kernel size" else change.setting
        if right.get(name) == change.value:
            return f"with {name}={change.value!r}: {change.formula}"
    return ""


def with_padding(layer: Layer, given: list, row: list) -> str:
    """The size of a convolution or pooling with the ZeroPadding2D of `row` before it; or ""."""
    padding = row[3] if len(row) > 3 else None
    if not layer.kernel or not is_pads(padding) or len({p for side in padding for p in side}) > 1:
        return ""
    p = padding[0][0]
    sides = zip(given[1:3], layer.kernel, layer.strides, strict=True)
    lines = [window_formula(n, k, s, layer.padding, p) for n, k, s in sides]
    return f"with ZeroPadding2D({p}): {lines[0]}" if lines[0] == lines[1] else ""


def size_formula(layer: Layer, given: list) -> str:
    """How an output size follows from the input shape, such as "32·32·32 = 32768"; or ""."""
    if layer.kernel:
        sides = zip(given[1:3], layer.kernel, layer.strides, strict=True)
        lines = [window_formula(n, k, s, layer.padding) for n, k, s in sides]
        return _sides(lines)
    if layer.pads:
        out = apply(layer, given)[0]
        sides = zip(given[1:3], layer.pads, out[1:3], strict=True)
        return _sides([f"{n} + {a} + {b} = {total}" for n, (a, b), total in sides])
    if layer.type == "Flatten" and len(given) > 2:
        return f"{'·'.join(map(str, given[1:]))} = {apply(layer, given)[0][1]}"
    return ""


def _sides(lines: list[str]) -> str:
    if lines[0] == lines[1]:
        return f"height and width: {lines[0]}"
    return f"height: {lines[0]}, width: {lines[1]}"


def parameter_formula(layer: Layer, given: list) -> str:
    """How the parameters of a layer follow from the input shape; "" without any."""
    if layer.type == "Conv2D":
        return conv_formula(layer.kernel[0], given[3], layer.filters, layer.bias)
    if layer.type == "Dense":
        inner = f"({given[-1]} + 1)" if layer.bias else f"{given[-1]}"
        return f"{inner}·{layer.filters} = {apply(layer, given)[1]}"
    if layer.type == "BatchNormalization":
        return f"4·{given[layer.axis]} = {apply(layer, given)[1]}"
    return ""


def window_formula(n: int, k: int | None, s: int, padding: str, p: int = 0) -> str:
    """The formula of `window_size` with numbers, such as "⌊(64 − 7 + 2·0)/1⌋ + 1 = 58"."""
    if padding == "same":
        return f"⌈{n + 2 * p}/{s}⌉ = {window_size(n, 1, s, padding, p)}"
    return f"⌊({n} − {k} + 2·{p})/{s}⌋ + 1 = {window_size(n, k, s, padding, p)}"


def conv_formula(k: int, channels: int, filters: int, bias: bool = True) -> str:
    """The formula of `conv_parameters` with numbers, such as "(7·7·3 + 1)·32 = 4736"."""
    count = conv_parameters(k, channels, filters, bias)
    inner = f"({k}·{k}·{channels} + 1)" if bias else f"{k}·{k}·{channels}"
    return f"{inner}·{filters} = {count}"


@dataclass(frozen=True)
class Change:
    """One change to a convolution or pooling, and the formula of its size with that change.

    `setting` is "padding", "strides", "kernel size" (of a pooling: its pool size) or
    "ZeroPadding2D".
    """

    setting: str
    value: str | int
    formula: str


def single_changes(
    n: int, k: int, s: int, padding: str, wanted: int, likely: tuple[int, int] = (1, 3)
) -> list[Change]:
    """Single changes that give the output size `wanted`: one for each setting where one does.

    These are the other padding, another stride, another kernel, and zeros added before the layer.
    Of several strides or kernels the one in `likely` (stride, kernel) is preferred, else the
    smallest.
    """
    if min(n, k, s, wanted) < 1:
        return []
    found = []

    def consider(setting: str, value: str | int, k=k, s=s, padding=padding, p=0) -> bool:
        fits = window_size(n, k, s, padding, p) == wanted
        if fits:
            found.append(Change(setting, value, window_formula(n, k, s, padding, p)))
        return fits

    other = "valid" if padding == "same" else "same"
    consider("padding", other, padding=other)
    for stride in (likely[0], *range(1, min(n, MAX_STRIDE) + 1)):
        if stride != s and consider("strides", stride, s=stride):
            break
    if padding == "valid":  # with 'same' the kernel does not matter
        for kernel in (likely[1], *range(1, min(n, MAX_KERNEL) + 1)):
            if kernel != k and consider("kernel size", kernel, k=kernel):
                break
    for p in range(1, min(wanted * s, MAX_KERNEL) + 1):
        if consider("ZeroPadding2D", p, p=p):
            break
    return found
