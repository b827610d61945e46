"""The differences between a student's rows and the expected ones.

`compare` aligns the rows and walks through both models at once. A row that the expected layer would
have for the input of the student's layer is not a difference of its own: it follows from an earlier
one.
"""

from __future__ import annotations

from dataclasses import replace

from grader.comparison.align import align
from grader.comparison.common_causes import join_activations, join_moves
from grader.comparison.difference_report import Consequence, Difference, Item, Kind, Report
from grader.comparison.explain import batch_notes, call_text, column_items, explain
from grader.comparison.formulas import parameter_line, size_line, with_padding
from grader.comparison.layer_arithmetic import (
    apply,
    infer,
    input_shape,
    likely_input_shape,
    own_input_shape,
)
from grader.comparison.row_schema import PARAMETERS, SHAPE, is_operation, layer_type, output_shape
from grader.comparison.sanitize import Opaque, same, value_text
from grader.language import _

MAX_WRONG = 300  # layers that differ; the rest is not compared


def compare(yours: list, expected: list) -> Report:
    """Compare two lists of reduced rows; see `sanitize.plain_rows`."""
    walk = _Walk(yours, expected)
    pairs = align(yours, expected)
    wrong = 0
    for i, j in pairs:
        walk.step(i, j)
        wrong += walk.report.marks[-1] != Kind.SAME
        if wrong == MAX_WRONG:
            break
    walk.finish()
    walk.report.left_out = len(pairs) - len(walk.report.pairs)
    return walk.report


class _Walk:
    """Compares the pairs of an alignment in order, with the input shape of each layer."""

    def __init__(self, yours: list, expected: list):
        self.report = Report(yours, expected)
        self.causes: list[int] = []  # differences whose change of shape still has an effect
        self.followers: dict[tuple[int, ...], list[tuple[int, bool]]] = {}
        # The input shape of the next layer, on both sides. Where the rows do not determine a
        # model's input, it is taken to be the other's.
        mine, wanted = input_shape(yours), input_shape(expected)
        self.expected_input = wanted or likely_input_shape(expected) or mine
        if not mine and yours and expected:
            layer = infer(expected[0], self.expected_input)
            mine = own_input_shape(yours[0], layer, self.expected_input)
            wanted = self.expected_input
        self.input = mine or self.expected_input
        both_say = all(rows and layer_type(rows[0]) == "InputLayer" for rows in (yours, expected))
        if mine and wanted and not same(mine, wanted) and not both_say:
            items = (Item("input shape", mine, wanted),)
            name, notes = layer_type(yours[0]), batch_notes(items)
            self._add(Difference(Kind.INPUT, name, 1, 1, items, notes), True)

    def step(self, i: int | None, j: int | None) -> None:
        report = self.report
        row, wanted_row = report.rows(i, j)
        if row is None:
            mark = self._missing(j, wanted_row)
        elif wanted_row is None:
            mark = self._extra(i, row)
        elif same(row, wanted_row):
            mark, self.causes = Kind.SAME, []
        else:
            mark = self._pair(i, j, row, wanted_row)
        report.pairs.append((i, j))
        report.marks.append(mark)
        if row is not None:
            self.input = output_shape(row)
        if wanted_row is not None:
            self.expected_input = output_shape(wanted_row)

    def _missing(self, j: int, row) -> Kind:
        changes = not same(output_shape(row), self.expected_input)
        advice = _call(row, self.expected_input)
        missing = Difference(Kind.MISSING, layer_type(row), None, j + 1, advice=advice)
        return self._add(missing, changes)

    def _extra(self, i: int, row) -> Kind:
        changes = not same(output_shape(row), self.input)
        return self._add(Difference(Kind.EXTRA, layer_type(row), i + 1, None), changes)

    def _pair(self, i: int, j: int, row, wanted_row) -> Kind:
        name = layer_type(row)
        if (
            type(row) is Opaque
            or type(wanted_row) is Opaque
            or name != layer_type(wanted_row)
            or is_operation(row) != is_operation(wanted_row)
        ):
            item = Item("type", _type(row), _type(wanted_row))
            changes = not same(output_shape(row), output_shape(wanted_row))
            advice = _call(wanted_row, self.expected_input)
            other = Difference(Kind.DIFFERENT, name, i + 1, j + 1, (item,), advice=advice)
            return self._add(other, changes)
        items = column_items(row, wanted_row)
        may_follow = all(
            item.attribute in (SHAPE, PARAMETERS) and type(item.yours) is not Opaque
            for item in items
        )
        layer = infer(wanted_row, self.expected_input)
        predicted = apply(layer, self.input) if layer and self.input else None
        as_predicted = predicted is not None and same([*predicted], row[1:3])
        # Without a prediction, a layer below another wrong shape is not blamed.
        if may_follow and self.causes and (as_predicted or predicted is None):
            self._follow(i, row, wanted_row, as_predicted)
            return Kind.FOLLOWS
        found = explain(row, wanted_row, self.input, layer)
        advice = found.advice or self._make_it(row, wanted_row, found.items)
        difference = Difference(
            Kind.DIFFERENT, name, i + 1, j + 1, found.items, found.formulas, advice
        )
        return self._add(difference, not as_predicted and not same(row[1:2], wanted_row[1:2]))

    def _make_it(self, row: list, wanted_row: list, items: tuple[Item, ...]) -> str:
        layer = _call(wanted_row, self.expected_input)
        follows = self.input is None or not same(self.input, self.expected_input)
        if items and follows and row[0] != "InputLayer" and _call(row, self.input) == layer:
            item = items[0]
            return _(
                "leave the layer as it is and change what it gets, until it has the {attribute} "
                "{expected}",
                attribute=_(item.attribute),
                expected=value_text(item.expected),
            )
        return _("make it {layer}", layer=layer)

    def _follow(self, i: int, row: list, wanted_row: list, certain: bool) -> None:
        cause = self.report.differences[self.causes[-1]]
        layer = infer(row, self.input)
        if layer and not cause.formulas and not cause.effect:
            size = size_line(layer, self.input, wanted_row)
            counts_differ = not same(row[2], wanted_row[2])
            parameters = parameter_line(layer, self.input, wanted_row) if counts_differ else None
            lines = [size or parameters]
            if size and (cause.kind, cause.layer) == (Kind.MISSING, "ZeroPadding2D"):
                lines.append(
                    with_padding(layer, self.input, self.report.expected[cause.expected - 1])
                )
            if lines[0]:
                effect = (i + 1, row[0], tuple(filter(None, lines)))
                self.report.differences[self.causes[-1]] = replace(cause, effect=effect)
        self.followers.setdefault(tuple(self.causes), []).append((i + 1, certain))

    def _add(self, difference: Difference, changes_shape: bool) -> Kind:
        self.report.differences.append(difference)
        if changes_shape:
            self.causes = [*self.causes, len(self.report.differences) - 1]
        return difference.kind

    def finish(self) -> None:
        moved = join_moves(self.report)
        own = join_activations(self.report)
        kept = {old: own[new] for old, new in moved.items()}
        for causes, layers in self.followers.items():
            numbers = tuple(n for n, _ in layers)
            mapped = tuple(dict.fromkeys(kept[c] for c in causes))
            certain = all(sure for _, sure in layers)
            self.report.consequences.append(Consequence(numbers, mapped, certain))


def _type(row):
    """The type of a layer or an operation, or the `Opaque` in place of its row."""
    if is_operation(row):
        return f"operation {layer_type(row)}"
    return row if type(row) is Opaque else row[0]


def _call(row, given: list | None) -> str:
    return call_text(row, given) if layer_type(row) != "?" else ""
