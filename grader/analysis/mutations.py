"""Mutations: objects that code may change in place. What can't be known counts as changed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.analysis.aliasing import (
    INSPECTORS,
    aliases_of,
    call_arguments,
    groups_of,
    may_alias,
    merged,
)
from grader.analysis.file_access import files_written
from grader.analysis.process_state import is_resource, set_through, written_by

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Mutations:
    """Names by how their objects may be changed; ``f()`` stands for the result of a call of `f`.

    Attributes
    ----------
    stores
        Written to: ``a[0] = …``, ``a.b = …``, ``a += …``, ``del a``, ``global a``.
    calls
        Called, or a method of theirs, for nothing but the effect: ``a.fit(…)``, ``seed(1)``.
    escapes
        Given to a call, asked by a method for a value, or iterated over.
    settings
        Those of all these by which something is set for the whole process, if they are modules:
        ``a.path.append(…)``, ``a.set_seed(…)``, ``a.b = …``.
    """

    stores: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    escapes: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.stores | self.calls | self.escapes

    def __or__(self, other: Mutations) -> Mutations:
        return Mutations(
            self.stores | other.stores,
            self.calls | other.calls,
            self.escapes | other.escapes,
            self.settings | other.settings,
        )

    def within(self, names: Iterable[str]) -> Mutations:
        """Return the part that concerns `names`, results of calling them, files and the process."""
        kept = {form for name in names for form in (name, f"{name}()")}
        kept |= {name for name in self.stores if is_resource(name)}
        return Mutations(
            self.stores & kept, self.calls & kept, self.escapes & kept, self.settings & kept
        )


def mutations_at_once(statement: ast.stmt) -> Mutations:
    """Return what the statement may change when it runs; its functions run later."""
    return _mutations(outside_functions(statement))


def mutations_later(statement: ast.stmt) -> Mutations:
    """Return what the statement's functions may change when they run, local names included."""
    nodes = list(ast.walk(statement))
    found = _mutations(nodes)
    aliases = aliases_of(found.all, merged(groups_of(nodes)))
    return found | Mutations(escapes=frozenset(aliases))


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


def _mutations(nodes: Iterable[ast.AST]) -> Mutations:
    stores: set[str] = set()
    calls: set[str] = set()
    escapes: set[str] = set()
    settings: set[str] = set()
    for node in nodes:
        match node:
            case ast.AugAssign(target=target):
                stores |= _roots(target)
            case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
                stores |= _roots(node)
                settings |= _roots(node)
            case ast.Delete(targets=targets):
                stores.update(*map(_roots, targets))
            case ast.Global(names=names):
                stores.update(names)
            case ast.For(iter=value) | ast.AsyncFor(iter=value) | ast.comprehension(iter=value):
                escapes |= may_alias(value)  # an iterator is used up
            case ast.Assign(targets=targets, value=value):
                if any(isinstance(target, ast.Tuple | ast.List) for target in targets):
                    escapes |= may_alias(value)
            case ast.Starred(value=value) | ast.YieldFrom(value=value) | ast.Await(value=value):
                escapes |= may_alias(value)
            case ast.Compare(ops=ops, comparators=values):
                if any(isinstance(op, ast.In | ast.NotIn) for op in ops):
                    escapes.update(*map(may_alias, values))
            case ast.withitem(context_expr=value):
                escapes |= may_alias(value)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                escapes.update(*map(may_alias, node.decorator_list))
            case ast.Expr(value=ast.Call(func=function)):
                # a call whose value is thrown away is for what it changes: np.random.seed(1)
                calls |= _roots(function) - INSPECTORS
            case ast.Call():
                stores |= files_written(node) | written_by(node)
                settings |= set_through(node)
                escapes |= _escaping_to(node)
    return Mutations(*map(frozenset, (stores, calls, escapes, settings)))


def _escaping_to(call: ast.Call) -> set[str]:
    """Return names whose objects a call may change; its result is a new object."""
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
