"""Alias sets of a notebook: which of its names share objects, and whose code runs with them.

See `grader.analysis.aliasing` for the groups of names that they are made of.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence

from grader.analysis.aliasing import aliases_of, merged
from grader.analysis.bindings import Kind, either
from grader.analysis.cell_effects import Effects, Routine

PLAIN = (Kind.FUNCTION, Kind.FACTORY)
INERT = (Kind.MODULE, Kind.CONSTANT)


class AliasSets:
    """The alias sets of all cells together, whatever the order in which they run.

    What is unknown counts as shared and as changed. Three things don't: a module's function that
    is called for its value leaves the module as it is, a function keeps nothing unless it has
    defaults or decorators, and no object holds a module. Code that can't be seen, such as
    ``exec``, may have bound every name above it, but for modules, to any object there.

    Parameters
    ----------
    cells:
        The cells, in the order in which they run.
    asked:
        Names that may be bound by code that can't be seen.
    """

    def __init__(self, cells: Sequence[Effects], asked: Iterable[str] = ()) -> None:
        self._cells = cells
        self._kinds: dict[str, Kind] = {}
        self._roots: dict[str, set[str]] = {}  # the top-level modules behind a name
        self._routines: dict[str, Routine] = {}
        self._found: dict[str, frozenset[str]] = {}
        for cell in cells:
            self._add_kinds(cell)
        self._add_routines()
        self._join()
        unseen = None
        while (last := self._last_unknown()) != unseen:
            unseen = last
            mixed = self._mixed_by(last, asked)
            self._kinds.update(dict.fromkeys(mixed, Kind.OBJECT))
            self._join(mixed)

    def runs_unknown_code(self, cell: Effects) -> bool:
        """Whether the cell, or code that it may run, does anything to any name."""
        return cell.unknown or any(routine.unknown for routine in self._behind(cell.runs))

    def wanted_with(self, names: Iterable[str]) -> set[str]:
        """Return `names`, and those that the code behind them will read when it runs."""
        return set(names).union(*(routine.reads for routine in self._behind(names)))

    def touched_by(self, cell: Effects) -> set[str]:
        """Return names that the cell binds, or whose objects it or code it runs may change."""
        changes = cell.changes
        for routine in self._behind(cell.runs):
            changes |= routine.changes
        called = {n for n in changes.calls if self._kind(n) in (Kind.MODULE, Kind.OBJECT)}
        lent = {n for n in changes.lends if self._kind(n) is Kind.OBJECT}
        touched = changes.stores | called | lent
        roots = {root for name in touched for root in self._roots.get(name, ())}
        modules = {name for name, found in self._roots.items() if found & roots}
        members = set().union(*map(self._members, touched))
        shared = {n for n in aliases_of(members, self._sets) if self._kind(n) not in PLAIN}
        return cell.defines.union(touched, modules, shared)

    def _kind(self, name: str) -> Kind:
        """Return what a name is bound to; by no cell means built in, or by ``import *``."""
        return Kind.OBJECT if name.endswith("()") else self._kinds.get(name, Kind.MODULE)

    def _add_kinds(self, cell: Effects) -> None:
        """Note what a cell binds its names to; what is bound in two ways may be anything."""
        for name, root in cell.imports.items():
            self._roots.setdefault(name, set()).add(root)
        aliases = [name for name, kind in cell.kinds.items() if kind is Kind.ALIAS]
        for name, kind in cell.kinds.items():
            if name not in aliases:
                self._kinds[name] = either(self._kinds.get(name, kind), kind)
        for name in aliases:  # of a module, or of what it holds, or of anything
            of = [other for alias, other in cell.aliases if alias == name]
            is_module = all(self._kinds.get(other) is Kind.MODULE for other in of)
            kind = Kind.MODULE if is_module else Kind.OBJECT
            self._kinds[name] = either(self._kinds.get(name, kind), kind)
            if is_module:
                self._roots.setdefault(name, set()).update(*(self._roots.get(o, ()) for o in of))

    def _add_routines(self) -> None:
        """Note the code behind each name, and then behind what calls of functions give."""
        pairs = [pair for cell in self._cells for pair in cell.routines.items()]
        for name, routine in sorted(pairs, key=lambda pair: pair[0].endswith("()")):
            for member in self._members(name):
                self._routines[member] = self._routines.get(member, Routine()) | routine

    def _members(self, name: str) -> frozenset[str]:
        """Return the objects and functions that a name of an alias group stands for.

        A call of a function may give objects that its code reads, functions that this returns, or
        something that runs this code later.
        """
        if name not in self._found:
            function = name.removesuffix("()")
            kind = self._kind(function)
            members = {name}
            if kind in INERT:
                members = set()
            elif function != name:
                members = self._given_by(function)
                members = members - {function} if kind is Kind.FUNCTION else members | {function}
            self._found[name] = frozenset(members)
        return self._found[name]

    def _given_by(self, function: str) -> set[str]:
        """Return what a function, and those that it reads, may give out."""
        seen: set[str] = set()
        given: set[str] = set()
        todo = [function]
        while todo:
            name = todo.pop()
            kind = self._kind(name)
            if name in seen or kind in INERT:
                continue
            seen.add(name)
            if kind is Kind.OBJECT:
                given.add(name)
            if name in self._routines and (name == function or kind in PLAIN):
                todo += self._routines[name].reads
                given |= {n for n in self._routines[name].returns if self._kind(n) in PLAIN}
        return given

    def _join(self, mixed: Iterable[str] = ()) -> None:
        """Make the sets. A function is in the set of what holds it, but joins no sets."""
        self._found.clear()
        groups = {group for cell in self._cells for group in cell.groups} | {frozenset(mixed)}

        def members(group: frozenset[str], *, functions: bool) -> set[str]:
            found = set().union(*map(self._members, group))
            return {name for name in found if (self._kind(name) in PLAIN) is functions}

        self._sets = merged(members(group, functions=False) for group in groups)
        for group in groups:
            for holder in list(members(group, functions=False))[:1]:
                self._sets[holder] |= members(group, functions=True)

    def _behind(self, names: Iterable[str]) -> list[Routine]:
        """Return the code that may run when the names are used."""
        return [self._routines[n] for n in self._reached(names) if n in self._routines]

    def _reached(self, names: Iterable[str]) -> set[str]:
        """Return the names, their alias sets, what code behind these reads, and so on."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                new = ({name} | self._sets.get(name, set())) - seen
                seen |= new
                for other in new & self._routines.keys():
                    todo += self._routines[other].reads
        return seen

    def _last_unknown(self) -> int | None:
        """Return the index of the last cell that does anything to any name."""
        unknown = (n for n, cell in enumerate(self._cells) if self.runs_unknown_code(cell))
        return max(unknown, default=None)

    def _mixed_by(self, last: int, asked: Iterable[str]) -> set[str]:
        """Return names whose objects that cell may have put into each other, or shared out."""
        mentioned = set(asked).union(*(cell.uses | cell.runs for cell in self._cells))
        bound_unseen = mentioned - self._kinds.keys() - set(dir(builtins))
        names = bound_unseen.union(*(cell.defines for cell in self._cells[: last + 1]))
        return {name for name in names if self._kinds.get(name) is not Kind.MODULE}
