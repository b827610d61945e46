"""The order in which cells run that were moved, or were run out of order before they were saved."""

from __future__ import annotations

from collections.abc import Sequence

from grader.analysis.alias_sets import AliasSets
from grader.analysis.cell_analysis import analyse
from grader.submissions.notebook_reader import Cell


def definitions_first(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells; one that needs a name which only cells below it bind has these above it.

    A name is needed if it may be read when the cell runs, as the base of a class is. What functions
    of the cell read when they are called later is not. Two cells that need each other stay in
    their order.
    """
    found = [analyse(cell.source) for cell in cells]
    bound = frozenset().union(*(one.defines for one in found))
    objects = AliasSets(found)
    needs = [(objects.wanted_with(one.reads) & bound) - one.defines for one in found]
    order = list(range(len(cells)))
    moved: set[int] = set()
    defined: set[str] = set()
    at = 0
    while at < len(order):
        own = found[order[at]].defines
        missing = needs[order[at]] - defined
        below = (n for n in order[at + 1 :] if n not in moved and found[n].defines & missing)
        first = next((n for n in below if not needs[n] & own), None) if missing else None
        if first is None:
            defined |= own
            at += 1
        else:
            moved.add(first)
            order.remove(first)
            order.insert(at, first)
    return tuple(cells[n] for n in order)
