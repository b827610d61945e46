"""Laying the author's cells over a submission's: by grade_id, else by the names they define."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.analysis.cell_effects import effects, same_code
from grader.assignment.model import AssignmentNotebook, TestCell
from grader.submissions.answers import answers
from grader.submissions.author_order import home, with_ids
from grader.submissions.locked_cells import with_imports, with_locked_cells
from grader.submissions.notebook_reader import MADE_UP, Cell, SubmittedNotebook, label
from grader.submissions.stubs import is_stub


@dataclass(frozen=True)
class Sheet:
    """A submission's cells in their order, tests and locked cells replaced by the author's own.

    Attributes
    ----------
    cells:
        The student's cells, and the visible part of every test where it stands.
    position:
        For each test's grade_id the index in `cells` that it stands at.
    findings:
        What was odd, for student and instructor; none of it costs points.
    """

    cells: tuple[Cell, ...]
    position: dict[str, int]
    findings: tuple[str, ...]


def lay_out(author: AssignmentNotebook, submitted: SubmittedNotebook) -> Sheet:
    """Put the author's tests where they belong among the student's cells."""
    tests = {test.grade_id: test for test in author.tests}
    cells: list[Cell] = []
    placed: set[str] = set()
    submitted_cells, findings = _with_code_restored(author, submitted)
    submitted_cells = with_ids(author, submitted_cells)
    for restore in (with_locked_cells, with_imports):
        submitted_cells, more = restore(author, submitted_cells)
        findings += more
    for cell in submitted_cells:
        test = tests.get(cell.grade_id or "")
        if test is None:
            cells.append(cell)
            continue
        edited = not same_code(cell.source, test.visible)
        if edited and effects(cell.source).defines - effects(test.visible).defines:
            cells.append(Cell(cell.number, None, cell.source))
        if edited:
            findings.append(
                f"The test cell {label(cell)} was edited: the course's own was used; nothing is "
                "lost by that, or won."
            )
        if test.grade_id in placed:
            findings.append(f"The test {_name(test)} stands more than once; it was run once.")
            continue
        placed.add(test.grade_id)
        cells.append(Cell(cell.number, test.grade_id, test.visible))
    for test in author.tests:
        if test.grade_id not in placed:
            cells.insert(home(test.grade_id, author, cells), Cell(0, test.grade_id, test.visible))
            findings.append(
                f"The test cell {_name(test)} was not found: the course's own was used; nothing is "
                "lost by that."
            )
    findings += _solution_findings(author, [cell for cell in cells if cell.grade_id not in tests])
    position = {c.grade_id: i for i, c in enumerate(cells) if c.grade_id in tests}
    return Sheet(tuple(cells), position, tuple(findings))


def _name(test: TestCell) -> str:
    """A test by its id; by its first line if nbgrader has made that up."""
    made_up = MADE_UP.fullmatch(test.grade_id)
    first = next(iter(test.visible.strip().splitlines()), "")
    return f"that begins `{first[:60]}`" if made_up and first else test.grade_id


def _with_code_restored(
    author: AssignmentNotebook, submitted: SubmittedNotebook
) -> tuple[list[Cell], list[str]]:
    """The submitted cells; those of the author's that became Markdown are code again."""
    code = {part.grade_id for part in (*author.solutions, *author.tests, *author.locked)}
    cells, findings = [], []
    for cell in submitted.cells:
        if not cell.is_code and cell.grade_id in code:
            cell = replace(cell, cell_type="code")
            findings.append(f"The cell {cell.grade_id} was turned into text; it was read as code.")
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
                f"{solution.grade_id} is answered in {len(given)} cells; "
                "the last one above its test counts, as in Python."
            )
        elif found and not same_id:
            findings.append(
                f"The graded cell {solution.grade_id} was found by the name it defines, not by id."
            )
        for cell in same_id:
            if error := effects(cell.source).error:
                findings.append(
                    f"The cell {solution.grade_id} is not valid Python: {error}. Correct this line."
                )
    return findings
