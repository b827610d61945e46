"""What `model.layers` does not show of a functional model: operations, wiring, calls, outputs.

Each row of `summary` is one call of a layer, or of an operation such as ``x * 0.0``. In a plain
chain each layer is called once, on the row above, and there is nothing to note.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field

from grader.comparison.row_schema import WIRING
from grader.comparison.sanitize import shorten, slice_text

MAX_NOTE = 160  # characters of a row's notes


@dataclass
class SummaryRow:
    """A row of the summary.

    Attributes
    ----------
    operation : keras.Operation
        The layer or operation that is called.
    node : keras Node, optional
        The call; None if Keras does not record it.
    again : bool
        Whether it is not the first call of the layer.
    notes : list of str
        What is not as in a plain chain.
    """

    operation: object
    node: object = None
    again: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def column(self) -> list[str]:
        """The wiring column of the row, in a list; an empty list if there are no notes."""
        text = WIRING + "; ".join(self.notes)
        return [shorten(text, MAX_NOTE)] if self.notes else []


def summary_rows(model) -> list[SummaryRow]:
    """The rows of a model: its layers in order, and whatever else it contains.

    In Keras 2 an operation is a layer, and there are no notes on wiring.
    """
    if not hasattr(model, "_operations") or not hasattr(model, "_nodes_by_depth"):
        found = [SummaryRow(layer) for layer in model.layers]
    else:
        nodes = {id(n): n for group in model._nodes_by_depth.values() for n in group}
        found = []
        for operation in model._operations:
            mine = [n for n in operation._inbound_nodes if id(n) in nodes] or [None]
            found += [SummaryRow(operation, n, again=i > 0) for i, n in enumerate(mine)]
        found = _in_order(found)
        _add_notes(model, found)
    for row in found:
        row.notes += _inside(row.operation)
    return found


def _in_order(found: list[SummaryRow]) -> list[SummaryRow]:
    """The rows with each repeated call placed after its inputs."""
    rows = [row for row in found if not row.again]
    for row in (row for row in found if row.again):
        needed = {id(x) for x in row.node.input_tensors}
        last = max(
            (i for i, other in enumerate(rows) if needed & _made(other)), default=len(rows) - 1
        )
        rows.insert(last + 1, row)
    return rows


def _made(row: SummaryRow) -> set[int]:
    """The ids of the tensors that a row makes."""
    return {id(x) for x in row.node.outputs} if row.node is not None else set()


def _add_notes(model, found: list[SummaryRow]) -> None:
    row_of = {tensor: i for i, row in enumerate(found) for tensor in _made(row)}
    numbers = {id(row.operation): i for i, row in reversed(list(enumerate(found)))}
    inputs = [id(x) for x in model._inputs]
    outputs = [id(x) for x in model._outputs]
    for i, row in enumerate(found):
        if row.node is None:
            continue
        if not hasattr(row.operation, "count_params"):
            row.notes.append(f"operation{_with(row.node)}")
        if row.again:
            row.notes.append(f"row {numbers[id(row.operation)] + 1} called again")
        sources = [row_of.get(id(x)) for x in row.node.input_tensors]
        if sources and sources != [i - 1]:
            row.notes.append(
                f"input{'s' if len(sources) > 1 else ''} from "
                + ", ".join("elsewhere" if s is None else _row(found, s) for s in sources)
            )
        if hasattr(row.operation, "count_params"):
            row.notes += _arguments(row.node)
        for what, ends in (("input", inputs), ("output", outputs)):
            places = [n for n, x in enumerate(ends, 1) if x in _made(row)]
            if len(ends) > 1 and places:
                which = " and ".join(map(str, places))
                row.notes.append(f"{what} {which} of {len(ends)}")
    if len(outputs) == 1 and row_of.get(outputs[0]) != len(found) - 1:
        found[row_of[outputs[0]]].notes.append("output")
    for end, structure in (("input", model._inputs_struct), ("output", model._outputs_struct)):
        if isinstance(structure, dict):
            keys = ", ".join(map(str, structure))
            found[0 if end == "input" else -1].notes.append(f"{end}s by name: {keys}")


def _row(found: list[SummaryRow], number: int) -> str:
    return f"row {number + 1} ({type(found[number].operation).__name__})"


def _with(node) -> str:
    """The arguments of an operation that are not tensors, such as " with 0.0"."""
    import keras

    given = keras.tree.flatten([list(node.arguments.args), dict(node.arguments.kwargs)])
    values = [_text(x) for x in given if not isinstance(x, keras.KerasTensor) and x is not None]
    return f" with {', '.join(values)}" if values else ""


def _text(value: object) -> str:
    if isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, slice):
        return slice_text(value)
    if value is ...:
        return "..."
    shape = getattr(value, "shape", None)
    return f"{type(value).__name__}" + (f" of shape {tuple(shape)}" if shape is not None else "")


def _arguments(node) -> list[str]:
    """The arguments with which a layer is called, such as training=True, but for defaults.

    Keras fills these in by itself: for `training` what `call` says, and False where it says None.
    """
    parameters = inspect.signature(node.operation.call).parameters
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    defaults["training"] = defaults.get("training") is True
    return [
        f"called with {key}={value!r}"
        for key, value in node.arguments.kwargs.items()
        if isinstance(value, (bool, int, float, str)) and defaults.get(key) != value
    ]


def _inside(operation) -> list[str]:
    """The notes on the rows inside a nested model."""
    if not hasattr(operation, "layers") or not hasattr(operation, "count_params"):
        return []
    return [
        f"inside, row {n} ({type(row.operation).__name__}): {'; '.join(row.notes)}"
        for n, row in enumerate(summary_rows(operation), 1)
        if row.notes
    ][:3]
