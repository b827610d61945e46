"""Which objects a statement may change in place. Where it can't be known, it counts as changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Calling a function of a module (``np.zeros``) changes no module; these are the usual short names.
MODULES = frozenset({"np", "tf", "tfl", "pd", "plt", "keras", "layers", "math", "os", "random"})
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def changed_names(statement: ast.stmt) -> set[str]:
    """Names whose objects the statement may change when it runs, function bodies left out."""
    return _changed(_outside_functions(statement))


def latent_changes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names whose objects a call of the function may change, its local ones among them."""
    changed = _changed(node for statement in function.body for node in ast.walk(statement))
    pairs = aliases(function)
    while more := {other for name, other in pairs if name in changed} - changed:
        changed |= more
    return changed


def aliases(statement: ast.stmt) -> set[tuple[str, str]]:
    """Pairs (name, other): ``name = other``, ``name = [other]``, ``for name in other.layers`` …"""
    pairs: set[tuple[str, str]] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets, value = [node.target], node.value
        elif isinstance(node, ast.For | ast.comprehension):
            targets, value = [node.target], node.iter
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            targets, value = [node.optional_vars], node.context_expr
        else:
            continue
        bound = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        pairs |= {(name, other) for name in bound for other in _sources(value) if name != other}
    return pairs


def _sources(value: ast.expr) -> set[str]:
    """Names of the objects that `value` may be or hold; what arithmetic gives is a new object."""
    if isinstance(value, ast.Name):
        return set() if value.id in MODULES else {value.id}
    if isinstance(value, ast.BinOp | ast.UnaryOp | ast.Compare | ast.Lambda | ast.JoinedStr):
        return set()
    if isinstance(value, ast.Call):
        # what f(x) returns may hold x, and what m.f() returns may hold m; f itself it is not
        parts: list[ast.AST] = [*value.args, *(keyword.value for keyword in value.keywords)]
        if isinstance(value.func, ast.Attribute):
            parts.append(value.func.value)
    else:
        parts = list(ast.iter_child_nodes(value))
    found: set[str] = set()
    for part in parts:
        if isinstance(part, ast.expr):
            found |= _sources(part)
        elif isinstance(part, ast.comprehension):
            found |= _sources(part.iter)
    return found


def _outside_functions(statement: ast.AST) -> Iterator[ast.AST]:
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, SCOPES):
            yield from _outside_functions(child)


def _changed(nodes: Iterator[ast.AST]) -> set[str]:
    changed: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.AugAssign):
            changed.add(_root(node.target))
        elif isinstance(node, ast.Attribute | ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                changed.add(_root(node))
        elif isinstance(node, ast.Delete):
            changed |= {_root(target) for target in node.targets}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            changed |= set(node.names)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # a call whose value is thrown away is there for what it changes: np.random.seed(1)
            if isinstance(node.value.func, ast.Attribute):
                changed.add(_root(node.value.func))
        elif isinstance(node, ast.Call):
            changed |= _touched(node)
    return changed - {""}


def _touched(call: ast.Call) -> set[str]:
    """A method may change its object, and any call what it is given."""
    touched = {_root(call.func)} if isinstance(call.func, ast.Attribute) else set()
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        touched |= _sources(argument)
    return touched - MODULES


def _root(node: ast.AST) -> str:
    """``a`` of ``a.b[0].c(…)``; empty when there is no name at the root."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
