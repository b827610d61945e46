"""An answer that a test calls as a function, and that is none in the student's notebook."""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Iterator

from grader.analysis.definitions_and_uses import calls_by_name
from grader.language import _
from grader.runner.test_namespace import TestNamespace


def not_a_function(error: BaseException, source: str, line: int, names: dict) -> str:
    """A sentence on an answer that is called on a line of the test and is no function, or "".

    A Keras model can be called, but a test that does so on an answer wanted to have one built.
    """
    if not isinstance(error, TypeError | ValueError) or not isinstance(names, TestNamespace):
        return ""
    for name in _called_names(source, line):
        if name in names:  # bound by the test, or by the author
            continue
        with contextlib.suppress(Exception):  # what can't cross has a message of its own
            value = names[name]
            if not callable(value) or _is_model(value):
                return _(
                    "`{name}` is of type {kind}, but the test calls it as a function. Begin the "
                    "cell with `def {name}(...):`, and return the value.",
                    name=name,
                    kind=type(value).__name__,
                )
    return ""


def _called_names(source: str, line: int) -> Iterator[str]:
    with contextlib.suppress(SyntaxError):  # a magic
        for name, call in calls_by_name(ast.parse(source)):
            if call.lineno <= line <= (call.end_lineno or 0):
                yield name


def _is_model(value: object) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.Model)
