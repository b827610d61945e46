"""Matching a submission's cells to the author's: by grade_id, else by the names they define.

What a student edited or lost by accident of the author's own cells costs nothing: it is put back.
nbgrader's ``OverwriteCells`` does the same for locked cells. Here it also brings back a cell that
is gone, and the imports of the released notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nbgrader.utils import is_grade, is_solution

from grader.analysis.cell_analysis import analyse, same_code
from grader.assignment.model import AssignmentNotebook, grade_id_of
from grader.language import _
from grader.printable import listed
from grader.submissions.answers import answers, is_stub
from grader.submissions.cell_outputs import Shown
from grader.submissions.notebook_reader import MADE_UP, Cell, SubmittedNotebook, called, label
from grader.submissions.slicing import words_in

# What is told of the author's own cells. A locked cell that stands more than once does no harm.
ABOUT_LOCKED = {
    "edited": "The course's cell {id} was edited: restored; nothing is lost.",
    "gone": "The course's cell {id} is gone: restored; nothing is lost.",
}
ABOUT_TESTS = {
    "edited": "The test cell {label} was edited: the course's own was used; nothing is lost by "
    "that, or won.",
    "again": "The test {name} stands more than once; it was run once.",
    "gone": "The test cell {name} was not found: the course's own was used; nothing is lost by "
    "that.",
}
LISTED = 3  # cells that a finding names
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
    """

    cells: tuple[Cell, ...]
    position: dict[str, int]
    findings: tuple[str, ...]


def match_cells(author: AssignmentNotebook, submitted: SubmittedNotebook) -> MatchedCells:
    """Put the author's tests where they belong among the student's cells."""
    tests = {test.grade_id: test.visible for test in author.tests}
    locked = {cell.grade_id: cell.source for cell in author.locked}
    cells, findings = _with_types_restored(author, submitted)
    cells = _with_ids(cells, tests | locked)
    cells, about_locked = _with_released(author, cells, locked, ABOUT_LOCKED)
    cells, about_imports = _with_imports(author, cells)
    cells, about_data = _with_data(author, cells)
    cells, about_tests = _with_released(author, cells, tests, ABOUT_TESTS)
    findings += [*about_locked, *about_imports, *about_data, *about_tests]
    findings += _solution_findings(author, [cell for cell in cells if cell.grade_id not in tests])
    position = {c.grade_id: i for i, c in enumerate(cells) if c.grade_id in tests}
    return MatchedCells(tuple(cells), position, tuple(findings))


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


def _index_for(own_index: int, author: AssignmentNotebook, cells: Sequence[Cell]) -> int:
    """Return the index at which the author's cell of an index belongs that is gone.

    That is below the nearest of those above it in the author's notebook which is still there, by
    its id, by what it answers, or word for word; without one, above the first of those below it.
    """
    ids = [grade_id_of(cell) for cell in author.cells]
    indices = {cell.grade_id: index for index, cell in enumerate(cells) if cell.grade_id}
    solutions = {solution.grade_id: solution for solution in author.solutions}
    for cell, above in reversed([*zip(author.cells, ids, strict=True)][:own_index]):
        if above in indices:
            return indices[above] + 1
        if above in solutions:
            found = answers(solutions[above], tuple(cells))
        elif cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell)):
            found = [c for c in cells if c.is_code and c.source.strip() == cell.source.strip()]
        else:
            continue
        if found:
            return max(index for index, c in enumerate(cells) if c in found) + 1
    below = (indices[name] for name in ids[own_index:] if name in indices)
    return min(below, default=len(cells))


def _with_released(
    author: AssignmentNotebook,
    cells: Sequence[Cell],
    released: Mapping[str, str],
    about: Mapping[str, str],
) -> tuple[list[Cell], list[str]]:
    """Return the cells with some of the author's own as `released`, each once, and findings.

    An edited cell may hold work of the student's own: if it defines more, it stays, above the
    author's.
    """
    kept: list[Cell] = []
    findings: list[str] = []
    placed: set[str] = set()

    def tell(what: str, cell: Cell) -> None:
        if what in about:
            name = _name(cell, released)
            values = {"id": cell.grade_id, "label": called(label(cell)), "name": name}
            findings.append(_(about[what], **values))

    for cell in cells:
        if cell.grade_id not in released:
            kept.append(cell)
            continue
        source = released[cell.grade_id]
        if not same_code(cell.source, source):
            tell("edited", cell)
            if analyse(cell.source).defines - analyse(source).defines:
                kept.append(Cell(cell.number, None, cell.source))
        if cell.grade_id in placed:
            tell("again", cell)
            continue
        placed.add(cell.grade_id)
        kept.append(Cell(cell.number, cell.grade_id, source))
    for grade_id, source in released.items():
        if grade_id not in placed:
            gone = Cell(0, grade_id, source)
            own_index = [grade_id_of(one) for one in author.cells].index(grade_id)
            kept.insert(_index_for(own_index, author, kept), gone)
            tell("gone", gone)
    return kept, findings


def _name(cell: Cell, released: Mapping[str, str]) -> str:
    """Name a released cell by its id, or by its first line if nbgrader has made the id up."""
    made_up = MADE_UP.fullmatch(cell.grade_id)
    first = next(iter(released[cell.grade_id].strip().splitlines()), "")
    return _("that begins `{line}`", line=first[:60]) if made_up and first else cell.grade_id


def _with_imports(
    author: AssignmentNotebook, cells: Sequence[Cell]
) -> tuple[list[Cell], list[str]]:
    """Return the cells, below those imports of the released notebook that none of them has."""
    theirs = _bindings(cell.source for cell in cells if cell.is_code)
    gone = [node for node in author.released_imports.statements if _bound(node) - theirs]
    if not gone:
        return list(cells), []
    lines = list(dict.fromkeys(ast.unparse(node) for node in gone))
    told = "; ".join(lines)
    finding = _(
        "Imports of the course's notebook are gone ({imports}): restored; nothing is lost.",
        imports=told,
    )
    return [Cell(0, None, "\n".join(lines)), *cells], [finding]


def _with_data(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """Return the cells, with those of the author's own that are gone where they belong."""
    kept, lines = list(cells), []
    for index in gone_with_names(author, cells):
        source = author.cells[index].source
        kept.insert(_index_for(index, author, kept), Cell(0, None, source))
        lines.append(f"`{source.strip().splitlines()[0][:60]}`")
    finding = _(
        "Cells of the course's notebook are gone ({lines}): restored; nothing is lost.",
        lines=listed(lines, LISTED),
    )
    return kept, [finding] if lines else []


def gone_with_names(author: AssignmentNotebook, cells: Sequence[Cell]) -> list[int]:
    """Return the indices of the author's cells that are gone with all the names they bind.

    Those that are graded or locked are not among them, nor are mere imports. A cell that can't be
    read as Python may be one of them, edited.
    """
    code = [cell for cell in cells if cell.is_code]
    theirs = frozenset().union(*(analyse(cell.source).defines for cell in code))
    theirs |= frozenset().union(*(words_in(c) for c in code if analyse(c.source).error))
    gone = []
    for index, cell in enumerate(author.cells):
        if cell.cell_type == "code" and not grade_id_of(cell):
            effect = analyse(cell.source)
            names = effect.defines - effect.imports.keys() - {"_"}
            if names and not names & theirs:
                gone.append(index)
    return gone


def _bindings(sources: Iterable[str]) -> set[tuple[str, str, str]]:
    """Return (name, module, what of it) of every import in the cells."""
    found: set[tuple[str, str, str]] = set()
    for source in sources:
        effect = analyse(source)
        for node in () if effect.error else ast.walk(ast.parse(effect.code)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= _bound(node)
    return found


def _bound(node: ast.Import | ast.ImportFrom) -> set[tuple[str, str, str]]:
    if isinstance(node, ast.Import):
        return {
            (alias.asname or alias.name.partition(".")[0], alias.name, "") for alias in node.names
        }
    return {(alias.asname or alias.name, node.module or "", alias.name) for alias in node.names}


def not_python(grade_id: str | None, number: int | str, error: str | None) -> str:
    """Say that a cell can't be read as Python; it is named by its number if it has no id."""
    where = (
        _("The cell {name}", name=grade_id) if grade_id else _("Code cell {number}", number=number)
    )
    return _("{where} is not valid Python: {error}. Correct this line.", where=where, error=error)
