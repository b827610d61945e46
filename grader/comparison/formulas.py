"""The arithmetic of an inferred layer as text: its sizes, its parameters, what would fix them."""

from __future__ import annotations

from grader.comparison.layer_inference import Layer, apply
from grader.comparison.shapes import is_pads

from . import arithmetic


def size_line(layer: Layer, given: list, row: list) -> str:
    """The arithmetic of the size and what the expected row has instead; "" if nothing differs."""
    formula = size_formula(layer, given)
    out = slice(1, 3) if layer.kernel or layer.pads else slice(-1, None)
    sides = row[1][out]
    if not formula or apply(layer, given)[0][out] == sides:
        return ""
    return f"{formula}; expected {'×'.join(map(str, dict.fromkeys(sides)))}"


def parameter_line(layer: Layer, given: list, row: list) -> str:
    """The arithmetic of the parameters, and the number in the expected row; "" without any."""
    formula = parameter_formula(layer, given)
    return formula and f"parameters: {formula}; expected {row[2]}"


def remedy(mine: Layer, wanted: Layer, given: list, row: list) -> str:
    """The single change that gives the wanted height and that the expected layer agrees with."""
    square = given[1] == given[2] and row[1][1] == row[1][2] if mine.kernel else False
    if not square or any(len(set(pair)) > 1 for pair in (mine.kernel, mine.strides)):
        return ""
    right = {"padding": wanted.padding, "strides": wanted.strides[0]}
    kernel = "kernel_size" if mine.type == "Conv2D" else "pool_size"
    right[kernel] = wanted.kernel[0]
    changes = arithmetic.single_changes(
        given[1], mine.kernel[0], mine.strides[0], mine.padding, row[1][1],
        likely=(right["strides"], right[kernel]),
    )  # fmt: skip
    for change in changes:
        name = kernel if change.setting == "kernel size" else change.setting
        if right.get(name) == change.value:
            return f"with {name}={change.value!r}: {change.formula}"
    return ""


def with_padding(layer: Layer, given: list, row: list) -> str:
    """What the ZeroPadding2D of `row` before a convolution or pooling would make of its size."""
    padding = row[3] if len(row) > 3 else None
    if not layer.kernel or not is_pads(padding) or len({p for side in padding for p in side}) > 1:
        return ""
    p = padding[0][0]
    sides = zip(given[1:3], layer.kernel, layer.strides, strict=True)
    lines = [arithmetic.window_formula(n, k, s, layer.padding, p) for n, k, s in sides]
    return f"with ZeroPadding2D({p}): {lines[0]}" if lines[0] == lines[1] else ""


def size_formula(layer: Layer, given: list) -> str:
    """How `layer` makes its output size of `given`, e.g. "32·32·32 = 32768"; "" if it keeps it."""
    if layer.kernel:
        sides = zip(given[1:3], layer.kernel, layer.strides, strict=True)
        lines = [arithmetic.window_formula(n, k, s, layer.padding) for n, k, s in sides]
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
    """How the parameters of `layer` come about for an input of shape `given`; "" without any."""
    if layer.type == "Conv2D":
        return arithmetic.conv_formula(layer.kernel[0], given[3], layer.filters, layer.bias)
    if layer.type == "Dense":
        inner = f"({given[-1]} + 1)" if layer.bias else f"{given[-1]}"
        return f"{inner}·{layer.filters} = {apply(layer, given)[1]}"
    if layer.type == "BatchNormalization":
        return f"4·{given[layer.axis]} = {apply(layer, given)[1]}"
    return ""
