"""How messages name a cell, so that its author finds it in Jupyter."""

from __future__ import annotations

import re

from grader.submissions.notebook_reader import Cell

# Ids that nbgrader makes up itself, `cell-dac51744a9e03f51`; Jupyter shows them nowhere.
MADE_UP = re.compile(r"cell-[0-9a-f]{8,}")
ANONYMOUS = "of the course's own"


def label(cell: Cell) -> str:
    """How a cell is called: by the id that its author chose, else ``code cell 12``."""
    if cell.grade_id and not MADE_UP.fullmatch(cell.grade_id):
        return cell.grade_id
    return f"code cell {cell.number}" if cell.number else ANONYMOUS


def subject(name: str) -> str:
    """A cell's label at the beginning of a sentence."""
    return f"C{name[1:]}" if name.startswith("code cell ") else f"The cell {name}"
