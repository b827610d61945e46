"""Something that was noticed in a notebook before it is submitted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from grader.language import _
from grader.printable import one_line, shortened

MAX_WORDS = 500  # characters


@dataclass(frozen=True)
class Finding:
    """What was noticed, where, and what it means for the grade.

    Attributes
    ----------
    kind
        A stable word for editors, such as ``"extra print"``.
    cell
        How the cell is called in a sentence: by its grade_id, or ``code cell 7``.
    line
        The line in the cell, from 1; None where it is about the whole cell.
    what, meaning
        A sentence each.
    costs
        Whether points may be lost for it here.
    """

    kind: str
    cell: str
    line: int | None
    what: str
    meaning: str
    costs: bool = False

    def __post_init__(self) -> None:
        for field in ("cell", "what", "meaning"):  # they name what a student named
            text = shortened(one_line(getattr(self, field)), MAX_WORDS)
            object.__setattr__(self, field, text)

    @property
    def place(self) -> str:
        if self.line is None:
            return self.cell
        return _("{cell}, line {line}", cell=self.cell, line=self.line)

    @property
    def sentences(self) -> str:
        """All of it in one line."""
        return _("{place} {what} {meaning}", place=self.place, what=self.what, meaning=self.meaning)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
