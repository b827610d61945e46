"""The two lists of rows next to each other, aligned, as lines of plain text."""

from __future__ import annotations

from grader.comparison.difference_report import DIFFERENT, EXTRA, FOLLOWS, MISSING, SAME, Report
from grader.comparison.explain import column_items
from grader.comparison.row_schema import PARAMETERS, SHAPE
from grader.comparison.sanitize import same
from grader.comparison.value_text import name_text, row_text, shorten, value_text

MARKS = {SAME: "✓", DIFFERENT: "✗", FOLLOWS: "·", EXTRA: "+", MISSING: "−"}
LEGEND = {
    SAME: "as expected",
    DIFFERENT: "wrong",
    FOLLOWS: "follows from an earlier difference",
    EXTRA: "not expected",
    MISSING: "missing",
}
MAX_LINES = 40
_WIDTH = 46  # of a column; two of them, the marks and the gaps make 99


def side_by_side(report: Report) -> list[str]:
    """A heading, one line a pair of layers, a legend of the marks used; at most 100 wide.

    Of more than 40 pairs the first equal ones, or else the last ones, are left out.
    """
    lines = [_line(" ", "yours", "expected")]
    pairs = list(zip(report.marks, report.pairs, strict=True))
    first = next((n for n, mark in enumerate(report.marks) if mark != SAME), 0)
    start = max(0, first - 3) if len(pairs) > MAX_LINES else 0
    digits = len(str(max(len(report.yours), len(report.expected))))
    if start:
        lines.append(f"  … {start} equal layers")
    for mark, (i, j) in pairs[start : start + MAX_LINES]:
        mine = None if i is None else report.yours[i]
        wanted = None if j is None else report.expected[j]
        left, right = _texts(mine, wanted, _WIDTH - digits - 1)
        left = left and f"{i + 1:>{digits}} {left}"
        right = right and f"{j + 1:>{digits}} {right}"
        lines.append(_line(MARKS[mark], left, right))
    left_out = max(0, len(pairs) - start - MAX_LINES) + report.left_out
    if left_out:
        lines.append(f"  … {left_out} more layers")
    used = [mark for mark in MARKS if mark in report.marks]
    lines.append("  " + "   ".join(f"{MARKS[mark]} {LEGEND[mark]}" for mark in used))
    return lines


def _texts(mine, wanted, width: int) -> tuple[str, str]:
    """Two rows as text; of a pair that is too long only the type and what differs is written."""
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
    return f"{mark} {shorten(left, _WIDTH):<{_WIDTH}}  {shorten(right, _WIDTH)}".rstrip()
