"""Which names of a notebook share objects, and whose code runs when one of them is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from grader.code.changes import Changes
from grader.code.effects import Effects
from grader.code.holding import HUB
from grader.code.kinds import Kind
from grader.code.statements import Routine

Graph = Mapping[str, set[str]]


class Objects:
    """The objects behind the names of a notebook, whatever the order of its cells.

    What is unknown counts as shared and as changed. Three things don't: a module's function that
    is called for its value leaves the module as it is, a function keeps nothing unless it has
    defaults or decorators, and no object holds a module.
    """

    def __init__(self, cells: Sequence[Effects]) -> None:
        kinds: dict[str, set[Kind]] = {}
        self._roots: dict[str, set[str]] = {}
        self._routines: dict[str, Routine] = {}
        self._wild: set[str] = set()
        for cell in cells:
            for name, kind in cell.kinds.items():
                kinds.setdefault(name, set()).add(kind)
            for name, root in cell.imports.items():
                self._roots.setdefault(name, set()).add(root)
            for name, routine in cell.routines.items():
                self._routines[name] = self._routines.get(name, routine) | routine
            if cell.unknown:
                self._wild |= set(cell.routines)
        self._kinds = {
            name: next(iter(found)) if len(found) == 1 else Kind.OBJECT
            for name, found in kinds.items()
        }
        self._holds = self._graph(cells)
        self._held: dict[str, set[str]] = {}
        for name, others in self._holds.items():
            for other in others:
                self._held.setdefault(other, set()).add(name)

    def runs_unknown_code(self, cell: Effects) -> bool:
        """Whether the cell, or a function it may run, does anything to any name."""
        return cell.unknown or bool(_reached(self._holds, cell.runs) & self._wild)

    def wanted_with(self, names: Iterable[str]) -> set[str]:
        """`names`, and those that the code behind them will read when it runs."""
        wanted = set(names)
        return wanted.union(*(routine.reads for routine in self._behind(wanted)))

    def touched_by(self, cell: Effects) -> set[str]:
        """Names that the cell binds, or whose objects it or a function it runs may change."""
        changes = reduce(
            Changes.__or__, (routine.changes for routine in self._behind(cell.runs)), cell.changes
        )
        called = {n for n in changes.calls if self._kind(n) in (Kind.MODULE, Kind.OBJECT)}
        lent = {n for n in changes.lends if self._kind(n) is Kind.OBJECT}
        touched = changes.stores | called | lent
        reached = _reached(self._holds, touched)
        objects = {name for name in reached if self._kind(name) is Kind.OBJECT}
        roots = {root for name in touched for root in self._roots.get(name, ())}
        modules = {name for name, found in self._roots.items() if found & roots}
        return cell.defines | touched | modules | _reached(self._held, objects)

    def _behind(self, names: Iterable[str]) -> list[Routine]:
        """The code that may run when the names are used."""
        reached = _reached(self._holds, names)
        return [self._routines[name] for name in reached if name in self._routines]

    def _kind(self, name: str) -> Kind:
        """What is bound by no cell is built in, or comes from ``import *``."""
        if name.endswith("()") or HUB in name:
            return Kind.OBJECT
        return self._kinds.get(name, Kind.MODULE)

    def _graph(self, cells: Sequence[Effects]) -> Graph:
        """From each name to those whose objects it may be, hold or read."""
        graph: dict[str, set[str]] = {}
        for number, cell in enumerate(cells):
            for pair in cell.holds:
                one, other = (f"{number}{n}" if n.startswith(HUB) else n for n in pair)
                if not (self._is_inert(one) or self._is_inert(other)):
                    graph.setdefault(one, set()).add(other)
        for name, routine in self._routines.items():
            reads = {other for other in routine.reads if not self._is_inert(other)}
            graph.setdefault(name, set()).update(reads)
        for result in {n for names in ([*graph], *graph.values()) for n in names}:
            if result.endswith("()"):
                function = result.removesuffix("()")
                # what a plain function returns runs none of its code
                plain = self._kind(function) is Kind.FUNCTION
                held = graph.get(function, set()) if plain else {function}
                graph.setdefault(result, set()).update(held)
        return graph

    def _is_inert(self, name: str) -> bool:
        return self._kind(name.removesuffix("()")) in (Kind.MODULE, Kind.CONSTANT)


def _reached(graph: Graph, names: Iterable[str]) -> set[str]:
    """The names, and all that can be reached from them."""
    seen = set(names)
    stack = list(seen)
    while stack:
        new = graph.get(stack.pop(), set()) - seen
        seen |= new
        stack.extend(new)
    return seen
