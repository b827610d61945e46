"""Rows for a spreadsheet, in which no text of a stranger is run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.printable import one_line

# The last four are the full-width forms, which some spreadsheets take for the same.
BEGINS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows as CSV in UTF-8; text is quoted where it needs to be, and never a formula."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([_cell(value) for value in row] for row in rows)
    return path


def inert(text: str) -> str:
    """Keep a spreadsheet from running text that begins like a formula, and from what it hides."""
    shown = one_line(text)
    return f"'{shown}" if shown.lstrip().startswith(BEGINS_FORMULA) else shown


def _cell(value: object) -> str:
    """Numbers as they are, since a negative one is no formula; None as nothing."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return inert(str(value))
