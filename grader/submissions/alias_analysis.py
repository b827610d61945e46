"""Which names of a notebook share objects, and whose code runs when one of them is used."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from functools import reduce

from grader.analysis.aliasing import HUB
from grader.analysis.bindings import Kind, either
from grader.analysis.cell_effects import Effects
from grader.analysis.mutations import Changes
from grader.analysis.statements import Routine
from grader.submissions.points_to import Sharing, own


class Objects:
    """The objects behind the names of a notebook, whatever the order of its cells.

    What is unknown counts as shared and as changed. Three things don't: a module's function that
    is called for its value leaves the module as it is, a function keeps nothing unless it has
    defaults or decorators, and no object holds a module. Code that can't be seen, such as
    ``exec``, may have bound every name above it, but for modules, to any object there.
    """

    def __init__(self, cells: Sequence[Effects], asked: Iterable[str] = ()) -> None:
        """Read the cells; `asked` are names that may be bound by code that can't be seen."""
        self._kinds = _kinds_in(cells)
        self._roots: dict[str, set[str]] = {}
        self._routines: dict[str, Routine] = {}
        self._wild: set[str] = set()
        self._aliases: set[tuple[str, str]] = set()
        for number, cell in enumerate(cells):
            for name, root in cell.imports.items():
                self._roots.setdefault(name, set()).add(root)
            self._aliases |= cell.aliases
            for local, routine in cell.routines.items():
                name = own(number, local)
                self._routines[name] = self._routines.get(name, routine) | routine
                if cell.unknown:
                    self._wild.add(name)
        self._resolve_aliases()
        self._sharing = Sharing(cells, self._routines, self._kind)
        unseen = None
        while (last := self._last_unknown(cells)) != unseen:
            unseen = last
            mixed = self._mixed_by(last, cells, asked)
            self._kinds.update(dict.fromkeys(mixed, Kind.OBJECT))
            self._sharing = Sharing(cells, self._routines, self._kind, mixed)

    def runs_unknown_code(self, cell: Effects) -> bool:
        """Whether the cell, or a function it may run, does anything to any name."""
        if cell.unknown or not self._wild:
            return cell.unknown
        return not self._wild.isdisjoint(self._sharing.held_by(cell.runs))

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
        shared = self._sharing.held_by(touched)
        objects = {name for name in shared if self._kind(name) is Kind.OBJECT}
        roots = {root for name in touched for root in self._roots.get(name, ())}
        modules = {name for name, found in self._roots.items() if found & roots}
        return cell.defines | touched | modules | self._sharing.holders_of(objects)

    def _resolve_aliases(self) -> None:
        """Aliases of modules and of what they hold are modules; all others may be anything."""
        while True:
            found = {
                name
                for name, kind in self._kinds.items()
                if kind is Kind.ALIAS
                and all(
                    self._kinds.get(root) is Kind.MODULE
                    for alias, root in self._aliases
                    if alias == name
                )
            }
            if not found:
                break
            self._kinds.update(dict.fromkeys(found, Kind.MODULE))
            for name, root in self._aliases:
                if name in found:
                    self._roots.setdefault(name, set()).update(self._roots.get(root, ()))
        others = [name for name, kind in self._kinds.items() if kind is Kind.ALIAS]
        self._kinds.update(dict.fromkeys(others, Kind.OBJECT))

    def _last_unknown(self, cells: Sequence[Effects]) -> int | None:
        """The number of the last cell that does anything to any name."""
        return max((n for n, c in enumerate(cells) if self.runs_unknown_code(c)), default=None)

    def _mixed_by(self, last: int, cells: Sequence[Effects], asked: Iterable[str]) -> set[str]:
        """Names whose objects the cell may have put into each other, or bound to each other's."""
        mentioned = set(asked).union(*(cell.uses | cell.runs for cell in cells))
        bound_unseen = mentioned - set(self._kinds) - set(dir(builtins))
        names = bound_unseen.union(*(cell.defines for cell in cells[: last + 1]))
        return {name for name in names if self._kinds.get(name) is not Kind.MODULE}

    def _behind(self, names: Iterable[str]) -> list[Routine]:
        """The code that may run when the names are used."""
        used = self._sharing.held_by(names)
        return [self._routines[name] for name in used if name in self._routines]

    def _kind(self, name: str) -> Kind:
        """What is bound by no cell is built in, or comes from ``import *``."""
        if name.endswith("()") or HUB in name:
            return Kind.OBJECT
        return self._kinds.get(name, Kind.MODULE)


def _kinds_in(cells: Sequence[Effects]) -> dict[str, Kind]:
    """What each name is bound to; what is bound to different things may be anything."""
    kinds: dict[str, Kind] = {}
    for cell in cells:
        for name, kind in cell.kinds.items():
            kinds[name] = either(kinds.get(name, kind), kind)
    return kinds
