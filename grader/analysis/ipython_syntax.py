"""IPython's own syntax (magics, ``!``, ``?``) translated to Python by IPython's own rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager

# Cell magics whose body is Python that runs in the notebook's namespace, IPython's own and those
# of extensions, which the grader does not have.
PYTHON_CELL_MAGIC = re.compile(
    r"\A\s*%%(time|timeit|capture|prun|wandb|heat|notify|pyinstrument|scalene|snakeviz)\b"
    r"([^\n]*)(?:\n|\Z)"
)
# Line magics whose rest of the line is such Python, after their options.
PYTHON_LINE_MAGICS = {"time", "timeit", "prun", "memit"}
OPTIONS = re.compile(r"\A(?:\s*-\w(?:\s*\d+)?)*\s*")
CELL_MAGIC = re.compile(r"\A\s*(%%[^\s(]{1,50})[^\n]*\n")
LINE_MAGIC = re.compile(r"^[ \t]*(%\w{1,50})[ \t]+(.+)$", re.MULTILINE)
# These run or bring in code that can't be seen here.
OPEN_MAGICS = {"run", "pylab", "load", "store", "reset", "macro", "rerun", "recall", "rep"}
MAGIC_CALLS = {"run_line_magic", "run_cell_magic"}
OPEN_CALLS = {"run_cell", "push", "ex", "ev"}
OPEN_NAMES = {"exec", "eval", "globals", "locals", "vars", "__import__"}
OPEN_ATTRIBUTES = {"user_ns", "user_global_ns", "user_module", "__globals__", "modules"}
OPEN_ATTRIBUTES |= {"f_globals", "f_locals"}


def to_python(source: str) -> str:
    """Translate a cell's source to Python.

    Raises
    ------
    SyntaxError
        If IPython's transformer finds the cell malformed.
    """
    while match := PYTHON_CELL_MAGIC.match(source):
        source = source[match.end() :]
    return TransformerManager().transform_cell(source)


def without_timing(source: str) -> str:
    """Remove ``%%time`` and similar magics from a cell; its other lines keep their numbers.

    In IPython they run the body under another file name, where no error, no `inspect.getsource`
    and no AutoGraph finds its lines.
    """
    while (match := PYTHON_CELL_MAGIC.match(source)) and match[1] not in ("timeit", "capture"):
        body = source[match.end() :]
        lines = source[: match.end()].count("\n")
        if body.lstrip().startswith("%%"):
            source = body
        else:
            return "#\n" * lines + body  # IPython takes away empty lines at the top
    return source


def is_timed(source: str) -> bool:
    """Whether the cell is ``%%timeit``: what it assigns is gone afterwards."""
    return bool((match := PYTHON_CELL_MAGIC.match(source)) and match[1] == "timeit")


def captured_name(source: str) -> str | None:
    """The ``out`` of ``%%capture out``."""
    match = PYTHON_CELL_MAGIC.match(source)
    words = [w for w in match[2].split() if w.isidentifier()] if match else []
    return words[0] if words and match[1] == "capture" else None


def given_to_magics(source: str) -> Iterator[tuple[str, str]]:
    """Find the text that a cell gives to magics that bind none of its names: (magic, text)."""
    while match := PYTHON_CELL_MAGIC.match(source):
        source = source[match.end() :]
        if match[1] == "timeit":
            yield "%%timeit", source
            return
    if match := CELL_MAGIC.match(source):
        yield match[1], source[match.end() :]
        return
    for match in LINE_MAGIC.finditer(source):
        if match[1] == "%timeit" or match[1][1:] not in PYTHON_LINE_MAGICS:
            yield match[1], OPTIONS.sub("", match[2])


class _LineMagics(ast.NodeTransformer):
    """Replaces ``%time statement`` by the statement."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        name, line = _magic(node.value)
        if name not in PYTHON_LINE_MAGICS:
            return node
        try:
            return ast.parse(OPTIONS.sub("", line)).body
        except (SyntaxError, ValueError):
            return node


def inline_magics(tree: ast.Module) -> ast.Module:
    """The cell with the statements that its line magics run, for reading only."""
    return _LineMagics().visit(tree)


def _magic(node: ast.AST) -> tuple[str, str]:
    """Name and argument of a translated magic; two empty strings for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        arguments = [getattr(argument, "value", None) for argument in node.args]
        if node.func.attr in MAGIC_CALLS and all(isinstance(a, str) for a in arguments):
            return (*arguments, "", "")[:2]
    return "", ""


def brings_unknown_names(tree: ast.AST) -> bool:
    """Whether the code may define names that are not in it: ``import *``."""
    return any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(tree))


def runs_unknown_code(tree: ast.AST) -> bool:
    """Whether the code may read, define and change any name: ``exec``, ``globals()``, ``%run``."""
    of_an_object = {n.func for n in ast.walk(tree) if _is_vars_of(n)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in OPEN_NAMES and node not in of_an_object:
            return True
        if isinstance(node, ast.alias) and node.name in ("__main__", "modules"):
            return True
        if _is_stored_builtin(node) or _names_main(node):
            return True
        if isinstance(node, ast.Attribute) and node.attr in OPEN_ATTRIBUTES:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in OPEN_CALLS and _is_shell(node.func.value):
                return True
            if node.func.attr in MAGIC_CALLS and _magic(node)[0] in OPEN_MAGICS | {""}:
                return True
    return False


def _is_stored_builtin(node: ast.AST) -> bool:
    """Whether it is ``builtins.x = …``, after which every cell and module has an `x`."""
    is_stored = isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    of = node.value if is_stored else None
    return isinstance(of, ast.Name) and of.id in ("builtins", "__builtins__")


def _names_main(node: ast.AST) -> bool:
    """Whether the notebook's own module is asked for by its name: ``modules["__main__"]``."""
    given = [*node.args] if isinstance(node, ast.Call) else []
    given += [node.slice] if isinstance(node, ast.Subscript) else []
    return any(isinstance(value, ast.Constant) and value.value == "__main__" for value in given)


def _is_vars_of(node: ast.AST) -> bool:
    """Whether it is ``vars(x)``, which gives only the attributes of `x`."""
    called = node.func if isinstance(node, ast.Call) and node.args else None
    return isinstance(called, ast.Name) and called.id == "vars"


def _is_shell(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "get_ipython" for n in ast.walk(node))
