"""Tests that inspect more than return values, and would see less from the test runner.

Across the isolation boundary an argument is a copy, and what student code prints, patches or writes
to a file stays on its side. So a test can pass from the test runner only because it sees too
little: ``assert xs == [1, 2]`` after ``f(xs)`` holds there although `f` has changed its `xs`. Such
tests are recognised by their source. A false alarm costs time, but no points.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator

from grader.analysis.cell_analysis import syntax_tree
from grader.analysis.definitions_and_uses import imported_names

# Names and attributes that read or change the process in which they are used.
OF_THE_PROCESS = {
    "input()": {"input"},
    "printed text": {"redirect_stdout", "redirect_stderr", "StringIO", "capture_output", "capsys"},
    "patched names": {"patch", "mock", "Mock", "MagicMock", "monkeypatch", "builtins", "setattr"},
    "settings": {
        *("environ", "putenv", "setenv", "chdir", "argv", "setrecursionlimit", "setlocale"),
        *("tzset", "seterr", "errstate", "getcontext", "setcontext", "localcontext", "rcParams"),
        *("set_option", "option_context", "simplefilter", "set_int_max_str_digits"),
        *("set_floatx", "set_image_data_format", "set_dtype_policy", "set_global_policy"),
        *("set_default_dtype", "run_functions_eagerly"),
    },
    "warnings": {"catch_warnings", "warns", "assertWarns", "filterwarnings"},
    "logging": {"assertLogs", "assertNoLogs", "caplog", "getLogger"},
    "names of the notebook": {"globals", "locals", "vars", "dir", "modules", "get_ipython"},
    "source": {"inspect", "getsource", "signature", "__code__", "__defaults__", "__globals__"},
    "attributes": {"hasattr", "getattr", "__dict__", "__annotations__"},
    "docstring": {"__doc__", "doctest", "getdoc"},
    "identity": {"id", "assertIs", "assertIsNot", "shares_memory", "may_share_memory"},
    "files": {"open", "exists", "listdir", "is_file", "glob", "unlink", "remove", "tempfile"},
    "random numbers": {"default_rng", "getstate", "get_state", "setstate", "set_state"},
}
# Of these, what a test may have prepared for the answer, which does not feel it from outside.
PREPARED = ("input()", "patched names", "settings")
SEEDS = "random numbers"


def looks_back(source: str, authored: Collection[str], imported: Collection[str]) -> str:
    """What a test inspects that does not cross the boundary, in words; "" if it is nothing.

    Parameters
    ----------
    source : str
        The test.
    authored : collection of str
        Names that the author's cells define, including those of the answers.
    imported : collection of str
        Those of them that are imported.
    """
    tree = syntax_tree(source)
    used = _used(tree)
    for label, names in OF_THE_PROCESS.items():
        if used & names:
            return label
    if _seeds(used):
        return SEEDS
    if any(_compares_identity(node) for node in ast.walk(tree)):
        return "identity"
    if any(_sets_attribute(node) for node in ast.walk(tree)):
        return "patched names"
    if _looks_at_arguments(tree, {*authored} - {*imported}, {*imported}):
        return "an argument after the call"
    return ""


def prepares(source: str) -> set[str]:
    """What a test prepares in its process for the answers that it asks, in words."""
    tree = syntax_tree(source)
    used = _used(tree)
    found = {label for label in PREPARED if used & OF_THE_PROCESS[label]}
    found |= {SEEDS} if _seeds(used) else set()
    return found | ({"patched names"} if any(map(_sets_attribute, ast.walk(tree))) else set())


def _used(tree: ast.Module) -> set[str]:
    return {name for node in ast.walk(tree) for name in _names(node)}


def _seeds(used: set[str]) -> bool:
    """Whether one of the names sets a seed, such as ``set_random_seed``."""
    return any("seed" in name.lower() or name in ("setstate", "set_state") for name in used)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from node.value.split(".") if len(node.value) < 100 else ()


def _compares_identity(node: ast.AST) -> bool:
    """Whether it is ``a is b``, where `b` is not a constant such as None or True."""
    if not isinstance(node, ast.Compare):
        return False
    pairs = zip(node.ops, node.comparators, strict=True)
    return any(isinstance(op, ast.Is | ast.IsNot) and not _is_fixed(b) for op, b in pairs)


def _sets_attribute(node: ast.AST) -> bool:
    """Whether it is the target of ``module.name = …`` or ``del module.name``."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)


def _looks_at_arguments(tree: ast.Module, authored: set[str], imported: set[str]) -> bool:
    """Whether an argument that an author's function may have changed is read elsewhere."""
    reads = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {_root(call.func) for call in calls}
    stays = _fixed_names(tree) | imported | called | {*dir(builtins)}
    for call in calls:
        if _root(call.func) in authored:
            inner = {id(node) for node in ast.walk(call)}
            given = {n.id for n in reads if id(n) in inner} - stays
            if any(n.id in given and id(n) not in inner for n in reads):
                return True
    return False


def _fixed_names(tree: ast.Module) -> set[str]:
    """Names that the test only ever binds to immutable values, and imported names."""
    fixed: set[str] = set()
    other: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            fixed |= imported_names(node)
        for target, is_fixed in _definitions(node):
            names = {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
            (fixed if is_fixed else other).update(names)
        if isinstance(node, ast.arg):
            other.add(node.arg)
    return fixed - other


def _definitions(node: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, _is_fixed(node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign) and node.value:
        yield node.target, _is_fixed(node.value)
    elif isinstance(node, ast.For | ast.comprehension):
        is_range = isinstance(node.iter, ast.Call) and _root(node.iter.func) == "range"
        items = node.iter.elts if isinstance(node.iter, ast.List | ast.Tuple | ast.Set) else None
        yield node.target, is_range or (items is not None and all(map(_is_fixed, items)))


def _is_fixed(node: ast.AST) -> bool:
    """Whether it is a number, a text, or a tuple or arithmetic of these."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    if isinstance(node, ast.UnaryOp):
        return _is_fixed(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_fixed(node.left) and _is_fixed(node.right)
    return isinstance(node, ast.Tuple) and all(map(_is_fixed, node.elts))


def _root(node: ast.AST) -> str:
    """The first name of ``name.attribute(…)[…]``; "" if it does not start with one."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
