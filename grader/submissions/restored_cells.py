"""The author's own cells in a submission: what was edited or lost by accident is put back.

nbgrader's ``OverwriteCells`` does so for locked cells and tests that are there. Here it also brings
back one that is gone, the imports of the released notebook, and what binds names for other cells.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from grader.analysis.cell_analysis import analyse, same_code
from grader.assignment.model import AssignmentNotebook, grade_id_of, is_graded
from grader.language import _
from grader.printable import listed
from grader.submissions.answers import answers
from grader.submissions.notebook_reader import MADE_UP, Cell, called, label
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


def with_released(
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


def with_imports(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
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


def with_data(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells, with those of the author's own that are gone where they belong, and these.

    Most are of no account: only what a test needs is worth a finding, see `about_data`.
    """
    kept, restored = list(cells), []
    for index in gone_with_names(author, cells):
        cell = Cell(0, None, author.cells[index].source)
        kept.insert(_index_for(index, author, kept), cell)
        restored.append(cell)
    return kept, restored


def about_data(restored: Sequence[Cell]) -> list[str]:
    """Say which cells were restored, by their first lines, if any were."""
    lines = [f"`{cell.source.strip().splitlines()[0][:60]}`" for cell in restored]
    finding = _(
        "Cells of the course's notebook are gone ({lines}): restored; nothing is lost.",
        lines=listed(lines, LISTED),
    )
    return [finding] if lines else []


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
        elif cell.cell_type == "code" and not is_graded(cell):
            found = [c for c in cells if c.is_code and c.source.strip() == cell.source.strip()]
        else:
            continue
        if found:
            return max(index for index, c in enumerate(cells) if c in found) + 1
    below = (indices[name] for name in ids[own_index:] if name in indices)
    return min(below, default=len(cells))
