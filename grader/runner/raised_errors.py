"""Exceptions of student code, as a test sees them: of classes that Python has."""

from __future__ import annotations

import builtins
import contextlib
from typing import Any

from grader.protocol.value_types import Raised


class StudentError(Exception):
    """Student code raised an exception that is of no class of Python's own that can be made."""


def exception_of(raised: Raised) -> Exception:
    """An exception of the class that student code raised, or derived from one that Python has.

    It has the text of that exception, whatever its class makes of its arguments.
    """
    kind: Any = getattr(builtins, raised.base or raised.type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(TypeError):  # of one that wants more than a text
            made = kind(raised.message)
            if kind.__name__ == raised.type_name and str(made) == raised.message:
                return made
        with contextlib.suppress(TypeError):  # of a group of exceptions, which wants these
            return _own_class(raised.type_name, kind)(raised.message)
    return StudentError(f"{raised.type_name}: {raised.message}")


def _own_class(name: str, base: Any) -> Any:
    """A class derived from one of Python's, whose text is its first argument."""

    def initialise(self: Any, message: str) -> None:
        self.args = (message,)

    methods = {"__init__": initialise, "__str__": lambda self: self.args[0]}
    return type(name if name.isidentifier() else base.__name__, (base,), methods)
