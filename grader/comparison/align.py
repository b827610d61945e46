"""Alignment of two lists of rows: which layer of one list corresponds to which of the other.

Global alignment by dynamic programming (S. Needleman and C. Wunsch, 1970). A layer without a
partner costs 1. A pair of the same type costs less the more its columns agree. A pair of different
types costs nearly as much as two layers without partners, so it is chosen only if nothing fits
better.
"""

from __future__ import annotations

from grader.comparison.sanitize import Opaque, same

GAP = 1.0
SAME_TYPE = 0.9  # the largest cost of a pair of one type: always less than two gaps
SAME_FAMILY = 1.2
OTHER_TYPE = 1.7
MAX_CELLS = 40_000
_FAMILIES = ("Pooling2D", "Conv")

Pair = tuple[int | None, int | None]


def align(yours: list, expected: list) -> list[Pair]:
    """Pair two lists of reduced rows.

    Equal rows at both ends are paired first, the rest by least cost. Lists too long for that (more
    than `MAX_CELLS` possible pairs) are paired by position.

    Returns
    -------
    list of (int or None, int or None)
        Index in `yours` and in `expected`, in order; None stands for "no partner".
    """
    start = 0
    shorter = min(len(yours), len(expected))
    while start < shorter and same(yours[start], expected[start]):
        start += 1
    end = 0
    while end < shorter - start and same(yours[-1 - end], expected[-1 - end]):
        end += 1
    n, m = len(yours) - start - end, len(expected) - start - end
    if n * m > MAX_CELLS:
        middle = [(i if i < n else None, i if i < m else None) for i in range(max(n, m))]
    else:
        middle = _least_cost(yours[start : start + n], expected[start : start + m])
    return (
        [(i, i) for i in range(start)]
        + [_shift(pair, start) for pair in middle]
        + [(len(yours) - i, len(expected) - i) for i in range(end, 0, -1)]
    )


def _shift(pair: Pair, by: int) -> Pair:
    a, b = pair
    return (None if a is None else a + by, None if b is None else b + by)


def _least_cost(yours: list, expected: list) -> list[Pair]:
    n, m = len(yours), len(expected)
    # total[i][j]: least cost of yours[i:] against expected[j:].
    total = [[0.0] * (m + 1) for _ in range(n + 1)]
    pair = [[_pair_cost(a, b) for b in expected] for a in yours]
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            choices = []
            if i < n and j < m:
                choices.append(pair[i][j] + total[i + 1][j + 1])
            if j < m:
                choices.append(GAP + total[i][j + 1])
            if i < n:
                choices.append(GAP + total[i + 1][j])
            total[i][j] = min(choices, default=0.0)
    steps: list[Pair] = []
    i = j = 0
    while i < n or j < m:
        here = total[i][j]
        if i < n and j < m and here == pair[i][j] + total[i + 1][j + 1]:
            steps.append((i, j))
            i, j = i + 1, j + 1
        elif j < m and here == GAP + total[i][j + 1]:
            steps.append((None, j))
            j += 1
        else:
            steps.append((i, None))
            i += 1
    return steps


def _pair_cost(a, b) -> float:
    if same(a, b):
        return 0.0
    if type(a) is Opaque or type(b) is Opaque:
        return OTHER_TYPE
    if not same(a[0], b[0]) or type(a[0]) is not str:
        related = all(type(row[0]) is str for row in (a, b)) and any(
            family in a[0] and family in b[0] for family in _FAMILIES
        )
        return SAME_FAMILY if related else OTHER_TYPE
    columns = max(len(a), len(b)) - 1
    agreement = sum(_likeness(x, y) for x, y in zip(a[1:], b[1:], strict=False))
    return SAME_TYPE * (1 - agreement / columns) if columns else 0.0


def _likeness(x, y) -> float:
    """1 for equal values; for two shapes 0.9 times the share of their sizes that agree."""
    if same(x, y):
        return 1.0
    if type(x) is list and type(y) is list and x and y:
        agree = sum(same(p, q) for p, q in zip(x, y, strict=False))
        return 0.9 * agree / max(len(x), len(y))
    return 0.0
