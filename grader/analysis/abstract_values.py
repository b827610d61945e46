"""Abstract values: what a name is bound to, as far as a statement's syntax tells."""

from __future__ import annotations

import ast
from enum import Enum

from grader.analysis.definitions_and_uses import FUNCTIONS
from grader.analysis.mutations import defaults_of

DEFINITIONS = FUNCTIONS | ast.ClassDef
CODE = DEFINITIONS | ast.Lambda | ast.GeneratorExp | ast.Yield | ast.YieldFrom


class Value(Enum):
    """What a name is bound to, as far as that can be known.

    A module's state is only changed by a call for its effect; a constant has none. A function
    without mutable defaults or decorators keeps nothing from call to call. What it returns runs
    none of its code, unless it is a factory, which has functions or a `yield` of its own inside.
    An alias is what its root is: ``K = tf.keras`` binds a module as ``from tf import keras`` does.
    """

    MODULE = "module"
    CONSTANT = "constant"
    FUNCTION = "function"
    FACTORY = "factory"
    ALIAS = "alias"
    OBJECT = "object"

    @property
    def is_function(self) -> bool:
        """Whether it is known to be a function, which keeps nothing from call to call."""
        return self in (Value.FUNCTION, Value.FACTORY)


def value_of(statement: ast.stmt, name: str, imported: set[str]) -> Value:
    """Return what a top-level statement binds `name` to; `imported` names are only imported."""
    if name in imported:
        return Value.MODULE
    if isinstance(statement, ast.Assign) and is_constant(statement.value):
        return Value.CONSTANT
    if name in aliased(statement):
        return Value.ALIAS
    if isinstance(statement, ast.FunctionDef) and statement.name == name:
        makes_code = any(isinstance(n, CODE) for part in statement.body for n in ast.walk(part))
        plain_defaults = all(map(is_constant, defaults_of(statement)))
        if plain_defaults and not statement.decorator_list:
            return Value.FACTORY if makes_code else Value.FUNCTION
    return Value.OBJECT


def join(one: Value, other: Value) -> Value:
    """Return what a name that is bound twice may be; a module and an alias may both be modules."""
    if one is other:
        return one
    return Value.ALIAS if {one, other} == {Value.MODULE, Value.ALIAS} else Value.OBJECT


def aliased(statement: ast.stmt) -> dict[str, str]:
    """Map each name that a statement binds to ``a`` or ``a.b.c`` to ``a``."""
    if not isinstance(statement, ast.Assign):
        return {}
    found = {}
    for target in statement.targets:
        pairs = [(target, statement.value)]
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs = list(zip(target.elts, statement.value.elts, strict=False))
        for one, value in pairs:
            while isinstance(value, ast.Attribute):
                value = value.value
            if isinstance(one, ast.Name) and isinstance(value, ast.Name):
                found[one.id] = value.id
    return found


def cannot_raise(statement: ast.stmt) -> bool:
    """Whether the next statement is certain to run; an import may fail, or a decorator."""
    if isinstance(statement, FUNCTIONS):
        arguments = [n for n in ast.walk(statement.args) if isinstance(n, ast.arg)]
        annotated = statement.returns or any(argument.annotation for argument in arguments)
        evaluated = all(map(is_constant, defaults_of(statement)))
        return evaluated and not annotated and not statement.decorator_list
    if isinstance(statement, ast.Assign):
        to_names = all(isinstance(target, ast.Name) for target in statement.targets)
        return to_names and is_constant(statement.value)
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and is_constant(statement.value)
    )


def is_constant(value: ast.expr) -> bool:
    """Whether it is a literal that can't change: 3, -0.5, "same", (64, 64, 3)."""
    if isinstance(value, ast.Tuple):
        return all(map(is_constant, value.elts))
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return isinstance(value.operand, ast.Constant) and isinstance(
            value.operand.value, int | float | complex
        )
    return isinstance(value, ast.Constant)
