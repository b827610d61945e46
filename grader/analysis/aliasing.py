"""Names that may refer to one object, or to an object and a part of it.

A change through one of them may be seen through the others. No direction is kept: whatever stands
together in an assignment or meets in a call is one group, and groups with a name in common are one
(the equivalence classes of B. Steensgaard, "Points-to analysis in almost linear time", 1996).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

# Built-in functions that look at what they are given, and neither keep, change nor return it.
INSPECTORS = frozenset(
    {"print", "display", "len", "range", "str", "repr", "int", "float", "bool", "round"}
    | {"isinstance", "type", "id"}
)
# Operators whose result holds no part of their operands; `+` of lists does, and `|` of dicts.
ARITHMETIC = (ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult, ast.LShift, ast.RShift)
NEW = (ast.UnaryOp, ast.Compare, ast.JoinedStr, ast.Constant)


def groups_of(nodes: Iterable[ast.AST]) -> Iterator[set[str]]:
    """Yield groups of names that may share objects; ``f()`` is what a call of `f` gives."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield call_arguments(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield {node.name}.union(*map(_decorated_by, node.decorator_list), *_kept_by(node))
        elif isinstance(node, ast.Match):
            patterns = (case.pattern for case in node.cases)
            yield may_alias(node.subject).union(*map(_names_in, patterns))
        else:
            targets, value = _assigned(node)
            if value is not None:
                yield may_alias(value).union(*map(_names_in, targets))


def merged(groups: Iterable[Iterable[str]]) -> dict[str, set[str]]:
    """Join groups that have a name in common, and map each name to its group."""
    found: dict[str, set[str]] = {}
    for group in groups:
        names = set(group)
        whole = max(_distinct(found, names), key=len, default=set())
        for part in [names, *_distinct(found, names)]:
            if part is not whole:
                whole |= part
                found.update(dict.fromkeys(part, whole))
    return found


def returned(statement: ast.stmt) -> set[str]:
    """Return names of what the functions in a statement may return, or return a part of."""
    nodes = list(ast.walk(statement))
    values = [n.value for n in nodes if isinstance(n, ast.Return | ast.Yield) and n.value]
    return aliases_of(set().union(*map(may_alias, values)), merged(groups_of(nodes)))


def aliases_of(names: Iterable[str], groups: Mapping[str, set[str]]) -> set[str]:
    """Return the names, and all that are in one group with one of them."""
    return set(names).union(*_distinct(groups, names))


def _distinct(groups: Mapping[str, set[str]], names: Iterable[str]) -> list[set[str]]:
    """Return the groups that the names are in, each once."""
    return list({id(groups[name]): groups[name] for name in names if name in groups}.values())


def may_alias(value: ast.AST) -> set[str]:
    """Return names of objects that `value` may be or hold; arithmetic gives a new object."""
    if isinstance(value, ast.Name):
        return {value.id}
    if isinstance(value, NEW) or (
        isinstance(value, ast.BinOp) and isinstance(value.op, ARITHMETIC)
    ):
        return set()
    if isinstance(value, ast.Call):
        return call_arguments(value)
    return set().union(*(may_alias(part) for part in ast.iter_child_nodes(value)))


def call_arguments(call: ast.Call) -> set[str]:
    """Return names whose objects a call may put into each other: receiver and arguments."""
    if not isinstance(call.func, ast.Name):
        met = may_alias(call.func)
    elif call.func.id in INSPECTORS:
        return set()
    else:
        met = {f"{call.func.id}()"}
    return met.union(*(may_alias(part) for part in [*call.args, *call.keywords]))


def _assigned(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    """Return the targets of whatever binds names to a value, and the value."""
    match node:
        case ast.Assign():
            return node.targets, node.value
        case ast.AnnAssign() | ast.NamedExpr() | ast.AugAssign():
            return [node.target], node.value
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            return [node.target], node.iter
        case ast.withitem(optional_vars=ast.expr() as target):
            return [target], node.context_expr
    return [], None


def _kept_by(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[set[str]]:
    """Yield what a function's defaults, or a class's bases and attributes, put into it."""
    if isinstance(node, ast.ClassDef):
        parts = [*node.bases, *node.keywords, *node.body]
    else:
        parts = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    for part in parts:
        value = part.value if isinstance(part, ast.Assign | ast.AnnAssign) else part
        if isinstance(value, ast.expr | ast.keyword):
            yield may_alias(value)


def _decorated_by(decorator: ast.expr) -> set[str]:
    """Return what a decorator may be, and what may keep the function that it decorates."""
    called = {f"{decorator.id}()"} if isinstance(decorator, ast.Name) else set()
    return called | may_alias(decorator)


def _names_in(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
