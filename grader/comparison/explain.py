"""Why a layer's shape or parameters are what they are, and which settings would give the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.comparison.formulas import parameter_line, remedy, size_line
from grader.comparison.layer_inference import Layer, apply, infer
from grader.comparison.layer_text import argument
from grader.comparison.row_schema import PARAMETERS, SHAPE, WIRING, names
from grader.comparison.sanitize import same

from . import arithmetic

PLAIN_CHAIN = "a plain chain"  # what a row without a finding on its wiring says


@dataclass(frozen=True)
class Item:
    """One attribute that differs. `source` tells how a value that no row holds was inferred."""

    attribute: str
    yours: object
    expected: object
    source: str = ""


@dataclass(frozen=True)
class Explanation:
    """What differs in one layer, the arithmetic as text, and what to do (without a full stop)."""

    items: tuple[Item, ...]
    formulas: tuple[str, ...] = ()
    advice: str = ""


def column_items(yours: list, expected: list) -> list[Item]:
    """The columns of two rows that differ; a column that one row lacks is None there."""
    longer = names(expected if len(expected) >= len(yours) else yours)
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

    given: the shape the learner's layer gets; wanted: the expected layer as inferred, or None.
    """
    items = column_items(yours, expected)
    mine = infer(yours, given) if given else None
    if mine is None or wanted is None:
        notes = _batch_note(items) or _no_kernel_note(yours, items, given)
        return Explanation(tuple(items), notes, _advice(items))
    # Several strides can give one size; the expected one is not a mistake.
    if mine.strides and apply(replace(mine, strides=wanted.strides), given) == (*yours[1:3],):
        mine = replace(mine, strides=wanted.strides)
    inferred = _inferred_items(mine, wanted, {item.attribute for item in items}, yours)
    predicted = apply(wanted, given)
    if predicted:
        # What only follows from the input is no difference of this layer.
        follows = {SHAPE: same(yours[1], predicted[0]), PARAMETERS: yours[2] == predicted[1]}
        items = [item for item in items if not follows.get(item.attribute)]
    changed = {item.attribute for item in items}
    return Explanation(
        (*items, *inferred) or tuple(column_items(yours, expected)),
        _formulas(mine, wanted, given, expected, changed),
        _advice([*items, *inferred]),
    )


def _inferred_items(mine: Layer, wanted: Layer, known: set[str], row: list) -> list[Item]:
    """Hyperparameters that no column holds: a Conv2D's kernel, strides and filters, units, axis."""
    found = []
    if mine.type == "Conv2D":
        if mine.kernel != wanted.kernel:
            source = f"from {row[2]} parameters"
            found.append(Item("kernel size", list(mine.kernel), list(wanted.kernel), source))
        if mine.strides != wanted.strides:
            found.append(
                Item("strides", list(mine.strides), list(wanted.strides), "from the sizes")
            )
    if mine.filters != wanted.filters:
        name = "units" if mine.type == "Dense" else "filters"
        found.append(Item(name, mine.filters, wanted.filters, "the last number of the shape"))
    if mine.bias != wanted.bias:
        found.append(Item("use bias", mine.bias, wanted.bias, f"from {row[2]} parameters"))
    if mine.axis != wanted.axis:
        found.append(Item("axis", mine.axis, wanted.axis, f"from {row[2]} parameters"))
    return [item for item in found if item.attribute not in known]


def _formulas(mine: Layer, wanted: Layer, given: list, row: list, changed: set) -> tuple[str, ...]:
    lines = []
    if SHAPE in changed and (line := size_line(mine, given, row)):
        lines += [line, remedy(mine, wanted, given, row)]
    if PARAMETERS in changed and (line := parameter_line(mine, given, row)):
        lines.append(line)
    return tuple(filter(None, lines))


def _batch_note(items: list[Item]) -> tuple[str, ...]:
    for item in items:
        shapes = (item.yours, item.expected)
        if item.attribute != SHAPE or not all(type(s) is list and s for s in shapes):
            continue
        if type(item.yours[0]) is int and item.expected[0] is None:
            return (
                f"the first number of the shape, {item.yours[0]}, is the size of a batch; a model "
                "leaves it open (None): give the input shape without it",
            )
    return ()


def _no_kernel_note(row: list, items: list[Item], given: list | None) -> tuple[str, ...]:
    shape = row[1] if len(row) > 2 else None
    if row[0] != "Conv2D" or PARAMETERS not in {item.attribute for item in items}:
        return ()
    if not given or len(given) != 4 or type(shape) is not list or len(shape) != 4:
        return ()
    if any(type(n) is not int for n in (shape[3], row[2])):
        return ()
    if arithmetic.square_kernel(row[2], given[3], shape[3]):
        return ()
    return (f"no square kernel k×k gives (k·k·{given[3]} + 1)·{shape[3]} = {row[2]} parameters",)


def _advice(items: list[Item]) -> str:
    """ "use padding='same' and strides=2", from the settings that differ; "" without any."""
    settings = [i for i in items if i.attribute not in (SHAPE, PARAMETERS, "wiring")]
    # A pooling's strides follow its size unless they are given.
    if {i.attribute for i in settings} >= {"pool size", "strides"}:
        wanted = {i.attribute: i.expected for i in settings}
        if same(wanted["pool size"], wanted["strides"]):
            settings = [i for i in settings if i.attribute != "strides"]
    words = [f"{i.attribute.replace(' ', '_')}={argument(i.expected)}" for i in settings]
    advice = [f"use {' and '.join(words)}"] if words else []
    wired = [i for i in items if i.attribute == "wiring"]
    if wired:
        advice.append(_connect(wired[0].yours, wired[0].expected))
    return ", and ".join(advice)


def _connect(yours, expected) -> str:
    if expected == PLAIN_CHAIN and type(yours) is str and yours.endswith("called again"):
        return "make another layer here instead of calling the one of that row again"
    if expected != PLAIN_CHAIN:
        return f"connect it as expected ({expected})"
    return "call it once, on the output of the layer before it, and give outputs= the last layer's"
