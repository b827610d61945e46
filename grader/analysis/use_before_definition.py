"""The order within a cell: which names it reads before it has bound them itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.analysis.symbols import names_of

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = ast.For | ast.AsyncFor


def flow(statements: Iterable[ast.stmt]) -> tuple[set[str], set[str]]:
    """What the statements may read from outside, and what is bound when all have run.

    A branch or a loop's body may run or not: it counts for what is read, not for what is bound.
    """
    reads: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        new_reads, new_bound = _flow_of(statement)
        reads |= new_reads - bound
        bound |= new_bound
    return reads, bound


def _flow_of(node: ast.stmt) -> tuple[set[str], set[str]]:
    if isinstance(node, ast.If | ast.While):
        body, orelse = flow(node.body), flow(node.orelse)
        certain = body[1] & orelse[1] if isinstance(node, ast.If) else set()
        return _read(node.test) | body[0] | orelse[0], certain
    if isinstance(node, LOOPS):
        inside = flow(node.body)[0] - _stored(node.target)
        return _read(node.iter) | _read_in(node.target) | inside | flow(node.orelse)[0], set()
    if isinstance(node, ast.With | ast.AsyncWith):
        return _flow_of_with(node)
    if isinstance(node, ast.Try | ast.TryStar):
        return _flow_of_try(node)
    names = names_of(node)
    reads = names.read | names.later
    if isinstance(node, FUNCTIONS | ast.ClassDef):
        return names.read | (names.later - {node.name}), {node.name}
    if isinstance(node, ast.Delete | ast.AugAssign):
        return reads | names.bound, set()
    if isinstance(node, ast.Assign):
        return reads, set().union(*(_stored(target) for target in node.targets))
    if isinstance(node, ast.AnnAssign):
        return reads, _stored(node.target) if node.value is not None else set()
    if isinstance(node, ast.ImportFrom):  # `import a` may only add to an `a` that is there
        return reads, names.bound
    return reads, set()


def _flow_of_with(node: ast.With | ast.AsyncWith) -> tuple[set[str], set[str]]:
    reads: set[str] = set()
    targets: set[str] = set()
    for item in node.items:
        reads |= _read(item.context_expr) - targets
        if item.optional_vars is not None:
            reads |= _read_in(item.optional_vars) - targets
            targets |= _stored(item.optional_vars)
    # what the body binds is not certain: a context manager may swallow an exception
    return reads | (flow(node.body)[0] - targets), targets


def _flow_of_try(node: ast.Try | ast.TryStar) -> tuple[set[str], set[str]]:
    body, orelse, final = flow(node.body), flow(node.orelse), flow(node.finalbody)
    reads = body[0] | (orelse[0] - body[1]) | final[0]
    certain = body[1] | orelse[1]
    for handler in node.handlers:
        handled = flow(handler.body)
        reads |= handled[0] - {handler.name or ""}
        if handler.type is not None:
            reads |= _read(handler.type)
        certain &= handled[1]
    return reads, (certain | final[1]) - {handler.name for handler in node.handlers}


def _read(expression: ast.expr) -> set[str]:
    names = names_of(expression)
    return names.read | names.later


def _read_in(target: ast.expr) -> set[str]:
    """What a target reads: ``a`` and ``i`` of ``a[i]``."""
    return {
        n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }


def _stored(target: ast.expr) -> set[str]:
    return {
        n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
