"""A comparison as JSON, for another process or a later time.

Only the two lists of reduced rows are serialized: `compare` finds the same differences in them.
"""

from __future__ import annotations

import json

from grader.comparison.difference_report import Report
from grader.comparison.differences import compare
from grader.comparison.sanitize import Opaque

MAX_CHARACTERS = 60_000  # a model of some 600 layers
OPAQUE = "opaque"  # the key of a value that is not plain


def as_text(report: Report) -> str:
    """Serialize both lists of rows of a report as JSON; "" if that is too long to be worth it."""
    text = json.dumps([report.yours, report.expected], default=_from_opaque)
    return text if len(text) <= MAX_CHARACTERS else ""


def from_text(text: str) -> Report | None:
    """The report that `as_text` serialized; None for an empty text.

    Raises
    ------
    ValueError
        If `text` was not made by `as_text`.
    """
    if not text:
        return None
    rows = json.loads(text, object_hook=_to_opaque)
    if type(rows) is not list or len(rows) != 2 or any(type(part) is not list for part in rows):
        raise ValueError("A serialized comparison is two lists of rows; this is something else.")
    return compare(*rows)


def _from_opaque(value: object) -> dict[str, str]:
    if type(value) is not Opaque:
        raise TypeError(f"{type(value).__name__} is not a reduced value")
    return {OPAQUE: value.what}


def _to_opaque(data: dict) -> Opaque:
    return Opaque(str(data.get(OPAQUE)))
