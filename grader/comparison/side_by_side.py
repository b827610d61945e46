"""Two lists of rows beside each other as a table of text, with a mark for each pair."""

from __future__ import annotations

from grader.comparison.difference_report import Kind, Report
from grader.comparison.explain import column_items
from grader.comparison.row_schema import PARAMETERS, SHAPE
from grader.comparison.sanitize import name_text, row_text, same, shorten, value_text
from grader.language import _

MAX_LINES = 40
COLUMN_WIDTH = 46  # two of them, the marks and the gaps make 99

MARKS = {Kind.SAME: "✓", Kind.DIFFERENT: "✗", Kind.FOLLOWS: "·", Kind.EXTRA: "+", Kind.MISSING: "−"}
LEGEND = {
    Kind.SAME: "as expected",
    Kind.DIFFERENT: "wrong",
    Kind.FOLLOWS: "follows from an earlier difference",
    Kind.EXTRA: "not expected",
    Kind.MISSING: "missing",
}  # looked up as `_(LEGEND[mark])`


def side_by_side(report: Report) -> list[str]:
    """Both lists of rows as a table: a heading, a line for each pair, a legend of the marks.

    The lines have at most 100 characters. If there are more than `MAX_LINES` pairs, equal ones at
    the start are left out, and then the last ones.
    """
    lines = [_line(" ", _("yours"), _("expected"))]
    pairs = list(zip(report.marks, report.pairs, strict=True))
    first = next((n for n, mark in enumerate(report.marks) if mark != Kind.SAME), 0)
    start = max(0, first - 3) if len(pairs) > MAX_LINES else 0
    digits = len(str(max(len(report.yours), len(report.expected))))
    if start:
        lines.append("  " + _("… {count} equal layers", count=start))
    for mark, (i, j) in pairs[start : start + MAX_LINES]:
        left, right = _row_texts(*report.rows(i, j), COLUMN_WIDTH - digits - 1)
        left = left and f"{i + 1:>{digits}} {left}"
        right = right and f"{j + 1:>{digits}} {right}"
        lines.append(_line(MARKS[mark], left, right))
    left_out = max(0, len(pairs) - start - MAX_LINES) + report.left_out
    if left_out:
        lines.append("  " + _("… {count} more layers", count=left_out))
    return [*lines, "  " + "   ".join(legend(report))]


def legend(report: Report) -> list[str]:
    """The marks that the table has, each with its meaning."""
    return [f"{MARKS[mark]} {_(LEGEND[mark])}" for mark in MARKS if mark in report.marks]


def _row_texts(mine, wanted, width: int) -> tuple[str, str]:
    """Two rows as text; if one is too long, only the type and what differs."""
    texts = ["" if row is None else row_text(row) for row in (mine, wanted)]
    both = type(mine) is list and type(wanted) is list and mine and wanted
    if not both or max(map(len, texts)) <= width or not same(mine[0], wanted[0]):
        return texts[0], texts[1]
    items = column_items(mine, wanted)
    # the shape and the parameters follow from a setting that differs
    items = [i for i in items if i.attribute not in (SHAPE, PARAMETERS)] or items
    if not items:
        return texts[0], texts[1]
    name = name_text(mine[0])
    space = max(8, (width - len(name)) // len(items) - 1)
    return tuple(
        " ".join([name, "…", *(value_text(getattr(i, side), space) for i in items)])
        for side in ("yours", "expected")
    )


def _line(mark: str, left: str, right: str) -> str:
    left, right = shorten(left, COLUMN_WIDTH), shorten(right, COLUMN_WIDTH)
    return f"{mark} {left:<{COLUMN_WIDTH}}  {right}".rstrip()
