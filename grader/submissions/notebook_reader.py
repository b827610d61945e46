"""Reading what was submitted as a notebook, whatever it is."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import UnreadableNotebook
from grader.language import ENGLISH, _, speak
from grader.submissions.archived_notebooks import files_in
from grader.submissions.cell_outputs import NOTHING, Shown, Viewer
from grader.submissions.file_names import shown
from grader.submissions.files_beside import Files
from grader.submissions.notebook_text import MAX_FILE_BYTES, Wrapped, text_of
from grader.submissions.safe_files import plain_bytes

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
    """The cells of a submitted notebook, in order, without outputs and foreign metadata.

    `findings` say how the file differs from a notebook that Jupyter has saved; none costs points.
    `beside` are the files that were in one archive with it, (name from its folder, content).
    `language` is that of the released notebook.
    """

    name: str
    cells: tuple[Cell, ...]
    findings: tuple[str, ...] = ()
    beside: Files = ()
    language: str = ENGLISH


def read_notebook(path: Path) -> SubmittedNotebook:
    """Read the cells of a notebook file (nbformat 3 or 4), tolerating everything else.

    Raises
    ------
    UnreadableNotebook
        With a sentence that says what the file is instead of a notebook; a `NoAccess` if it is
        this machine that can't read it.
    """
    return parse_notebook(plain_bytes(path, MAX_FILE_BYTES), shown(path.name))


def parse_json(content: bytes, file_name: str) -> dict[str, Any]:
    """The object that a notebook file holds; raises as `parse_notebook` does."""
    file = files_in(content, file_name)[0]
    return _parse_json(text_of(file)[0], file.name)


def parse_notebook(content: bytes, file_name: str) -> SubmittedNotebook:
    """As `read_notebook`, for the bytes of a file called `file_name`."""
    found = parse_notebooks(content, file_name)
    if len(found) > 1:
        names = ", ".join(notebook.name for notebook in found)
        raise UnreadableNotebook(
            _(
                "{name} is an archive of {count} notebooks: {names}.",
                name=file_name,
                count=len(found),
                names=names,
            )
        )
    return found[0]


def parse_notebooks(content: bytes, file_name: str) -> list[SubmittedNotebook]:
    """Every notebook in the bytes of a file called `file_name`, which may be an archive.

    Raises
    ------
    UnreadableNotebook
        If the file, or the only notebook in it, can't be read.
    """
    found, reasons = [], []
    for file in files_in(content, file_name):
        try:
            found.append(_notebook(file))
        except UnreadableNotebook as error:
            reasons.append(str(error))
    if not found:
        raise UnreadableNotebook(" ".join(reasons))
    return found


def _notebook(file: Wrapped) -> SubmittedNotebook:
    (text, findings), file_name = text_of(file), file.name
    data = _parse_json(text, file_name)
    cells = data.get("cells")
    if not isinstance(cells, list):
        worksheets = data.get("worksheets")  # nbformat 3
        if not isinstance(worksheets, list):
            raise UnreadableNotebook(
                _("{name} is JSON but no notebook: it has no list of cells.", name=file_name)
            )
        cells = [
            cell
            for sheet in worksheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if len(cells) > MAX_CELLS:
        raise UnreadableNotebook(
            _(
                "{name} has {count:,} cells, more than {most:,}; submit the notebook you "
                "were given, with your answers.",
                name=file_name,
                count=len(cells),
                most=MAX_CELLS,
            )
        )
    numbers, viewer = itertools.count(1), Viewer()
    read = []
    for cell in cells:
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind in ("code", "markdown", "raw", "heading"):
            number, kind = (next(numbers), kind) if kind == "code" else (0, "markdown")
            read.append(Cell(number, _grade_id(cell), _source(cell), kind, viewer.look(cell)))
    code = sum(len(cell.source) for cell in read if cell.is_code)
    if code > MAX_CODE:
        raise UnreadableNotebook(
            _(
                "{name} has {count:,} characters of code, more than {most:,}. Was data "
                "pasted into a cell? Load it from a file instead.",
                name=file_name,
                count=code,
                most=MAX_CODE,
            )
        )
    name = file_name.removesuffix(".ipynb")
    language = _language(data)
    with speak(language):
        told = tuple(finding() for finding in findings)
    return SubmittedNotebook(name, tuple(read), told, file.beside, language)


def _language(data: dict[str, Any]) -> str:
    """The language that a released notebook says it is in; English where it says nothing."""
    said: Any = data
    for key in ("metadata", "generated", "language"):
        said = said.get(key) if isinstance(said, dict) else None
    return said if isinstance(said, str) else ENGLISH


def _parse_json(text: str, file_name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook(
            _(
                "{name} is not a notebook: it is not whole JSON. {advice}",
                name=file_name,
                advice=_advice(text, error),
            )
        ) from None
    if not isinstance(data, dict):
        raise UnreadableNotebook(
            _(
                "{name} is JSON but no notebook: it holds a {kind}, not an object.",
                name=file_name,
                kind=type(data).__name__,
            )
        )
    return data


# What is left where a file ends too early: nothing, or a part of a word, number or escape.
CUT_OFF = re.compile(r"|-|t|tr|tru|f|fa|fal|fals|n|nu|nul|N|Na|\\?u?[0-9a-fA-F]{0,3}")


def _advice(text: str, error: Exception) -> str:
    """What is wrong with text that is no JSON, and what to do about it."""
    if not text.startswith("{"):
        return _(
            "It begins with {text!r}; submit the .ipynb file that Jupyter saved.", text=text[:20]
        )
    if re.search(r"^(<<<<<<<|>>>>>>>)", text, re.MULTILINE):
        return _(
            "It holds a Git merge conflict (<<<<<<<): choose one side, save it, submit it again."
        )
    if not isinstance(error, json.JSONDecodeError):
        return _(
            "It has a number too long, or brackets too deep, to be read; was it edited by hand?"
        )
    rest = text[error.pos :]
    cut_off = error.msg.startswith("Unterminated string") or CUT_OFF.fullmatch(rest)
    if error.msg == "Extra data" or not cut_off:
        return _(
            "It is damaged in line {line} ({error}), so Jupyter can't open it either. "
            "Undo the change made there with a text editor, or submit an earlier copy.",
            line=error.lineno,
            error=error.msg,
        )
    return _("It ends in the middle, as after an upload that broke off; submit it again.")


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


# Ids that nbgrader makes up itself, `cell-dac51744a9e03f51`; Jupyter shows them nowhere.
MADE_UP = re.compile(r"cell-[0-9a-f]{8,}")
ANONYMOUS = "of the course's own"
NUMBERED = "code cell "


def label(cell: Cell) -> str:
    """How a cell is called: by the id that its author chose, else ``code cell 12``.

    In every language the same, since files are named by it in tracebacks; `called` is for readers.
    """
    if cell.grade_id and not MADE_UP.fullmatch(cell.grade_id):
        return cell.grade_id
    return f"{NUMBERED}{cell.number}" if cell.number else ANONYMOUS


def called(name: str) -> str:
    """A cell's label in a sentence, in the language of the moment."""
    if name.startswith(NUMBERED):
        return _("code cell {number}", number=name.removeprefix(NUMBERED))
    return _(ANONYMOUS) if name == ANONYMOUS else name


def subject(name: str) -> str:
    """A cell's label at the beginning of a sentence."""
    if name.startswith(NUMBERED):
        return _("Code cell {number}", number=name.removeprefix(NUMBERED))
    return _("The cell {name}", name=called(name))


def unnumbered(name: str) -> str:
    """A cell's label without its number, which differs between students."""
    return f"{NUMBERED}#" if name.startswith(NUMBERED) else name
