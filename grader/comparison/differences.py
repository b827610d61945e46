"""Finds the differences between a learner's rows and the expected ones.

`compare` aligns the rows and walks down both models at once. A row that the expected layer would
give for the input the learner's layer gets is not a difference of its own: it follows from an
earlier one.
"""

from __future__ import annotations

from dataclasses import replace

from grader.comparison.activation_layers import join_activations
from grader.comparison.align import align
from grader.comparison.difference_report import (
    DIFFERENT,
    EXTRA,
    FOLLOWS,
    INPUT,
    MISSING,
    SAME,
    Consequence,
    Difference,
    Report,
)
from grader.comparison.explain import Item, column_items, explain
from grader.comparison.formulas import parameter_line, size_line, with_padding
from grader.comparison.layer_inference import apply, infer
from grader.comparison.layer_text import call_text
from grader.comparison.moved_layers import join_moves
from grader.comparison.row_schema import PARAMETERS, SHAPE
from grader.comparison.sanitize import Opaque, same
from grader.comparison.shapes import input_shape, likely_input_shape, output_shape

MAX_WRONG = 300  # after so many layers that differ the rest is not looked at


def compare(yours: list, expected: list) -> Report:
    """Compare two lists of reduced rows; see `plain.plain_rows`."""
    walk = _Walk(yours, expected)
    pairs = align(yours, expected)
    wrong = 0
    for i, j in pairs:
        walk.step(i, j)
        wrong += walk.report.marks[-1] != SAME
        if wrong == MAX_WRONG:
            break
    walk.finish()
    walk.report.left_out = len(pairs) - len(walk.report.pairs)
    return walk.report


class _Walk:
    def __init__(self, yours: list, expected: list):
        self.report = Report(yours, expected)
        self.causes: list[int] = []  # differences whose change of shape is still felt
        self.followers: dict[tuple[int, ...], list[tuple[int, bool]]] = {}
        # The shape that the next layer gets, on both sides. A list that does not tell its input
        # is taken to have the other's.
        mine, wanted = input_shape(yours), input_shape(expected)
        self.given = mine or wanted or likely_input_shape(expected)
        self.wanted_given = wanted or likely_input_shape(expected) or mine
        both_say = all(rows and _type(rows[0]) == "InputLayer" for rows in (yours, expected))
        if mine and wanted and not same(mine, wanted) and not both_say:
            item = Item("input shape", mine, wanted)
            self._add(Difference(INPUT, _type(yours[0]), 1, 1, (item,)), True)

    def step(self, i: int | None, j: int | None) -> None:
        report = self.report
        row = None if i is None else report.yours[i]
        wanted_row = None if j is None else report.expected[j]
        if row is None:
            mark = self._missing(j, wanted_row)
        elif wanted_row is None:
            mark = self._extra(i, row)
        elif same(row, wanted_row):
            mark, self.causes = SAME, []
        else:
            mark = self._pair(i, j, row, wanted_row)
        report.pairs.append((i, j))
        report.marks.append(mark)
        if row is not None:
            self.given = output_shape(row)
        if wanted_row is not None:
            self.wanted_given = output_shape(wanted_row)

    def _missing(self, j: int, row) -> str:
        changes = not same(output_shape(row), self.wanted_given)
        advice = _call(row, self.wanted_given)
        self._add(Difference(MISSING, _type(row), None, j + 1, advice=advice), changes)
        return MISSING

    def _extra(self, i: int, row) -> str:
        changes = not same(output_shape(row), self.given)
        self._add(Difference(EXTRA, _type(row), i + 1, None), changes)
        return EXTRA

    def _pair(self, i: int, j: int, row, wanted_row) -> str:
        if type(row) is Opaque or type(wanted_row) is Opaque or _type(row) != _type(wanted_row):
            item = Item("type", _kind(row), _kind(wanted_row))
            changes = not same(output_shape(row), output_shape(wanted_row))
            advice = _call(wanted_row, self.wanted_given)
            difference = Difference(DIFFERENT, _type(row), i + 1, j + 1, (item,), advice=advice)
            self._add(difference, changes)
            return DIFFERENT
        items = column_items(row, wanted_row)
        may_follow = all(
            item.attribute in (SHAPE, PARAMETERS) and type(item.yours) is not Opaque
            for item in items
        )
        layer = infer(wanted_row, self.wanted_given)
        predicted = apply(layer, self.given) if layer and self.given else None
        as_predicted = predicted is not None and same([*predicted], row[1:3])
        # Without a prediction, a layer below another wrong shape gets the benefit of the doubt.
        if may_follow and self.causes and (as_predicted or predicted is None):
            self._follow(i, row, wanted_row, as_predicted)
            return FOLLOWS
        found = explain(row, wanted_row, self.given, layer)
        advice = found.advice or f"make it {_call(wanted_row, self.wanted_given)}"
        difference = Difference(
            DIFFERENT, _type(row), i + 1, j + 1, found.items, found.formulas, advice
        )
        self._add(difference, not as_predicted and not same(row[1:2], wanted_row[1:2]))
        return DIFFERENT

    def _follow(self, i: int, row: list, wanted_row: list, certain: bool) -> None:
        cause = self.report.differences[self.causes[-1]]
        layer = infer(row, self.given)
        if layer and not cause.formulas and not cause.effect:
            size = size_line(layer, self.given, wanted_row)
            counts_differ = not same(row[2], wanted_row[2])
            parameters = parameter_line(layer, self.given, wanted_row) if counts_differ else None
            lines = [size or parameters]
            if size and (cause.kind, cause.layer) == (MISSING, "ZeroPadding2D"):
                lines.append(
                    with_padding(layer, self.given, self.report.expected[cause.expected - 1])
                )
            if lines[0]:
                effect = (i + 1, row[0], tuple(filter(None, lines)))
                self.report.differences[self.causes[-1]] = replace(cause, effect=effect)
        self.followers.setdefault(tuple(self.causes), []).append((i + 1, certain))

    def _add(self, difference: Difference, changes_shape: bool) -> None:
        self.report.differences.append(difference)
        if changes_shape:
            self.causes = [*self.causes, len(self.report.differences) - 1]

    def finish(self) -> None:
        moved = join_moves(self.report)
        own = join_activations(self.report)
        kept = {old: own[new] for old, new in moved.items()}
        for causes, layers in self.followers.items():
            numbers = tuple(n for n, _ in layers)
            mapped = tuple(dict.fromkeys(kept[c] for c in causes))
            certain = all(sure for _, sure in layers)
            self.report.consequences.append(Consequence(numbers, mapped, certain))


def _type(row) -> str:
    return row[0] if type(row) is list and type(row[0]) is str else "?"


def _kind(row):
    """The type of a layer, or why there is none."""
    return row if type(row) is Opaque else row[0]


def _call(row, given: list | None) -> str:
    return call_text(row, given) if _type(row) != "?" else ""
