"""Why a layer's shape or parameters differ, and which settings would give the expected ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.comparison.difference_report import Item
from grader.comparison.formulas import parameter_line, remedy, size_line
from grader.comparison.layer_arithmetic import Layer, apply, infer, square_kernel
from grader.comparison.row_schema import (
    PARAMETERS,
    SETTINGS,
    SHAPE,
    WIRING,
    column_names,
    is_operation,
    output_shape,
)
from grader.comparison.sanitize import argument, name_text, same, value_text
from grader.language import _

PLAIN_CHAIN = "a plain chain"  # the wiring of a row without a wiring column


@dataclass(frozen=True)
class Explanation:
    """What differs in one layer, the arithmetic as text, and what to do (no full stop)."""

    items: tuple[Item, ...]
    formulas: tuple[str, ...] = ()
    advice: str = ""


def column_items(yours: list, expected: list) -> list[Item]:
    """The columns in which two rows differ; a column that one of them lacks is None in it."""
    longer = column_names(expected if len(expected) >= len(yours) else yours)
    width = len(longer)
    a, b = (row + [None] * (width - len(row)) for row in (yours, expected))
    return [
        _item(name, x, y)
        for i, (name, x, y) in enumerate(zip(longer, a, b, strict=True))
        if not same(x, y) or i >= min(len(yours), len(expected))
    ]


def _item(name: str, yours: object, expected: object) -> Item:
    if name != "wiring":
        return Item(name, yours, expected)
    said = (v.removeprefix(WIRING) if type(v) is str else v for v in (yours, expected))
    return Item(name, *(PLAIN_CHAIN if v is None else v for v in said))


def explain(yours: list, expected: list, given: list | None, wanted: Layer | None) -> Explanation:
    """Explain a layer that differs by itself, not only because of its input.

    Parameters
    ----------
    yours, expected : list
        Reduced rows of the same layer type.
    given : list or None
        The input shape of the student's layer, [batch, ...], if it is known.
    wanted : Layer or None
        The expected layer, if it could be inferred.
    """
    items = column_items(yours, expected)
    mine = infer(yours, given) if given else None
    if mine is None or wanted is None:
        notes = batch_notes(items) or _no_kernel_notes(yours, items, given)
        return Explanation(tuple(items), notes, _advice(items))
    # Several strides can give the same size: then assume the expected one.
    if mine.strides and apply(replace(mine, strides=wanted.strides), given) == (*yours[1:3],):
        mine = replace(mine, strides=wanted.strides)
    inferred = _inferred_items(mine, wanted, {item.attribute for item in items}, yours)
    predicted = apply(wanted, given)
    if predicted:
        # A value that only follows from the input is not a difference of this layer.
        follows = {SHAPE: same(yours[1], predicted[0]), PARAMETERS: yours[2] == predicted[1]}
        items = [item for item in items if not follows.get(item.attribute)]
    changed = {item.attribute for item in items}
    return Explanation(
        (*items, *inferred) or tuple(column_items(yours, expected)),
        _formulas(mine, wanted, given, expected, changed),
        _advice([*items, *inferred]),
    )


def call_text(row: list, given: list | None) -> str:
    """An expected layer as code, such as "ZeroPadding2D(padding=3)".

    `given` is its input shape, [batch, ...], if it is known: it determines what the row does not
    contain, such as the kernel size.
    """
    if row[0] == "InputLayer" and (shape := output_shape(row)):
        return f"Input({value_text(shape[1:])})"
    if is_operation(row):
        return _("the operation {name}", name=name_text(row[0]))
    layer = infer(row, given) if given else None
    arguments = []
    if row[0] in ("Conv2D", "Dense") and layer:
        arguments.append(str(layer.filters))
    if row[0] == "Conv2D" and layer:
        arguments += [argument(list(layer.kernel)), f"strides={argument(list(layer.strides))}"]
    settings = zip(SETTINGS.get(row[0], ()), row[3:], strict=False)
    arguments += [f"{name.replace(' ', '_')}={argument(value)}" for name, value in settings]
    return f"{name_text(row[0])}({', '.join(arguments)})"


def _inferred_items(mine: Layer, wanted: Layer, known: set[str], row: list) -> list[Item]:
    """Hyperparameters that differ and have no column: kernel, strides, filters, units, axis."""
    found = []
    counted = _("from {count} parameters", count=row[2])
    if mine.type == "Conv2D":
        if mine.kernel != wanted.kernel:
            found.append(Item("kernel size", list(mine.kernel), list(wanted.kernel), counted))
        if mine.strides != wanted.strides:
            source = _("from the sizes")
            found.append(Item("strides", list(mine.strides), list(wanted.strides), source))
    if mine.filters != wanted.filters:
        name = "units" if mine.type == "Dense" else "filters"
        source = _("the last number of the shape")
        found.append(Item(name, mine.filters, wanted.filters, source))
    if mine.bias != wanted.bias:
        found.append(Item("use bias", mine.bias, wanted.bias, counted))
    if mine.axis != wanted.axis:
        found.append(Item("axis", mine.axis, wanted.axis, counted))
    return [item for item in found if item.attribute not in known]


def _formulas(mine: Layer, wanted: Layer, given: list, row: list, changed: set) -> tuple[str, ...]:
    lines = []
    if SHAPE in changed and (line := size_line(mine, given, row)):
        lines += [line, remedy(mine, wanted, given, row)]
    if PARAMETERS in changed and (line := parameter_line(mine, given, row)):
        lines.append(line)
    return tuple(filter(None, lines))


def batch_notes(items: Iterable[Item]) -> tuple[str, ...]:
    """What a batch size in a shape means, where one is not expected."""
    for item in (item for item in items if item.attribute in (SHAPE, "input shape")):
        shapes = (item.yours, item.expected)
        if not all(type(s) is list and s for s in shapes):
            continue
        if type(item.yours[0]) is int and item.expected[0] is None:
            note = _(
                "the first number of the shape, {size}, is the size of a batch; a model leaves "
                "it open (None): give the input shape without it",
                size=item.yours[0],
            )
            return (note,)
    return ()


def _no_kernel_notes(row: list, items: list[Item], given: list | None) -> tuple[str, ...]:
    shape = row[1] if len(row) > 2 else None
    if row[0] != "Conv2D" or PARAMETERS not in {item.attribute for item in items}:
        return ()
    if not given or len(given) != 4 or type(shape) is not list or len(shape) != 4:
        return ()
    if any(type(n) is not int for n in (shape[3], row[2])):
        return ()
    if square_kernel(row[2], given[3], shape[3]):
        return ()
    formula = f"(k·k·{given[3]} + 1)·{shape[3]} = {row[2]}"
    return (_("no square kernel k×k gives {formula} parameters", formula=formula),)


def _advice(items: list[Item]) -> str:
    """ "use padding='same' and strides=2", from the settings that differ; "" without any."""
    settings = [i for i in items if i.attribute not in (SHAPE, PARAMETERS, "wiring")]
    # A pooling's strides follow its size unless they are given.
    if {i.attribute for i in settings} >= {"pool size", "strides"}:
        wanted = {i.attribute: i.expected for i in settings}
        if same(wanted["pool size"], wanted["strides"]):
            settings = [i for i in settings if i.attribute != "strides"]
    words = [f"{i.attribute.replace(' ', '_')}={argument(i.expected)}" for i in settings]
    advice = [_("use {settings}", settings=_(" and ").join(words))] if words else []
    wired = [i for i in items if i.attribute == "wiring"]
    if wired:
        advice.append(_connect(wired[0].yours, wired[0].expected))
    return _(", and ").join(advice)


# What to do about a note of the wiring column where a plain chain is expected, by its beginning.
_TO_CONNECT = {
    ("input from", "inputs from"): "call it on the output of the layer before it",
    "called with": "call it without that argument",
    "output": "give outputs= the last layer's",
}


def _connect(yours, expected) -> str:
    if expected != PLAIN_CHAIN:
        return _("connect it as expected ({wiring})", wiring=expected)
    notes = yours.split("; ") if type(yours) is str else []
    if any(note.endswith("called again") for note in notes):
        return _("make another layer here instead of calling the one of that row again")
    if any("by name:" in note for note in notes):
        return _("give inputs= and outputs= the tensors themselves, not a dict")
    known = [start for start in _TO_CONNECT if any(note.startswith(start) for note in notes)]
    return _(", and ").join(_(_TO_CONNECT[start]) for start in known) or _(
        "call it once, on the output of the layer before it, and give outputs= the last layer's"
    )
