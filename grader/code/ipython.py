"""IPython's own syntax (magics, ``!``, ``?``) translated to Python by IPython's own rules."""

from __future__ import annotations

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

# Cell magics whose body is Python that runs in the notebook's namespace.
PYTHON_CELL_MAGICS = re.compile(r"\A\s*%%(time|timeit|capture|prun)\b[^\n]*(?:\n|\Z)")
OPEN_MAGICS = {"run", "pylab", "load", "store", "reset", "macro"}


def to_python(source: str) -> str:
    """Translate a cell's source to Python.

    Raises
    ------
    SyntaxError
        If IPython's transformer finds the cell malformed.
    """
    while match := PYTHON_CELL_MAGICS.match(source):
        source = source[match.end() :]
    return TransformerManager().transform_cell(source)


def runs_unknown_code(tree: ast.Module) -> bool:
    """Whether the cell may define any name: ``import *``, ``exec``, ``globals()``, ``%run`` …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            return True
        if isinstance(node, ast.Name) and node.id in {"exec", "globals", "setattr"}:
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"run_line_magic", "run_cell", "run_cell_magic", "push"}
            and node.args
            and getattr(node.args[0], "value", None) in OPEN_MAGICS
        ):
            return True
    return False
