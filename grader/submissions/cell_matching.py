"""Matching a submission's cells to the author's: by grade_id, else by the names they define.

What a student edited or lost by accident of the author's own cells costs nothing: it is put back,
see `grader.submissions.restored_cells`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.analysis.cell_analysis import analyse, same_code
from grader.assignment.model import AssignmentNotebook
from grader.language import _
from grader.submissions.answers import answers, is_stub
from grader.submissions.cell_outputs import Shown
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.restored_cells import (
    ABOUT_LOCKED,
    ABOUT_TESTS,
    with_data,
    with_imports,
    with_released,
)

TURNED_INTO_CODE = "The cell {name} was turned into code; a person reads it as text."


@dataclass(frozen=True)
class MatchedCells:
    """A submission's cells in their order, tests and locked cells replaced by the author's own.

    Attributes
    ----------
    cells:
        The student's cells, and the visible part of every test where it stands.
    position:
        For each test's grade_id the index in `cells` that it stands at.
    findings:
        What was odd, for student and instructor; none of it costs points.
    restored:
        Those of `cells` that are the author's, bind names, and were gone.
    """

    cells: tuple[Cell, ...]
    position: dict[str, int]
    findings: tuple[str, ...]
    restored: tuple[Cell, ...]


def match_cells(author: AssignmentNotebook, submitted: SubmittedNotebook) -> MatchedCells:
    """Put the author's tests where they belong among the student's cells."""
    tests = {test.grade_id: test.visible for test in author.tests}
    locked = {cell.grade_id: cell.source for cell in author.locked}
    cells, findings = _with_types_restored(author, submitted)
    cells = _with_ids(cells, tests | locked)
    cells, about_locked = with_released(author, cells, locked, ABOUT_LOCKED)
    cells, about_imports = with_imports(author, cells)
    cells, restored = with_data(author, cells)
    cells, about_tests = with_released(author, cells, tests, ABOUT_TESTS)
    findings += [*about_locked, *about_imports, *about_tests]
    findings += _solution_findings(author, [cell for cell in cells if cell.grade_id not in tests])
    position = {c.grade_id: i for i, c in enumerate(cells) if c.grade_id in tests}
    return MatchedCells(tuple(cells), position, tuple(findings), tuple(restored))


def _with_types_restored(
    author: AssignmentNotebook, submitted: SubmittedNotebook
) -> tuple[list[Cell], list[str]]:
    """Return the submitted cells; of the author's, code that became text is code again, and text
    that a person grades is text again. What such text has put out stays, below it."""
    code = {part.grade_id for part in (*author.solutions, *author.tests, *author.locked)}
    text = {part.grade_id for part in author.manual} - code
    cells, findings = [], []
    for cell in submitted.cells:
        if not cell.is_code and cell.grade_id in code:
            cells.append(replace(cell, cell_type="code"))
            findings.append(
                _("The cell {name} was turned into text; it was read as code.", name=cell.grade_id)
            )
        elif cell.is_code and cell.grade_id in text:
            cells.append(replace(cell, cell_type="markdown", number=0))
            if outputs := cell.shown.outputs:
                cells.append(Cell(cell.number, None, "", shown=Shown(outputs=outputs)))
            findings.append(_(TURNED_INTO_CODE, name=cell.grade_id))
        else:
            cells.append(cell)
    return cells, findings


def _solution_findings(author: AssignmentNotebook, cells: list[Cell]) -> list[str]:
    findings = []
    for solution in author.solutions:
        same_id = [cell for cell in cells if cell.grade_id == solution.grade_id]
        found = answers(solution, tuple(cells))
        given = [cell for cell in found if not is_stub(solution, cell)]
        if len(given) > 1:
            findings.append(
                _(
                    "{name} is answered in {count} cells; the last one above its test "
                    "counts, as in Python.",
                    name=solution.grade_id,
                    count=len(given),
                )
            )
        elif found and not same_id:
            findings.append(
                _(
                    "The graded cell {name} was found by the name it defines, not by id.",
                    name=solution.grade_id,
                )
            )
        for cell in same_id:
            if error := analyse(cell.source).error:
                findings.append(not_python(solution.grade_id, cell.number, error))
    return findings


def _with_ids(cells: Sequence[Cell], released: Mapping[str, str]) -> list[Cell]:
    """Return the cells; one with the text of a released cell of the author's has its id again.

    Some notebook programs, and copying cells into another notebook, leave no ids.
    """
    there = {cell.grade_id for cell in cells}
    ids: dict[int, str] = {}
    for grade_id, source in released.items():
        effect = analyse(source)
        if grade_id in there or not (effect.reads or effect.defines):
            continue
        same = [
            number
            for number, cell in enumerate(cells)
            if cell.is_code and number not in ids and same_code(cell.source, source)
        ]
        if same:
            ids[same[-1]] = grade_id
    return [
        replace(cell, grade_id=ids[number]) if number in ids else cell
        for number, cell in enumerate(cells)
    ]


def not_python(grade_id: str | None, number: int | str, error: str | None) -> str:
    """Say that a cell can't be read as Python; it is named by its number if it has no id."""
    where = (
        _("The cell {name}", name=grade_id) if grade_id else _("Code cell {number}", number=number)
    )
    return _("{where} is not valid Python: {error}. Correct this line.", where=where, error=error)
