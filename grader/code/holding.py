"""Which names may share an object: what one holds, a change through the other changes too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

# Built-in functions that look at what they are given, and neither keep, change nor return it.
INSPECTORS = frozenset(
    {"print", "display", "len", "range", "str", "repr", "int", "float", "bool", "round"}
    | {"isinstance", "type", "id"}
)
# Operators whose result holds no part of their operands; `+` of lists does, and `|` of dicts.
ARITHMETIC = (ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult, ast.LShift, ast.RShift)
NEW = (ast.UnaryOp, ast.Compare, ast.JoinedStr, ast.Constant)
HUB = "@"


def holds(nodes: Iterable[ast.AST]) -> set[tuple[str, str]]:
    """Pairs (name, other): what `name` refers to may be, or hold a part of, what `other` does.

    ``f()`` stands for what a call of ``f`` returns or keeps. All that meets in one call may hold
    each other; they are joined by a name of the call's own, such as ``@3:7``, to keep pairs few.
    """
    pairs: set[tuple[str, str]] = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            hub = f"{HUB}{node.lineno}:{node.end_lineno}:{node.end_col_offset}"
            for name in met_in(node):
                pairs |= {(name, hub), (hub, name)}
            continue
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign) and node.value:
            targets, value = [node.target], node.value
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            targets, value = [node.target], node.iter
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            targets, value = [node.optional_vars], node.context_expr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pairs |= {(node.name, other) for other in _kept_by(node)}
            continue
        elif isinstance(node, ast.Match):
            targets, value = [case.pattern for case in node.cases], node.subject
        else:
            continue
        bound = {name for target in targets for name in _names_in(target)}
        pairs |= {(name, other) for name in bound for other in held_by(value) if name != other}
    return pairs


def held_by(value: ast.AST) -> set[str]:
    """Names of the objects that `value` may be or hold; what arithmetic gives is a new object."""
    if isinstance(value, ast.Name):
        return {value.id}
    if isinstance(value, NEW) or (
        isinstance(value, ast.BinOp) and isinstance(value.op, ARITHMETIC)
    ):
        return set()
    if isinstance(value, ast.Call):
        return met_in(value)
    return set().union(*(held_by(part) for part in ast.iter_child_nodes(value)))


def met_in(call: ast.Call) -> set[str]:
    """What may get to know each other in a call: its arguments, and the object that is called."""
    if not isinstance(call.func, ast.Name):
        met = held_by(call.func)
    elif call.func.id in INSPECTORS:
        return set()
    else:
        met = {f"{call.func.id}()"}
    return met.union(*(held_by(part) for part in [*call.args, *call.keywords]))


def _kept_by(definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> set[str]:
    """What a function's defaults, a class's bases, and the decorators of both put into it."""
    parts: list[ast.AST] = list(definition.decorator_list)
    if isinstance(definition, ast.ClassDef):
        parts += [*definition.bases, *definition.keywords, *definition.body]
    else:
        parts += [*definition.args.defaults, *filter(None, definition.args.kw_defaults)]
    called = {f"{d.id}()" for d in definition.decorator_list if isinstance(d, ast.Name)}
    values = [p.value if isinstance(p, ast.Assign | ast.AnnAssign) else p for p in parts]
    return called.union(*(held_by(v) for v in values if isinstance(v, ast.expr | ast.keyword)))


def _names_in(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
