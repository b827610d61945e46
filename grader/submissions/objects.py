"""Which names of a notebook share objects, and whose code runs when one of them is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from grader.code.changes import Changes
from grader.code.effects import Effects
from grader.code.holding import HUB
from grader.code.kinds import Kind
from grader.code.statements import Routine


class Objects:
    """The objects behind the names of a notebook, whatever the order of its cells.

    What is unknown counts as shared and as changed. Three things don't: a module's function that
    is called for its value leaves the module as it is, a function keeps nothing unless it has
    defaults, decorators or inner functions, and no object holds a module.
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
                self._roots.setdefault(name, set()).add(f"import {root}")
            for name, routine in cell.routines.items():
                self._routines[name] = self._routines.get(name, routine) | routine
            if cell.unknown:
                self._wild |= set(cell.routines)
        self._kinds = {
            n: found.pop() if len(found) == 1 else Kind.OBJECT for n, found in kinds.items()
        }
        self._edges: dict[str, set[str]] = {}
        for number, cell in enumerate(cells):
            for pair in cell.holds:
                one, other = (f"{number}{n}" if n.startswith(HUB) else n for n in pair)
                self._join(one, other)
        for name, routine in self._routines.items():
            for other in routine.reads:
                self._join(name, other)
        self._reach: dict[str, frozenset[str]] = {}

    def runs_unknown_code(self, cell: Effects) -> bool:
        """Whether the cell, or a function it may run, does anything to any name."""
        return cell.unknown or bool(self._reached(cell.runs) & self._wild)

    def wanted_with(self, names: Iterable[str]) -> set[str]:
        """`names`, and those that the code behind them will read when it runs."""
        reads = (self._routines[n].reads for n in self._reached(names) if n in self._routines)
        return set(names).union(*reads)

    def behind(self, names: Iterable[str]) -> set[str]:
        """The names themselves and all objects that can be reached through them."""
        objects = {n for n in self._reached(names) if self._kind(n) is Kind.OBJECT}
        modules = (self._roots.get(n, {n}) for n in names if self._kind(n) is Kind.MODULE)
        return set(names) | objects.union(*modules)

    def touched_by(self, cell: Effects) -> set[str]:
        """Names and objects that the cell binds or may change, functions it runs included."""
        run = (self._routines[n].changes for n in self._reached(cell.runs) if n in self._routines)
        changes = reduce(Changes.__or__, run, cell.changes)
        called = {n for n in changes.calls if self._kind(n) is not Kind.FUNCTION}
        lent = {n for n in changes.lends if self._kind(n) is Kind.OBJECT}
        touched = set(changes.stores) | called | lent
        touched = {n for n in touched if self._kind(n) is not Kind.CONSTANT or n in changes.stores}
        return cell.defines | self.behind(touched)

    def _kind(self, name: str) -> Kind:
        """What is bound by no cell is built in, or comes from ``import *``."""
        if name.endswith("()") or HUB in name:
            return Kind.OBJECT
        return self._kinds.get(name, Kind.MODULE)

    def _join(self, name: str, other: str) -> None:
        for inert in (name, other):
            if self._kind(inert.removesuffix("()")) in (Kind.MODULE, Kind.CONSTANT):
                return
        self._edges.setdefault(name, set()).add(other)

    def _next(self, name: str) -> Iterable[str]:
        function = name.removesuffix("()")
        if function == name:
            return self._edges.get(name, ())
        if self._kind(function) is Kind.FUNCTION:  # the result runs none of the function's code
            return self._edges.get(function, set()) | self._edges.get(name, set())
        return self._edges.get(name, set()) | {function}

    def _reached(self, names: Iterable[str]) -> set[str]:
        reached: set[str] = set()
        for name in names:
            if name not in self._reach:
                self._reach[name] = self._search(name)
            reached |= self._reach[name]
        return reached

    def _search(self, start: str) -> frozenset[str]:
        seen, stack = {start}, [start]
        while stack:
            for name in self._next(stack.pop()):
                if name not in seen:
                    seen.add(name)
                    stack.append(name)
        return frozenset(seen)
