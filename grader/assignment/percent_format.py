"""The percent-format source of an assignment as a notebook with nbgrader's metadata."""

from __future__ import annotations

import re
from math import inf
from pathlib import Path

import jupytext
from nbformat import NotebookNode, from_dict

from grader.analysis.cell_analysis import analyse
from grader.assignment.author_files import read_author_file
from grader.assignment.model import grade_id_of
from grader.assignment.sentence_translations import read_translations, speaks, translate
from grader.assignment.translation import choose_language
from grader.errors import AuthoringError
from grader.language import ENGLISH

NBGRADER_DEFAULTS = {
    "grade": False,
    "locked": False,
    "schema_version": 3,
    "solution": False,
    "task": False,
}
FLAGS = ("grade", "locked", "solution", "task")
KNOWN_KEYS = {*NBGRADER_DEFAULTS, "cell_type", "grade_id", "points"}
BROKEN_HEADER = "incorrectly_encoded_metadata"  # where jupytext puts what it can't read
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL = re.compile(rb"^[ \t]*#[ \t]*%%", re.MULTILINE)
# What looks like the header of a graded cell, however it is written.
GRADED = re.compile(r"^[ \t]*#+[ \t]*(?:%%|\+|<codecell>|In\[).*nbgrader.*", re.I | re.MULTILINE)
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def sources_in(folder: Path, assignment: str) -> list[Path]:
    """The percent-format sources of an assignment in its author's folder.

    A module that lies there under such a name, and has no cells, is none.
    """
    named = sorted(folder.glob(f"{assignment}*.py"))
    return [path for path in named if path.is_file() and CELL.search(path.read_bytes())]


def read_all_languages(path: Path) -> NotebookNode:
    """Read a percent-format source with the cells of all its languages, tagged as they are.

    Raises
    ------
    AuthoringError
        If it is not UTF-8, or the header of a cell is malformed.
    """
    nb = read_author_file(path, lambda text: jupytext.reads(text, fmt="py:percent"))
    for cell in nb.cells:
        if (header := cell.metadata.get(BROKEN_HEADER)) is not None:
            raise AuthoringError(
                f"{path}{_line(path, header)}: the header of the cell, {header!r}, "
                "isn't valid. After nbgrader= stands JSON, such as "
                '{"grade_id": "name", "solution": true}.'
            )
    graded = sum("nbgrader" in cell.metadata for cell in nb.cells)
    headers = read_author_file(path, GRADED.findall)
    if len(headers) > graded:
        odd = next(header for header in headers if not _is_read(header))
        raise AuthoringError(
            f"{path}{_line(path, odd)}: {odd.strip()!r} looks like the header of a graded cell, "
            'but is none. Write it as # %% nbgrader={"grade_id": "name", "solution": true}.'
        )
    return nb


def _is_read(header: str) -> bool:
    """Whether jupytext finds nbgrader's metadata in the header of a cell."""
    cells = jupytext.reads(f"{header.strip()}\npass\n", fmt="py:percent").cells
    return any("nbgrader" in cell.metadata for cell in cells)


def _line(path: Path, header: str) -> str:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("#") and header in line:
            return f", line {number}"
    return ""


def read_source(path: Path, language: str = ENGLISH) -> NotebookNode:
    """Read a percent-format source as a notebook (nbformat 4.5) in one language.

    The result depends on the text only: cell ids are made of ``grade_id`` or the position, and
    there are no outputs, execution counts or times.

    Raises
    ------
    AuthoringError
        If a cell's nbgrader metadata is malformed, a ``grade_id`` is used twice, or a graded or
        locked cell is no Python.
    """
    nb = read_all_languages(path)
    nb.cells = choose_language(nb.cells, language)
    texts = read_translations(path.parent).get(language, {})
    for cell in nb.cells:
        if texts and speaks(cell):
            cell.source = translate(cell.source, texts)
    nb.metadata = from_dict(
        {
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            "generated": {
                "from": path.name,
                "by": "python -m grader release",
                "language": language,
            },
            # Colab then offers no answers of its own in the exercises
            "colab": {"generative_ai_disabled": True},
        }
    )
    nb.nbformat, nb.nbformat_minor = 4, 5
    seen: set[str] = set()
    for position, cell in enumerate(nb.cells):
        if "nbgrader" in cell.metadata:
            _complete(cell, path, seen)
        cell.id = grade_id_of(cell) or f"cell-{position:03d}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nb


def _complete(cell: NotebookNode, path: Path, seen: set[str]) -> None:
    """Add the metadata that nbgrader requires of a cell and the author need not write."""
    given = cell.metadata["nbgrader"]
    if not isinstance(given, dict):
        raise AuthoringError(f"{path.name}: nbgrader={given!r} must be {{...}} with a grade_id.")
    grade_id = given.get("grade_id", "")
    if not (isinstance(grade_id, str) and GRADE_ID.fullmatch(grade_id)):
        raise AuthoringError(
            f"{path.name}: grade_id {grade_id!r} must be 1 to 64 letters, digits, - or _."
        )
    if grade_id in seen:
        raise AuthoringError(f"{path.name}: grade_id {grade_id!r} stands twice; make it unique.")
    seen.add(grade_id)
    metadata = NBGRADER_DEFAULTS | dict(given) | {"cell_type": cell.cell_type}
    if unknown := sorted(set(metadata) - KNOWN_KEYS):
        raise AuthoringError(
            f"{path.name}: cell {grade_id!r} has {', '.join(unknown)} in its nbgrader header; "
            f"there is {', '.join(sorted(KNOWN_KEYS))}."
        )
    for flag in FLAGS:
        if not isinstance(metadata[flag], bool):
            raise AuthoringError(
                f"{path.name}: {flag} of cell {grade_id!r} is {metadata[flag]!r}; say true "
                "or false."
            )
    if metadata["grade"] and "points" not in metadata:
        raise AuthoringError(f"{path.name}: graded cell {grade_id!r} has no points.")
    points = metadata.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < inf:
        raise AuthoringError(
            f"{path.name}: the points of cell {grade_id!r} are {points!r}; say a number, 0 or more."
        )
    if cell.cell_type == "code" and (error := analyse(cell.source).error):
        raise AuthoringError(f"{path.name}: cell {grade_id!r} is no valid Python, {error}.")
    metadata["locked"] = metadata["locked"] or (metadata["grade"] and not metadata["solution"])
    cell.metadata["nbgrader"] = NotebookNode(sorted(metadata.items()))
