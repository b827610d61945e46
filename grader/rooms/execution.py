"""Executing a cell's source in a namespace, as IPython does."""

from __future__ import annotations

import ast
from collections.abc import Callable

FILE = "<test>"


def run_cell(
    source: str,
    names: dict[str, object],
    rewrite: Callable[[ast.Module], ast.Module] = lambda tree: tree,
) -> object:
    """Execute a cell; return the value of its last expression, None if it ends in none.

    `rewrite` may change the cell before it runs. Raises whatever the cell raises; its frames have
    the file name `FILE`.
    """
    tree = ast.parse(source, FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    tree = rewrite(tree)
    exec(compile(tree, FILE, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), FILE, "eval"), names)
