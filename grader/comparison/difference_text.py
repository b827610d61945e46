"""The differences as a message for the student: what is wrong, why, and what to do first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grader.comparison.common_causes import MODELS, common_cause
from grader.comparison.difference_report import Difference, Kind, Report
from grader.comparison.row_schema import is_operation, layer_type, wiring
from grader.comparison.sanitize import name_text, value_text
from grader.comparison.side_by_side import side_by_side
from grader.language import _

MAX_DIFFERENCES = 10
MAX_ITEMS = 8
WIDTH = 100  # of the message


def message(report: Report) -> str:
    """The whole message: lines of plain text of at most 100 characters."""
    count = len(report.differences)
    lines = _wrap(introduction(report), indent="")
    shown = report.differences[:MAX_DIFFERENCES] if report.yours else []
    for number, difference in enumerate(shown):
        indented = [*details(difference), *consequences(number, report)]
        block = [headline(difference, report), *(f"    {line}" for line in indented)]
        if count > 1:
            block.append("    " + _("To do: {what}.", what=_what_to_do(difference, report)))
        lines += ["", *(part for line in block for part in _wrap(line))]
    if len(shown) < count and shown:
        lines += ["", more_differences(count - len(shown))]
    lines += ["", *side_by_side(report), "", *_wrap(last_sentence(report), indent="")]
    return "\n".join(lines)


def more_differences(count: int) -> str:
    """How many differences are not shown."""
    return _("… and {count} more differences.", count=count)


def _wrap(line: str, indent: str = "      ") -> list[str]:
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False
    )


def introduction(report: Report) -> str:
    """The number of differences in one sentence, and their common cause if there is one."""
    if not report.yours:
        return _("Your model is not the expected one: its list of layers is empty.")
    count = len(report.differences)
    if count == 1:
        told = _("Your model is not the expected one: 1 difference to fix.")
    else:
        told = _("Your model is not the expected one: {count} differences to fix.", count=count)
    if cause := common_cause(report):
        what, to_do = cause
        told += _(" {what}. {to_do}.", what=what, to_do=f"{to_do[0].upper()}{to_do[1:]}")
    return told


def details(difference: Difference) -> Iterator[str]:
    """What differs in the layer, and the arithmetic, as lines."""
    for item in difference.items[:MAX_ITEMS]:
        told = "{name}: yours {yours}, expected {expected}"
        if item.source:
            told = "{name}: yours {yours} ({source}), expected {expected}"
        yield _(
            told,
            name=_(item.attribute),
            yours=value_text(item.yours),
            source=item.source,
            expected=value_text(item.expected),
        )
    yield from difference.formulas
    if difference.effect:
        number, kind, (formula, *more) = difference.effect
        yield _(
            "so in your layer {number} ({name}) {formula}",
            number=number,
            name=name_text(kind),
            formula=formula,
        )
        yield from more


def headline(difference: Difference, report: Report) -> str:
    """One line: which layer, and what about it."""
    kind, name = difference.kind, name_text(difference.layer)
    if kind == Kind.MISSING:
        place = _place(difference.expected, report.expected)
        return _(
            "− {name} is missing: expected as layer {number}, {place}.",
            name=name,
            number=difference.expected,
            place=place,
        )
    if kind == Kind.EXTRA and is_operation(report.yours[difference.yours - 1]):
        what = wiring(report.yours[difference.yours - 1])
        return _(
            "+ Row {number} ({name}: {what}) is no layer, and not expected.",
            number=difference.yours,
            name=name,
            what=what,
        )
    if kind == Kind.EXTRA:
        return _("+ Layer {number} ({name}) is not expected.", number=difference.yours, name=name)
    if kind == Kind.MOVED:
        place = _place(difference.expected, report.expected)
        return _(
            "✗ Layer {number} ({name}) is in the wrong place: expected {place}.",
            number=difference.yours,
            name=name,
            place=place,
        )
    if kind == Kind.INPUT:
        return _("✗ The model is made for another input.")
    if difference.yours == difference.expected:
        return _("✗ Layer {number} ({name}) is different.", number=difference.yours, name=name)
    return _(
        "✗ Layer {number} ({name}, layer {expected} of the expected model) is different.",
        number=difference.yours,
        name=name,
        expected=difference.expected,
    )


def _place(number: int, rows: list) -> str:
    if number == 1:
        return _("at the beginning")
    before = rows[number - 2]
    if type(before) is not list:
        return _("after the one before")
    name = name_text(before[0])
    if sum(layer_type(row) == before[0] for row in rows) > 1:
        return _("after {name} (layer {number})", name=name, number=number - 1)
    return _("after {name}", name=name)


FOLLOWING = {  # (several layers, certain)
    (False, True): "Layer {numbers} differs only because of {causes}.",
    (False, False): "Layer {numbers} differs probably only because of {causes}.",
    (True, True): "Layers {numbers} differ only because of {causes}.",
    (True, False): "Layers {numbers} differ probably only because of {causes}.",
}


def consequences(number: int, report: Report) -> Iterator[str]:
    """The layers whose last cause is difference `number`, one line for each set of causes."""
    for found in report.consequences:
        if found.causes[-1] == number:
            causes = _(" and ").join(_cause(report.differences[c]) for c in found.causes)
            sentence = FOLLOWING[len(found.layers) > 1, found.certain]
            yield _(sentence, numbers=_ranges(found.layers), causes=causes)


def _cause(difference: Difference) -> str:
    if difference.kind == Kind.MISSING:
        return _("the missing {name}", name=name_text(difference.layer))
    if difference.kind == Kind.INPUT:
        return _("the input")
    return _("layer {number}", number=difference.yours)


def _ranges(numbers: tuple[int, ...]) -> str:
    """ "3, 5-7" for (3, 5, 6, 7)."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)


def last_sentence(report: Report) -> str:
    """What to do first."""
    if not report.yours:
        return _("Add the layers to the model, in the order shown above; then run the cell again.")
    if not report.differences:
        return _("Compare the two lists above line by line; then run the cell again.")
    if cause := common_cause(report):
        return _("Start here: {what}; then run the cell again.", what=cause[1])
    what = _what_to_do(report.differences[0], report)
    if len(report.differences) == 1:
        return _("Start here: {what}; then run the cell again.", what=what)
    return _("Start with the first: {what}; then run the cell again.", what=what)


def steps(report: Report) -> list[str]:
    """What to do, one step for each difference that the message shows, without full stops."""
    if not report.yours:
        return []
    cause = common_cause(report)
    if cause and len(report.differences) == 1:
        return [cause[1]]
    return [_what_to_do(one, report) for one in report.differences[:MAX_DIFFERENCES]]


def _what_to_do(difference: Difference, report: Report) -> str:
    name = name_text(difference.layer)
    if difference.layer in ("InputLayer", *MODELS) and (cause := common_cause(report)):
        return cause[1]
    if difference.kind == Kind.MISSING:
        place = _place(difference.expected, report.expected)
        told = _("add {layer} {place}", layer=difference.advice or name, place=place)
        if layer_type(report.yours[0]) == "InputLayer" != name:
            told += _(" or, if you have written it, call the next layer on its result")
        return told
    if difference.kind == Kind.EXTRA and is_operation(report.yours[difference.yours - 1]):
        return _(
            "take the operation in row {number} ({name}) out of the model",
            number=difference.yours,
            name=name,
        )
    if difference.kind == Kind.EXTRA:
        return _("remove layer {number} ({name})", number=difference.yours, name=name)
    if difference.kind == Kind.MOVED:
        place = _place(difference.expected, report.expected)
        return _("move {name} {place}", name=name, place=place)
    if difference.kind == Kind.INPUT:
        shape = difference.items[0].expected
        return _("use the input shape {shape}", shape=value_text(shape[1:]))
    if difference.items and difference.items[0].attribute == "type":
        sentence = "replace layer {number} ({name}) by {advice}"
        if is_operation(report.yours[difference.yours - 1]):
            sentence = "replace the operation in row {number} ({name}) by the layer {advice}"
    else:
        sentence = "in layer {number} ({name}), {advice}"
    return _(sentence, number=difference.yours, name=name, advice=difference.advice)
