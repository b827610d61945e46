"""The names a statement binds and reads, by Python's own symbol table."""

from __future__ import annotations

import ast
import symtable
from dataclasses import dataclass, field


@dataclass
class Names:
    """Names of the notebook's namespace that one top-level statement touches.

    Attributes
    ----------
    bound, read:
        Bound at the top level; read there or inside a function or class body.
    made_global:
        Bound from inside a function by ``global``.
    outer:
        The names a function body shares with the notebook: read or made global there.
    """

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    made_global: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)


def names_of(statement: ast.stmt) -> Names:
    """Read the names of a top-level statement; a function's own local names are not among them."""
    names = Names()
    if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
        return names
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            names.bound.add(symbol.get_name())
        if symbol.is_referenced():
            names.read.add(symbol.get_name())
    inner = list(table.get_children())
    while inner:
        scope = inner.pop()
        inner.extend(scope.get_children())
        for symbol in scope.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                names.outer.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                names.made_global.add(symbol.get_name())
    names.read |= names.outer
    names.outer |= names.made_global
    return names
