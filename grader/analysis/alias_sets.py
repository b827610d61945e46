"""Alias sets of a notebook: which of its names share objects, and whose code runs with them.

See `grader.analysis.aliasing` for the groups of names that they are made of.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence

from grader.analysis.abstract_values import Value, join
from grader.analysis.aliasing import aliases_of, merged
from grader.analysis.cell_analysis import CellAnalysis, FunctionSummary
from grader.analysis.process_state import INTERPRETER, PROCESS

INERT = (Value.MODULE, Value.CONSTANT)


class AliasSets:
    """The alias sets of all cells together, whatever the order in which they run.

    What is unknown counts as shared and as changed. Three things don't: a module's function that
    is called for its value leaves the module as it is, a function keeps nothing unless it has
    defaults or decorators, and no object holds a module. Code that can't be seen, such as
    ``exec``, may have bound every name above it, but for modules, to any object there.

    Parameters
    ----------
    cells
        The cells, in the order in which they run.
    asked
        Names that may be bound by code that can't be seen.
    """

    def __init__(self, cells: Sequence[CellAnalysis], asked: Iterable[str] = ()) -> None:
        self._cells = cells
        self._values: dict[str, Value] = {}
        self._roots: dict[str, set[str]] = {}  # the top-level modules behind a name
        self._summaries: dict[str, FunctionSummary] = {}
        self._found: dict[str, frozenset[str]] = {}
        for cell in cells:
            self._add_values(cell)
        self._add_summaries()
        self._make_sets()
        unseen = None
        while (last := self._last_unknown()) != unseen:
            unseen = last
            mixed = self._mixed_by(last, asked)
            self._values.update(dict.fromkeys(mixed, Value.OBJECT))
            self._make_sets(mixed)

    def runs_unknown_code(self, cell: CellAnalysis) -> bool:
        """Whether the cell, or code that it may run, does anything to any name."""
        return cell.unknown or any(summary.unknown for summary in self._behind(cell.reads))

    def wanted_with(self, names: Iterable[str]) -> set[str]:
        """Return `names`, and those that the code behind them will read when it runs."""
        return set(names).union(*(summary.reads for summary in self._behind(names)))

    def touched_by(self, cell: CellAnalysis) -> set[str]:
        """Return names that the cell binds, or whose objects it or code it runs may change."""
        mutations = cell.mutations
        for summary in self._behind(cell.reads):
            mutations |= summary.mutations
        called = {n for n in mutations.calls if self._value(n) in (Value.MODULE, Value.OBJECT)}
        escaped = {n for n in mutations.escapes if self._value(n) is Value.OBJECT}
        touched = mutations.stores | called | escaped
        roots = {root for name in touched for root in self._roots.get(name, ())}
        modules = {name for name, found in self._roots.items() if found & roots}
        members = set().union(*map(self._members, touched))
        shared = {n for n in aliases_of(members, self._sets) if not self._value(n).is_function}
        process = {PROCESS} if self._sets_process(mutations.settings, called) else set()
        return cell.defines.union(touched, modules, shared, process)

    def _sets_process(self, settings: Iterable[str], called: Iterable[str]) -> bool:
        """Whether something of a module is set, or the interpreter is called for an effect."""
        set_names = {name.removesuffix("()") for name in settings}
        modules = {n for n in {*set_names, *called} if self._values.get(n) is Value.MODULE}
        roots = set().union(*(self._roots.get(name, ()) for name in modules & {*called}))
        return bool(modules & set_names or roots & INTERPRETER)

    def _value(self, name: str) -> Value:
        """Return what a name is bound to; what no cell binds counts as a module."""
        return Value.OBJECT if name.endswith("()") else self._values.get(name, Value.MODULE)

    def _add_values(self, cell: CellAnalysis) -> None:
        """Note what a cell binds its names to; what is bound in two ways may be anything."""
        for name, root in cell.imports.items():
            self._roots.setdefault(name, set()).add(root)
        aliases = [name for name, value in cell.definitions.items() if value is Value.ALIAS]
        for name, value in cell.definitions.items():
            if name not in aliases:
                self._values[name] = join(self._values.get(name, value), value)
        for name in aliases:  # of a module, or of what it holds, or of anything
            of = [other for alias, other in cell.aliases if alias == name]
            is_module = all(self._values.get(other) is Value.MODULE for other in of)
            value = Value.MODULE if is_module else Value.OBJECT
            self._values[name] = join(self._values.get(name, value), value)
            if is_module:
                self._roots.setdefault(name, set()).update(*(self._roots.get(o, ()) for o in of))

    def _add_summaries(self) -> None:
        """Note the code behind each name, then behind the results of calls."""
        pairs = [pair for cell in self._cells for pair in cell.summaries.items()]
        for name, summary in sorted(pairs, key=lambda pair: pair[0].endswith("()")):
            for member in self._members(name):
                self._summaries[member] = self._summaries.get(member, FunctionSummary()) | summary

    def _members(self, name: str) -> frozenset[str]:
        """Return the objects and functions that a name of an alias group stands for.

        A call of a function may give objects that its code reads, functions that this returns, or
        something that runs this code later.
        """
        if name not in self._found:
            function = name.removesuffix("()")
            value = self._value(function)
            members = {name}
            if value in INERT:
                members = set()
            elif function != name:
                members = self._given_by(function)
                members = members - {function} if value is Value.FUNCTION else members | {function}
            self._found[name] = frozenset(members)
        return self._found[name]

    def _given_by(self, function: str) -> set[str]:
        """Return what a function, and those that it reads, may give out."""
        seen: set[str] = set()
        given: set[str] = set()
        todo = [function]
        while todo:
            name = todo.pop()
            value = self._value(name)
            if name in seen or value in INERT:
                continue
            seen.add(name)
            if value is Value.OBJECT:
                given.add(name)
            if name in self._summaries and (name == function or value.is_function):
                todo += self._summaries[name].reads
                given |= {n for n in self._summaries[name].returns if self._value(n).is_function}
        return given

    def _make_sets(self, mixed: Iterable[str] = ()) -> None:
        """Make the sets. A function is in the set of what holds it, but joins no sets."""
        self._found.clear()
        groups = {group for cell in self._cells for group in cell.alias_groups} | {frozenset(mixed)}

        def members(group: frozenset[str], *, functions: bool) -> set[str]:
            found = set().union(*map(self._members, group))
            return {name for name in found if self._value(name).is_function is functions}

        self._sets = merged(members(group, functions=False) for group in groups)
        for group in groups:
            for holder in list(members(group, functions=False))[:1]:
                self._sets[holder] |= members(group, functions=True)

    def _behind(self, names: Iterable[str]) -> list[FunctionSummary]:
        """Return the code that may run when the names are used."""
        return [self._summaries[n] for n in self._reached(names) if n in self._summaries]

    def _reached(self, names: Iterable[str]) -> set[str]:
        """Return the names, their alias sets, what code behind these reads, and so on."""
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in seen:
                new = ({name} | self._sets.get(name, set())) - seen
                seen |= new
                for other in new & self._summaries.keys():
                    todo += self._summaries[other].reads
        return seen

    def _last_unknown(self) -> int | None:
        """Return the index of the last cell that does anything to any name."""
        unknown = (n for n, cell in enumerate(self._cells) if self.runs_unknown_code(cell))
        return max(unknown, default=None)

    def _mixed_by(self, last: int, asked: Iterable[str]) -> set[str]:
        """Return names whose objects that cell may have put into each other."""
        mentioned = set(asked).union(*(cell.uses | cell.reads for cell in self._cells))
        bound_unseen = mentioned - self._values.keys() - set(dir(builtins))
        names = bound_unseen.union(*(cell.defines for cell in self._cells[: last + 1]))
        return {name for name in names if self._values.get(name) is not Value.MODULE}
