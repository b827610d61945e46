"""Mutants of a solution: small changes that its tests have to detect.

Mutation testing: R. DeMillo, R. Lipton and F. Sayward, "Hints on test data selection" (1978). There
are operators for Keras layers and their arguments beside the usual ones for numbers and
comparisons.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from grader.analysis.cell_analysis import syntax_tree
from grader.assignment.hidden_parts import lines_between

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

# The setting that a student would confuse it with.
WORDS = {
    "same": "valid",
    "valid": "same",
    "relu": "linear",
    "sigmoid": "softmax",
    "softmax": "sigmoid",
    "linear": "relu",
    "categorical_crossentropy": "binary_crossentropy",
    "sparse_categorical_crossentropy": "categorical_crossentropy",
    "binary_crossentropy": "mean_squared_error",
    "mean_squared_error": "binary_crossentropy",
}
NAMES = {
    "MaxPool2D": "AveragePooling2D",
    "MaxPooling2D": "AveragePooling2D",
    "AveragePooling2D": "MaxPooling2D",
    "ReLU": "LeakyReLU",
    "Flatten": "GlobalMaxPooling2D",
    "max": "min",
    "min": "max",
}
OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}


@dataclass(frozen=True)
class Mutant:
    """A changed cell.

    Attributes
    ----------
    line : int
        The changed line of the cell, from 1; 0 if it is not one line.
    change : str
        What was changed, such as "7 → 8".
    source : str
        The new source of the cell.
    advice : str
        What the author can do if no test detects it.
    others : mapping of str to str
        New sources of other cells that are changed too, by grade_id.
    place : int, optional
        The index of the changed cell in the notebook, if `grade_id` does not determine it.
    """

    grade_id: str
    line: int
    change: str
    source: str
    advice: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    place: int | None = None


def mutants_of(grade_id: str, source: str) -> list[Mutant]:
    """All mutants of a solution cell, each with one change between the marks of the solution.

    A cell without marks is changed anywhere; one that is no Python has none.
    """
    tree = syntax_tree(source)
    solution = lines_between(source, BEGIN, END)
    found: dict[str, Mutant] = {}
    for index, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", None)
        if line is None or (solution and line not in solution):
            continue
        for change, edit in _edits(node):
            changed = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(changed)) if i == index)
            edit(target)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text != ast.unparse(tree):
                found.setdefault(text, Mutant(grade_id, line, change, text))
    return list(found.values())


Edit = tuple[str, Callable[[ast.AST], None]]


def _edits(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=bool(value)):
            yield f"{value} → {not value}", _set("value", not value)
        case ast.Constant(value=int(value)):
            yield f"{value} → {value + 1}", _set("value", value + 1)
        case ast.Constant(value=float(value)):
            yield f"{value} → {value * 2 + 1}", _set("value", value * 2 + 1)
        case ast.Constant(value=str(value)) if value in WORDS:
            yield f"{value!r} → {WORDS[value]!r}", _set("value", WORDS[value])
        case ast.Attribute(attr=name) if name in NAMES:
            yield f"{name} → {NAMES[name]}", _set("attr", NAMES[name])
        case ast.Name(id=name) if name in NAMES:
            yield f"{name} → {NAMES[name]}", _set("id", NAMES[name])
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            other = OPERATORS[type(operator)]
            yield f"{_sign(operator)} → {_sign(other())}", _set("op", other())
        case ast.Compare(ops=[operator]) if type(operator) in OPERATORS:
            other = OPERATORS[type(operator)]
            yield f"{_sign(operator)} → {_sign(other())}", _set("ops", [other()])
        case ast.List(elts=parts) if len(parts) > 2 and all(map(_is_layer, parts)):
            for number, part in enumerate(parts):
                yield f"without {ast.unparse(part)}", _without(number)
        case ast.Return(value=value) if value is not None:
            yield "return → return None", _set("value", ast.Constant(None))
        case ast.Assign(value=ast.Call(func=ast.Call() as layer, args=[given])) if _is_layer(layer):
            yield f"without {ast.unparse(layer)}", _set("value", copy.deepcopy(given))


def _is_layer(node: ast.AST) -> bool:
    """Whether a node looks like a new layer: a call of a name with a capital letter."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name[:1].isupper() and name not in ("Input", "Model", "Sequential")


def _set(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)


def _without(number: int) -> Callable[[ast.AST], None]:
    return lambda node: node.elts.pop(number)


def _sign(operator: ast.AST) -> str:
    if isinstance(operator, ast.cmpop):
        return ast.unparse(ast.Compare(ast.Name("a"), [operator], [ast.Name("b")]))[2:-2]
    return ast.unparse(ast.BinOp(ast.Name("a"), operator, ast.Name("b")))[2:-2]
