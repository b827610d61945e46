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
    each other; they are joined by a hub, a name of the call's own such as ``@3:7``. What is put
    into an object has a hub, too: whatever else is that object, or a part of it, holds it as well.
    """
    pairs: set[tuple[str, str]] = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            pairs |= _joined(met_in(node), hub_of(node))
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
            decorators = {name for d in node.decorator_list for name in _called(d)}
            pairs |= _joined(decorators | {node.name}, hub_of(node)) if decorators else set()
            continue
        elif isinstance(node, ast.Match):
            targets, value = [case.pattern for case in node.cases], node.subject
        else:
            continue
        bound = {name for target in targets for name in _names_in(target)}
        held = held_by(value)
        pairs |= {(name, other) for name in bound for other in held if name != other}
        if held and (isinstance(node, ast.AugAssign) or any(map(_is_part, targets))):
            hub = hub_of(value)
            pairs |= {(name, hub) for name in bound} | {(hub, other) for other in held}
    return pairs


def hub_of(node: ast.AST) -> str:
    """The name by which all that meets in `node` is joined."""
    return f"{HUB}{node.lineno}:{node.end_lineno}:{node.end_col_offset}"


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
    parts: list[ast.AST] = []
    if isinstance(definition, ast.ClassDef):
        parts += [*definition.bases, *definition.keywords, *definition.body]
    else:
        parts += [*definition.args.defaults, *filter(None, definition.args.kw_defaults)]
    values = [p.value if isinstance(p, ast.Assign | ast.AnnAssign) else p for p in parts]
    return set().union(*(held_by(v) for v in values if isinstance(v, ast.expr | ast.keyword)))


def _called(decorator: ast.expr) -> set[str]:
    """What a decorator may be, or may keep what it decorates in."""
    called = {f"{decorator.id}()"} if isinstance(decorator, ast.Name) else set()
    return called | held_by(decorator)


def _joined(names: Iterable[str], hub: str) -> set[tuple[str, str]]:
    return {pair for name in names for pair in ((name, hub), (hub, name))}


def _is_part(target: ast.AST) -> bool:
    """Whether it stores into an object: ``a[0]``, ``a.b``, or a row that has one of these."""
    return any(isinstance(n, ast.Attribute | ast.Subscript) for n in ast.walk(target))


def _names_in(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
