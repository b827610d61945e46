"""Reading files that an author wrote: what is wrong with one is told with its name and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.errors import AuthoringError, GraderError

Parsed = TypeVar("Parsed")


def read_author_file(path: Path, parse: Callable[[str], Parsed]) -> Parsed:
    """Return what `parse` makes of the text of a file; editors on Windows begin it with a mark.

    Raises
    ------
    AuthoringError
        If the file can't be read, is not UTF-8, or `parse` fails on it.
    """
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except GraderError:
        raise
    except OSError as error:
        raise AuthoringError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise AuthoringError(
            f"{path}, line {line}: byte {error.object[error.start]:#x} is not UTF-8. Save the file "
            "as UTF-8."
        ) from error
    except Exception as error:  # a module that is run may raise anything
        raise AuthoringError(f"{path}{_where(error, path)}: {_said(error)}. Correct it.") from error


def _where(error: BaseException, path: Path) -> str:
    """The line of the file, as far as the error or what led to it tells."""
    for one in (error, error.__cause__, error.__context__):
        if line := getattr(one, "lineno", None):
            return f", line {line}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f", line {lines[-1]}" if lines else ""


def _said(error: Exception) -> str:
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(text.split())[:500].rstrip('.')}"
