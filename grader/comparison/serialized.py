"""A comparison as a short text of plain data, to be kept and shown later by another process.

Only the two lists of reduced rows are carried: `compare` finds the same differences in them again.
"""

from __future__ import annotations

import json

from grader.comparison.difference_report import Report
from grader.comparison.differences import compare
from grader.comparison.sanitize import Opaque

MAX_CHARACTERS = 60_000  # a model of some 600 layers
FOREIGN = "foreign"


def as_text(report: Report) -> str:
    """Both lists of rows as JSON; an empty text when they are too long to be worth keeping."""
    text = json.dumps([report.yours, report.expected], default=_foreign)
    return text if len(text) <= MAX_CHARACTERS else ""


def from_text(text: str) -> Report | None:
    """The report that `as_text` was made from; None of an empty text.

    Raises
    ------
    ValueError
        If `text` was not made by `as_text`.
    """
    if not text:
        return None
    rows = json.loads(text, object_hook=_from_foreign)
    if type(rows) is not list or len(rows) != 2 or any(type(part) is not list for part in rows):
        raise ValueError("A carried comparison holds two lists of rows, this does not.")
    return compare(*rows)


def _foreign(value: object) -> dict[str, str]:
    if type(value) is not Opaque:
        raise TypeError(f"{type(value).__name__} is no reduced value")
    return {FOREIGN: value.what}


def _from_foreign(data: dict) -> Opaque:
    return Opaque(str(data.get(FOREIGN)))
