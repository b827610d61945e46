"""Mutations: objects that code may change in place. What can't be known counts as changed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.analysis.aliasing import (
    INSPECTORS,
    alias_groups,
    aliases_of,
    call_arguments,
    may_alias,
    merged,
)
from grader.analysis.file_access import files_written, is_file

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Changes:
    """Names by the way in which their objects may be changed; ``f()`` is what a call of f gave.

    Attributes
    ----------
    stores:
        Written to: ``a[0] = …``, ``a.b = …``, ``a += …``, ``del a``, ``global a``.
    calls:
        Called, or a method of theirs, for nothing but the effect: ``a.fit(…)``, ``seed(1)``.
    lends:
        Given to a call, asked by a method for a value, or iterated over.
    """

    stores: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    lends: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.stores | self.calls | self.lends

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.stores | other.stores, self.calls | other.calls, self.lends | other.lends
        )

    def within(self, names: Iterable[str]) -> Changes:
        """Return the part that concerns `names`, or what calling them gave; files belong to all."""
        kept = {form for name in names for form in (name, f"{name}()")}
        kept |= {name for name in self.stores if is_file(name)}
        return Changes(self.stores & kept, self.calls & kept, self.lends & kept)


def changes_at_once(statement: ast.stmt) -> Changes:
    """Return what the statement may change when it runs; its functions run later."""
    return _changes(outside_functions(statement))


def changes_later(statement: ast.stmt) -> Changes:
    """Return what the statement's functions may change when they run, local names included."""
    nodes = list(ast.walk(statement))
    found = _changes(nodes)
    aliases = aliases_of(found.all, merged(alias_groups(nodes)))
    return found | Changes(lends=frozenset(aliases))


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what runs with it: decorators and defaults, but no function bodies."""
    yield node
    if isinstance(node, SCOPES):
        children = [*getattr(node, "decorator_list", ()), *defaults_of(node)]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from outside_functions(child)


def defaults_of(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.expr]:
    """Return the default values of a function's parameters."""
    return [*function.args.defaults, *(d for d in function.args.kw_defaults if d is not None)]


def _changes(nodes: Iterable[ast.AST]) -> Changes:
    stores: set[str] = set()
    calls: set[str] = set()
    lends: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            stores |= files_written(node)
        if isinstance(node, ast.AugAssign):
            stores |= _roots(node.target)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                stores |= _roots(node)
        elif isinstance(node, ast.Delete):
            stores |= {name for target in node.targets for name in _roots(target)}
        elif isinstance(node, ast.Global):
            stores |= set(node.names)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            lends |= may_alias(node.iter)  # an iterator is used up
        elif isinstance(node, ast.Assign):
            if any(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
                lends |= may_alias(node.value)
        elif isinstance(node, ast.Starred | ast.YieldFrom | ast.Await):
            lends |= may_alias(node.value)
        elif isinstance(node, ast.Compare):
            if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
                lends |= {name for c in node.comparators for name in may_alias(c)}
        elif isinstance(node, ast.withitem):
            lends |= may_alias(node.context_expr)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lends |= {name for d in node.decorator_list for name in may_alias(d)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # a call whose value is thrown away is there for what it changes: np.random.seed(1)
            calls |= _roots(node.value.func) - INSPECTORS
        elif isinstance(node, ast.Call):
            lends |= _lent_to(node)
    return Changes(frozenset(stores), frozenset(calls), frozenset(lends))


def _lent_to(call: ast.Call) -> set[str]:
    """Return what a call may change; what it returns is new and not among that."""
    if isinstance(call.func, ast.Name):
        return call_arguments(call) - {f"{call.func.id}()"} | ({call.func.id} - INSPECTORS)
    return call_arguments(call)


def _roots(node: ast.AST) -> set[str]:
    """Return the ``a`` of ``a.b[0].c``, or what an expression in its place may hold."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Tuple | ast.List):
        return {name for element in node.elts for name in _roots(element)}
    return may_alias(node)
