"""Reading what was handed in as a notebook, whatever it is."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import UnreadableNotebook
from grader.submissions.shown import NOTHING, Shown, Viewer

MAX_BYTES = 100_000_000  # most of it outputs
# A hundred times what notebooks have; reading what a cell does takes 20 s and 200 MB a million.
MAX_CODE = 1_000_000
MAX_CELLS = 2_000


@dataclass(frozen=True)
class Cell:
    """A cell of a submission; `number` counts the code cells from 1 and is 0 elsewhere.

    `shown` are the pictures attached to it and its outputs; nothing is graded by them.
    """

    number: int
    grade_id: str | None
    source: str
    cell_type: str = "code"
    shown: Shown = field(default=NOTHING, compare=False, repr=False)

    @property
    def is_code(self) -> bool:
        return self.cell_type == "code"


@dataclass(frozen=True)
class SubmittedNotebook:
    """The cells of a submitted notebook, in order, without outputs and foreign metadata."""

    name: str
    cells: tuple[Cell, ...]


def read_notebook(path: Path) -> SubmittedNotebook:
    """Read the cells of a notebook file (nbformat 3 or 4), tolerating everything else.

    Raises
    ------
    UnreadableNotebook
        With a sentence that says what the file is instead of a notebook.
    """
    return parse_notebook(_read_bytes(path), path.name)


def _read_bytes(path: Path) -> bytes:
    try:
        if not os.path.lexists(path):
            raise UnreadableNotebook(f"{path.name} is missing; hand it in under this name.")
        if path.is_symlink() or not path.is_file():
            raise UnreadableNotebook(
                f"{path.name} is not a plain file; hand in the notebook itself."
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableNotebook(
                f"{path.name} has {size:,} bytes, more than {MAX_BYTES:,}; clear its outputs "
                "(Kernel > Restart Kernel and Clear Outputs) and save it again."
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableNotebook(f"{path.name} can't be read: {error.strerror}.") from None


def parse_notebook(content: bytes, file_name: str) -> SubmittedNotebook:
    """As `read_notebook`, for the bytes of a file called `file_name`."""
    data = _parse_json(content, file_name)
    cells = data.get("cells")
    if not isinstance(cells, list):
        worksheets = data.get("worksheets")  # nbformat 3
        cells = [
            cell
            for sheet in (worksheets if isinstance(worksheets, list) else [])
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
        if not isinstance(worksheets, list):
            raise UnreadableNotebook(
                f"{file_name} is JSON but no notebook: it has no list of cells."
            )
    if len(cells) > MAX_CELLS:
        raise UnreadableNotebook(
            f"{file_name} has {len(cells):,} cells, more than {MAX_CELLS:,}; "
            "hand in the notebook you were given, with your answers."
        )
    numbers, viewer = itertools.count(1), Viewer()
    read = []
    for cell in cells:
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind == "code":
            read.append(
                Cell(next(numbers), _grade_id(cell), _source(cell), shown=viewer.look(cell))
            )
        elif kind in ("markdown", "raw", "heading"):
            read.append(Cell(0, _grade_id(cell), _source(cell), "markdown", viewer.look(cell)))
    code = sum(len(cell.source) for cell in read if cell.is_code)
    if code > MAX_CODE:
        raise UnreadableNotebook(
            f"{file_name} has {code:,} characters of code, more than {MAX_CODE:,}. "
            "Was data pasted into a cell? Load it from a file instead."
        )
    return SubmittedNotebook(file_name.removesuffix(".ipynb"), tuple(read))


def _parse_json(content: bytes, file_name: str) -> dict[str, Any]:
    text = content.decode("utf-8-sig", errors="replace").strip()
    if not text:
        raise UnreadableNotebook(f"{file_name} is empty; save the notebook and hand it in again.")
    for start, kind in (
        ("<", "an HTML or XML page, not a notebook (was it saved from a browser?)"),
        ("version https://git-lfs", "a Git LFS pointer, not the notebook it points to"),
        ("%PDF", "a PDF, not a notebook"),
    ):
        if text.startswith(start):
            raise UnreadableNotebook(f"{file_name} is {kind}; hand in the .ipynb file itself.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook(
            f"{file_name} is not a notebook: it is not whole JSON ({error}). "
            "Open it in Jupyter, save it and hand it in again."
        ) from None
    if not isinstance(data, dict):
        raise UnreadableNotebook(
            f"{file_name} is JSON but no notebook: it holds a {type(data).__name__}, not an object."
        )
    return data


def _grade_id(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return _clean(grade_id) if isinstance(grade_id, str) else None


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))  # nbformat 3 says `input`
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return _clean(source) if isinstance(source, str) else ""


def _clean(text: str) -> str:
    """JSON can hold half a surrogate pair, which no file and no message can."""
    return text.encode(errors="replace").decode()
