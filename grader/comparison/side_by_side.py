"""The two lists of rows next to each other, aligned, as lines of plain text."""

from __future__ import annotations

from .report import DIFFERENT, EXTRA, FOLLOWS, MISSING, SAME, Report
from .text import row_text, shorten

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
        left = "" if i is None else f"{i + 1:>{digits}} {row_text(report.yours[i])}"
        right = "" if j is None else f"{j + 1:>{digits}} {row_text(report.expected[j])}"
        lines.append(_line(MARKS[mark], left, right))
    left_out = max(0, len(pairs) - start - MAX_LINES) + report.left_out
    if left_out:
        lines.append(f"  … {left_out} more layers")
    used = [mark for mark in MARKS if mark in report.marks]
    lines.append("  " + "   ".join(f"{MARKS[mark]} {LEGEND[mark]}" for mark in used))
    return lines


def _line(mark: str, left: str, right: str) -> str:
    return f"{mark} {shorten(left, _WIDTH):<{_WIDTH}}  {shorten(right, _WIDTH)}".rstrip()
