"""The names a piece of code binds and reads, by Python's own symbol table."""

from __future__ import annotations

import ast
import copy
import symtable
from dataclasses import dataclass, field

AT_ONCE = "__comprehension_that_runs_at_once__"


@dataclass
class Names:
    """Names of the notebook's namespace that one top-level statement touches.

    Attributes
    ----------
    bound:
        Bound when the statement runs.
    read:
        Read when it runs, class bodies and comprehensions included.
    later:
        Read or made global inside functions, lambdas and generators, so whenever those run.
    made_global:
        Bound from inside a function by ``global``.
    """

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    made_global: set[str] = field(default_factory=set)


def names_of(node: ast.stmt | ast.expr) -> Names:
    """Read the names of top-level code; a function's own local names are not among them."""
    names = Names()
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        return names
    table = symtable.symtable(ast.unparse(_separated(node)), "cell", "exec")
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            names.bound.add(symbol.get_name())
        if symbol.is_referenced():
            names.read.add(symbol.get_name())
    for scope in table.get_children():
        _inner(scope, names, deferred=False)
    return names


class _Separated(ast.NodeTransformer):
    """Comprehensions as marked generators: from Python 3.12 on they have no scope of their own."""

    def _generator(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.GeneratorExp:
        self.generic_visit(node)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        marked = ast.Tuple([ast.Name(AT_ONCE, ast.Load()), *parts], ast.Load())
        return ast.GeneratorExp(marked, node.generators)

    visit_ListComp = visit_SetComp = visit_DictComp = _generator


def _separated(node: ast.AST) -> ast.AST:
    if any(isinstance(n, ast.ListComp | ast.SetComp | ast.DictComp) for n in ast.walk(node)):
        return _Separated().visit(copy.deepcopy(node))
    return node


def _inner(scope: symtable.SymbolTable, names: Names, *, deferred: bool) -> None:
    is_class = scope.get_type() == "class"
    deferred = deferred or not (is_class or AT_ONCE in scope.get_identifiers())
    for symbol in scope.get_symbols():
        name = symbol.get_name()
        if name == AT_ONCE:
            continue
        # a class body looks for its own names outside as well: `class A: size = size`
        if symbol.is_referenced() and (symbol.is_global() or (is_class and not deferred)):
            (names.later if deferred else names.read).add(name)
        if symbol.is_assigned() and symbol.is_global():
            if deferred:
                names.made_global.add(name)
                names.later.add(name)
            else:
                names.bound.add(name)  # `[last := x for x in xs]`
    for child in scope.get_children():
        _inner(child, names, deferred=deferred)
