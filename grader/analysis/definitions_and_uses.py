"""Definitions and uses: the names that code binds and reads, by Python's own symbol table."""

from __future__ import annotations

import ast
import copy
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = ast.For | ast.AsyncFor
AT_ONCE = "__comprehension_that_runs_at_once__"


@dataclass
class Names:
    """Names of the notebook's namespace that one top-level statement touches.

    Attributes
    ----------
    bound
        Bound when the statement runs.
    read
        Read when it runs, class bodies and comprehensions included.
    later
        Read or made global inside functions, lambdas and generators, so whenever those run.
    made_global
        Bound from inside a function by ``global``.
    """

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    made_global: set[str] = field(default_factory=set)


def names_of(node: ast.stmt | ast.expr) -> Names:
    """Read the names of top-level code; a function's own local names are not among them."""
    names = Names()
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        return names
    table = symtable.symtable(ast.unparse(_separated(node)), "cell", "exec")
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            names.bound.add(symbol.get_name())
        if symbol.is_referenced():
            names.read.add(symbol.get_name())
    for scope in table.get_children():
        _inner(scope, names, deferred=False)
    return names


def imported_names(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the names that an import binds; ``*`` stands for those of a star import."""
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def calls_by_name(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call of a function by a plain name, with that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


class _Separated(ast.NodeTransformer):
    """Comprehensions as marked generators: from Python 3.12 on they have no scope of their own."""

    def _generator(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.GeneratorExp:
        self.generic_visit(node)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        marked = ast.Tuple([ast.Name(AT_ONCE, ast.Load()), *parts], ast.Load())
        return ast.GeneratorExp(marked, node.generators)

    visit_ListComp = visit_SetComp = visit_DictComp = _generator


def _separated(node: ast.AST) -> ast.AST:
    if any(isinstance(n, ast.ListComp | ast.SetComp | ast.DictComp) for n in ast.walk(node)):
        return _Separated().visit(copy.deepcopy(node))
    return node


def _inner(scope: symtable.SymbolTable, names: Names, *, deferred: bool) -> None:
    is_class = scope.get_type() == "class"
    deferred = deferred or not (is_class or AT_ONCE in scope.get_identifiers())
    for symbol in scope.get_symbols():
        name = symbol.get_name()
        if name == AT_ONCE:
            continue
        # a class body looks for its own names outside as well: `class A: size = size`
        if symbol.is_referenced() and (symbol.is_global() or (is_class and not deferred)):
            (names.later if deferred else names.read).add(name)
        if symbol.is_assigned() and symbol.is_global():
            if deferred:
                names.made_global.add(name)
                names.later.add(name)
            else:
                names.bound.add(name)  # `[last := x for x in xs]`
    for child in scope.get_children():
        _inner(child, names, deferred=deferred)


def exposed_uses(statements: Iterable[ast.stmt]) -> tuple[set[str], set[str]]:
    """Return the upward-exposed uses of statements, and the names bound when all have run.

    A use is exposed if the name may be read before the statements have bound it themselves (A. Aho
    et al., Compilers, section 9.2.5). A branch or a loop's body may run or not: it counts for what
    is read, not for what is bound.
    """
    reads: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        new_reads, new_bound = _in_statement(statement)
        reads |= new_reads - bound
        bound |= new_bound
    return reads, bound


def _in_statement(node: ast.stmt) -> tuple[set[str], set[str]]:
    if isinstance(node, ast.If | ast.While):
        body, orelse = exposed_uses(node.body), exposed_uses(node.orelse)
        certain = body[1] & orelse[1] if isinstance(node, ast.If) else set()
        return _read(node.test) | body[0] | orelse[0], certain
    if isinstance(node, LOOPS):
        inside = exposed_uses(node.body)[0] - _stored(node.target)
        after = exposed_uses(node.orelse)[0]
        return _read(node.iter) | _read_in(node.target) | inside | after, set()
    if isinstance(node, ast.With | ast.AsyncWith):
        return _in_with(node)
    if isinstance(node, ast.Try | ast.TryStar):
        return _in_try(node)
    names = names_of(node)
    reads = names.read | names.later
    if isinstance(node, FUNCTIONS | ast.ClassDef):
        return names.read | (names.later - {node.name}), {node.name}
    if isinstance(node, ast.Delete | ast.AugAssign):
        return reads | names.bound, set()
    if isinstance(node, ast.Assign):
        return reads, set().union(*(_stored(target) for target in node.targets))
    if isinstance(node, ast.AnnAssign):
        return reads, _stored(node.target) if node.value is not None else set()
    if isinstance(node, ast.ImportFrom):  # `import a` may only add to an `a` that is there
        return reads, names.bound
    return reads, set()


def _in_with(node: ast.With | ast.AsyncWith) -> tuple[set[str], set[str]]:
    reads: set[str] = set()
    targets: set[str] = set()
    for item in node.items:
        reads |= _read(item.context_expr) - targets
        if item.optional_vars is not None:
            reads |= _read_in(item.optional_vars) - targets
            targets |= _stored(item.optional_vars)
    # what the body binds is not certain: a context manager may swallow an exception
    return reads | (exposed_uses(node.body)[0] - targets), targets


def _in_try(node: ast.Try | ast.TryStar) -> tuple[set[str], set[str]]:
    body, orelse, final = map(exposed_uses, (node.body, node.orelse, node.finalbody))
    reads = body[0] | (orelse[0] - body[1]) | final[0]
    certain = body[1] | orelse[1]
    for handler in node.handlers:
        handled = exposed_uses(handler.body)
        reads |= handled[0] - {handler.name or ""}
        if handler.type is not None:
            reads |= _read(handler.type)
        certain &= handled[1]
    return reads, (certain | final[1]) - {handler.name for handler in node.handlers}


def _read(expression: ast.expr) -> set[str]:
    names = names_of(expression)
    return names.read | names.later


def _read_in(target: ast.expr) -> set[str]:
    """What a target reads: ``a`` and ``i`` of ``a[i]``."""
    return {name.id for name in _names_in(target) if isinstance(name.ctx, ast.Load)}


def _stored(target: ast.expr) -> set[str]:
    return {name.id for name in _names_in(target) if isinstance(name.ctx, ast.Store)}


def _names_in(target: ast.expr) -> list[ast.Name]:
    return [node for node in ast.walk(target) if isinstance(node, ast.Name)]
