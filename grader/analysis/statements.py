"""What a cell's statements do to names and objects, taken together."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.analysis.aliasing import HUB, holds, hub_of
from grader.analysis.bindings import DEFINITIONS, Kind, aliases, cannot_raise, either, kind_of
from grader.analysis.file_access import is_file
from grader.analysis.mutations import Changes, changes_at_once, changes_later, outside_functions
from grader.analysis.symbols import Names, names_of
from grader.analysis.use_before_definition import flow

NONE = Changes()


@dataclass(frozen=True)
class Routine:
    """Code that runs later: the outer names it may read or bind, and what it may change."""

    reads: frozenset[str]
    changes: Changes = NONE

    def __or__(self, other: Routine) -> Routine:
        return Routine(self.reads | other.reads, self.changes | other.changes)


@dataclass
class Reading:
    """Everything found in a row of statements; see `grader.analysis.cell_effects.Effects`."""

    reads: set[str]
    certain: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    kinds: dict[str, Kind] = field(default_factory=dict)
    changes: Changes = NONE
    routines: dict[str, Routine] = field(default_factory=dict)
    holds: set[tuple[str, str]] = field(default_factory=set)
    imports: dict[str, str] = field(default_factory=dict)
    aliases: set[tuple[str, str]] = field(default_factory=set)


def read(statements: Sequence[ast.stmt]) -> Reading:
    """Read the statements of a cell.

    Raises
    ------
    SyntaxError, ValueError, RecursionError
        If Python's own symbol table can't be made of them.
    """
    found = Reading(flow(statements)[0])
    nothing_raised = True
    for statement in statements:
        names = names_of(statement)
        nothing_raised = nothing_raised and cannot_raise(statement)
        if nothing_raised:
            found.certain |= names.bound
        at_once = list(outside_functions(statement))
        imported = _read_imports(at_once, found)
        found.aliases |= set(aliases(statement).items())
        for name in names.bound | names.made_global:
            kind = kind_of(statement, name, imported)
            found.kinds[name] = either(found.kinds.get(name, kind), kind)
        found.runs |= names.read
        found.changes |= changes_at_once(statement)
        found.holds |= _sharing(statement, names)
        if names.later or any(map(is_file, changes_later(statement).stores)):
            _read_routine(statement, names, found)
    return found


def _read_routine(statement: ast.stmt, names: Names, found: Reading) -> None:
    """The functions in a statement may be run by what it binds, and by whom it hands them to."""
    later = changes_later(statement).within(names.later)
    routine = Routine(frozenset(names.later), later)
    keepers = set(names.bound)
    if not isinstance(statement, DEFINITIONS):
        found.runs |= names.later
        code = f"{hub_of(statement)}:code"
        found.holds |= {(name, code) for name in keepers | changes_at_once(statement).all}
        keepers = {code}
    for name in keepers:
        found.routines[name] = found.routines.get(name, routine) | routine


def _sharing(statement: ast.stmt, names: Names) -> set[tuple[str, str]]:
    """What shares objects, in the functions of a statement too, whose local names are their own."""
    outer = names.bound | names.read | names.later | names.made_global

    def scoped(name: str) -> str:
        is_outer = name.startswith(HUB) or name.removesuffix("()") in outer
        return name if is_outer else f"{hub_of(statement)}.{name}"

    pairs = holds(ast.walk(statement))
    return {(scoped(name), scoped(other)) for name, other in pairs}


def _read_imports(nodes: Sequence[ast.AST], found: Reading) -> set[str]:
    """Names bound by imports among `nodes` and by nothing else."""
    imported: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.imports[alias.asname or alias.name] = (node.module or "").partition(".")[0]
                imported.add(alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found.imports[alias.asname or root] = root
                imported.add(alias.asname or root)
                if "." in alias.name:  # the package gets an attribute
                    found.changes |= Changes(stores=frozenset({alias.asname or root}))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return imported - stored - {n.name for n in nodes if isinstance(n, DEFINITIONS)}
