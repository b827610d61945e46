"""A layer that is extra at one place and missing at another was moved."""

from __future__ import annotations

from dataclasses import replace

from grader.comparison.difference_report import EXTRA, MISSING, MOVED, Report
from grader.comparison.sanitize import Opaque, same
from grader.comparison.shapes import output_shape


def join_moves(report: Report) -> dict[int, int]:
    """Turn an extra and a missing layer that are the same one into a single "moved".

    Returns the new index of every difference.
    """
    found = list(enumerate(report.differences))
    extras = [(a, extra) for a, extra in found if extra.kind == EXTRA]
    missing = [(b, lack) for b, lack in found if lack.kind == MISSING]
    joined: dict[int, int] = {}  # index of the second of two -> index of the first
    for a, extra in extras:
        for b, lack in missing:
            row, wanted = report.yours[extra.yours - 1], report.expected[lack.expected - 1]
            if _same_layer(row, wanted):
                joined[max(a, b)] = min(a, b)
                report.differences[min(a, b)] = replace(
                    extra, kind=MOVED, expected=lack.expected, effect=extra.effect or lack.effect
                )
                missing.remove((b, lack))
                break
    kept = [a for a in range(len(report.differences)) if a not in joined]
    report.differences = [report.differences[a] for a in kept]
    new = {a: n for n, a in enumerate(kept)}
    return new | {b: new[a] for b, a in joined.items()}


def _same_layer(row, wanted) -> bool:
    """Whether two rows can be one layer at two places: shapes differ with the place."""
    if type(row) is Opaque or type(wanted) is Opaque or not same(row[0], wanted[0]):
        return False
    if row[0] in ("Conv2D", "Dense"):
        a, b = output_shape(row), output_shape(wanted)
        if a is None or b is None or a[-1] != b[-1]:
            return False
    return same(row[3:], wanted[3:])
