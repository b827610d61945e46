"""What a hidden check's own message may tell: what its author wrote, not what student code chose.

A value that came from student code could hold what a hidden check called it with. In the message
of a hidden assertion such values are left out, unless the author says in the line that begins the
hidden part that they may be shown (`SHOWN`).
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection
from types import FrameType
from typing import TypeGuard

from grader.analysis.definitions_and_uses import imported_names
from grader.assignment.hidden_parts import BEGIN as BEGIN_HIDDEN

SHOWN = "values may be shown"
LEFT_OUT = "…"


def may_show_values(source: str) -> bool:
    """Whether the author lets the messages of hidden checks show what student code returned."""
    return any(BEGIN_HIDDEN in line and SHOWN in line for line in source.splitlines())


def masked_message(source: str, line: int, frame: FrameType, safe: Collection[str]) -> str:
    """The message of the hidden assertion at `line` without values that student code chose.

    Parameters
    ----------
    source, line:
        The test, and the line of the assertion that failed in it, from 1.
    frame:
        Where it failed: the values of the test's own names.
    safe:
        Names that are the author's, such as modules that the notebook imports.

    Returns
    -------
    str
        "" if there is no message, or none that can be told.
    """
    tree = ast.parse(source)
    message = _message_at(line, tree)
    if message is None:
        return ""
    chosen = _chosen_by_student(tree, set(safe) | set(dir(builtins)))
    if not isinstance(message, ast.JoinedStr):
        return _value(message, frame) if not _names(message) & chosen else ""
    parts = [
        part.value
        if isinstance(part, ast.Constant)
        else LEFT_OUT
        if _names(part) & chosen
        else _value(ast.JoinedStr([part]), frame)
        for part in message.values
    ]
    return "".join(map(str, parts))


def _chosen_by_student(tree: ast.Module, safe: set[str]) -> set[str]:
    """Names whose values may come from student code: those the test does not bind, and whatever
    is made from them."""
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_store(n)}
    functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    parameters = {arg.arg for f in functions.values() for arg in ast.walk(f.args) if _is_arg(arg)}
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    own = bound.union(functions, parameters, safe, *map(imported_names, imports))
    chosen = _names(tree) - own
    while True:
        more = set(chosen)
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=targets, value=value):
                    more |= _reached(targets, [value], chosen)
                case (
                    ast.AnnAssign(target=target, value=value)
                    | ast.AugAssign(target=target, value=value)
                    | ast.NamedExpr(target=target, value=value)
                ):
                    more |= _reached([target], [value], chosen)
                case (
                    ast.For(target=target, iter=value)
                    | ast.comprehension(target=target, iter=value)
                ):
                    more |= _reached([target], [value], chosen)
                case ast.withitem(optional_vars=target, context_expr=value) if target:
                    more |= _reached([target], [value], chosen)
                case ast.FunctionDef(name=name) if _names(node) & chosen:
                    more.add(name)
                case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if (
                    name in functions
                ):
                    given = [*args, *(keyword.value for keyword in keywords)]
                    if any(_names(value) & chosen for value in given):
                        more |= {a.arg for a in ast.walk(functions[name].args) if _is_arg(a)}
                case ast.Call(func=ast.Attribute(value=target), args=args, keywords=keywords):
                    given = [*args, *(keyword.value for keyword in keywords)]
                    more |= _reached([target], given, chosen) - safe
                case ast.ExceptHandler(name=name) if name:
                    more.add(name)
        if more == chosen:
            return chosen
        chosen = more


def _reached(targets: list, values: list, chosen: set[str]) -> set[str]:
    if not any(value is not None and _names(value) & chosen for value in values):
        return set()
    return set().union(*map(_names, targets))


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_arg(node: ast.AST) -> TypeGuard[ast.arg]:
    return isinstance(node, ast.arg)


def _message_at(line: int, tree: ast.Module) -> ast.expr | None:
    """The message of the assertion at a line: ``assert ..., message`` or what it raises."""
    found = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        match node:
            case ast.Assert(msg=message):
                found = message
            case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"), args=[message])):
                found = message
    return found


def _value(node: ast.expr, frame: FrameType) -> str:
    """The text of an expression of the author's own names; "" if it can't be had."""
    tree = ast.fix_missing_locations(ast.Expression(node))
    try:
        return str(eval(compile(tree, "<message>", "eval"), frame.f_globals, frame.f_locals))
    except Exception:
        return ""
