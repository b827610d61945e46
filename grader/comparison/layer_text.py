"""Layers and values as one would write them in code, for advice."""

from __future__ import annotations

from grader.comparison.layer_inference import infer
from grader.comparison.row_schema import SETTINGS, is_operation
from grader.comparison.shapes import output_shape
from grader.comparison.value_text import float_text, name_text, value_text


def call_text(row: list, given: list | None) -> str:
    """The layer of an expected row as one would write it, e.g. "ZeroPadding2D(padding=3)"."""
    if row[0] == "InputLayer" and (shape := output_shape(row)):
        return f"Input({value_text(shape[1:])})"
    if is_operation(row):
        return f"the operation {name_text(row[0])}"
    layer = infer(row, given) if given else None
    arguments = []
    if row[0] in ("Conv2D", "Dense") and layer:
        arguments.append(str(layer.filters))
    if row[0] == "Conv2D" and layer:
        arguments += [argument(list(layer.kernel)), f"strides={argument(list(layer.strides))}"]
    settings = zip(SETTINGS.get(row[0], ()), row[3:], strict=False)
    arguments += [f"{name.replace(' ', '_')}={argument(value)}" for name, value in settings]
    return f"{name_text(row[0])}({', '.join(arguments)})"


def argument(value) -> str:
    """A value as one would write it in code; two equal numbers, or pairs of them, as one."""
    if type(value) is not list:
        return float_text(value) if type(value) is float else ascii(value)
    parts = [argument(item) for item in value]
    if len(parts) == 2 and parts[0] == parts[1]:
        return parts[0]
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
