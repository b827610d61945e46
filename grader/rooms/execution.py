"""Executing a cell's source in a namespace, as IPython does."""

from __future__ import annotations

import ast

FILE = "<test>"


def run_cell(source: str, names: dict[str, object]) -> object:
    """Execute a cell; return the value of its last expression, None if it ends in none.

    Raises whatever the cell raises; its frames have the file name `FILE`.
    """
    tree = ast.parse(source, FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, FILE, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), FILE, "eval"), names)
