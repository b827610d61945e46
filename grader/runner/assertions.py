"""Bare comparisons in a test, `assert f(2) == 4`, that say what was found when they fail."""

from __future__ import annotations

import ast
import operator
import reprlib
from typing import TYPE_CHECKING, Any

from grader.language import _

if TYPE_CHECKING:
    import numpy as np

NAME = "__compared__"
OPERATORS = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
BY_SIGN = dict(OPERATORS.values())
MAX_TEXT = 200


class CheckFailed(AssertionError):
    """A bare comparison was not true. It has no text of its own; `found` says what was found."""

    def __init__(self, check: str, left: str, sign: str, values: tuple[object, object]) -> None:
        super().__init__()
        self._check, self._left, self._sign, self._values = check, left, sign, values

    @property
    def found(self) -> str:
        left, right = map(shown, self._values)
        if self._sign == "==":
            return _(
                "`{what}` is {found}, expected {expected}.",
                what=self._left,
                found=left,
                expected=right,
            )
        return _(
            "This check failed: `{check}`. `{what}` is {found}.",
            check=self._check,
            what=self._left,
            found=left,
        )


def keep_values(tree: ast.Module) -> ast.Module:
    """Have every bare ``assert left == right`` (or another comparison) keep what it compared."""
    return ast.fix_missing_locations(_Rewriter().visit(tree))


def compared(check: str, left_text: str, sign: str, left: Any, right: Any) -> None:
    """What a rewritten assertion calls.

    Raises
    ------
    CheckFailed
        If the comparison is not true.
    """
    if not BY_SIGN[sign](left, right):
        raise CheckFailed(check, left_text, sign, (left, right))


def shown(value: object) -> str:
    """A value as short text."""
    text = _Short().repr(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"


class _Rewriter(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        test = node.test
        if node.msg is not None or not isinstance(test, ast.Compare) or len(test.ops) > 1:
            return node
        known = OPERATORS.get(type(test.ops[0]))
        if known is None:
            return node
        texts = [ast.Constant(t) for t in (ast.unparse(test), ast.unparse(test.left), known[0])]
        called = ast.Name(NAME, ast.Load())
        call = ast.Call(called, [*texts, test.left, test.comparators[0]], [])
        return ast.copy_location(ast.Expr(ast.copy_location(call, node)), node)


class _Short(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = MAX_TEXT
        self.maxlist = self.maxtuple = self.maxdict = 10

    def repr_ndarray(self, value: np.ndarray, level: int) -> str:
        import numpy as np

        return np.array2string(value, threshold=20, edgeitems=3, precision=4, separator=", ")
