"""The arithmetic of a layer as text: its sizes, its parameters, and what would correct them."""

from __future__ import annotations

from grader.comparison.layer_arithmetic import Layer, apply, conv_parameters, window_size
from grader.comparison.row_schema import is_pads
from grader.language import _


def size_line(layer: Layer, given: list, row: list) -> str:
    """The formula of a layer's output size and the size in the expected row; "" if they agree."""
    formula = size_formula(layer, given)
    out = slice(1, 3) if layer.kernel or layer.pads else slice(-1, None)
    sides = row[1][out]
    if not formula or apply(layer, given)[0][out] == sides:
        return ""
    size = "×".join(map(str, dict.fromkeys(sides)))
    return _("{formula}; expected {size}", formula=formula, size=size)


def parameter_line(layer: Layer, given: list, row: list) -> str:
    """The formula of a layer's parameters and the count in the expected row; "" without any."""
    formula = parameter_formula(layer, given)
    if not formula:
        return ""
    return _("parameters: {formula}; expected {count}", formula=formula, count=row[2])


def remedy(mine: Layer, wanted: Layer, given: list, row: list) -> str:
    """The one setting of the expected layer that alone gives the expected height; or ""."""
    square = given[1] == given[2] and row[1][1] == row[1][2] if mine.kernel else False
    if not square or any(len(set(pair)) > 1 for pair in (mine.kernel, mine.strides)):
        return ""
    n, size = given[1], row[1][1]
    k, s, padding = mine.kernel[0], mine.strides[0], mine.padding
    kernel = "kernel_size" if mine.type == "Conv2D" else "pool_size"
    for name, value, settings in (
        ("padding", wanted.padding, (k, s, wanted.padding)),
        ("strides", wanted.strides[0], (k, wanted.strides[0], padding)),
        (kernel, wanted.kernel[0], (wanted.kernel[0], s, padding)),
    ):
        if settings != (k, s, padding) and window_size(n, *settings) == size:
            formula = window_formula(n, *settings)
            return _("with {setting}: {formula}", setting=f"{name}={value!r}", formula=formula)
    return ""


def with_padding(layer: Layer, given: list, row: list) -> str:
    """The size of a convolution or pooling with the ZeroPadding2D of `row` before it; or ""."""
    padding = row[3] if len(row) > 3 else None
    if not layer.kernel or not is_pads(padding) or len({p for side in padding for p in side}) > 1:
        return ""
    p = padding[0][0]
    sides = zip(given[1:3], layer.kernel, layer.strides, strict=True)
    lines = [window_formula(n, k, s, layer.padding, p) for n, k, s in sides]
    if lines[0] != lines[1]:
        return ""
    return _("with {setting}: {formula}", setting=f"ZeroPadding2D({p})", formula=lines[0])


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
        return _("height and width: {formula}", formula=lines[0])
    return _("height: {height}, width: {width}", height=lines[0], width=lines[1])


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
