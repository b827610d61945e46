"""Executing a test cell's source in a namespace, as IPython does."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import Callable
from typing import cast

from grader.assignment.hidden_parts import first_hidden_line

FILE = "<test>"


def run_cell(
    source: str,
    names: dict[str, object],
    rewrite: Callable[[ast.Module], ast.Module] = lambda tree: tree,
    on_hidden: Callable[[], None] = lambda: None,
) -> object:
    """Execute a cell; return the value of its last expression, None if it ends in none.

    `rewrite` may change the cell before it runs; `on_hidden` is called before the first statement
    that is hidden from students, wholly or in part. Raises whatever the cell raises; its frames
    have the file name `FILE`.
    """
    tree = ast.parse(source, FILE)
    ends_in_one = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
    last = cast(ast.Expr, tree.body.pop()) if ends_in_one else None
    hidden_from = first_hidden_line(source)
    visible = [node for node in tree.body if (node.end_lineno or 0) < hidden_from]
    hidden = tree.body[len(visible) :]
    _execute(rewrite(ast.Module(visible, tree.type_ignores)), "exec", names)
    if hidden or (last is not None and (last.end_lineno or 0) >= hidden_from):
        on_hidden()
        _execute(rewrite(ast.Module(hidden, [])), "exec", names)
    if last is None:
        return None
    return _execute(ast.Expression(last.value), "eval", names)


def _execute(tree: ast.Module | ast.Expression, mode: str, names: dict[str, object]) -> object:
    """Run a part; as in a notebook, it may await something that is in no function."""
    code = compile(tree, FILE, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    value = eval(code, names)
    return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value
