"""Putting the author's own cells back: what a student edited or lost by accident costs nothing.

nbgrader's ``OverwriteCells`` does the same for locked cells. Here it also brings back a cell that
is gone, and the imports of the released notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from grader.analysis.cell_effects import effects, same_code
from grader.assignment.model import AssignmentNotebook
from grader.submissions.author_order import home
from grader.submissions.notebook_reader import Cell

NOTHING_LOST = "restored; nothing is lost"


def with_locked_cells(
    author: AssignmentNotebook, cells: Sequence[Cell]
) -> tuple[list[Cell], list[str]]:
    """The cells with every locked cell of the author's as released, and a finding for each change.

    An edited cell may hold work of the student's own: what it defines besides stays, above it.
    """
    locked = {cell.grade_id: cell for cell in author.locked}
    kept: list[Cell] = []
    findings: list[str] = []
    placed: set[str] = set()
    for cell in cells:
        released = locked.get(cell.grade_id or "")
        if released is None:
            kept.append(cell)
            continue
        edited = not same_code(cell.source, released.source)
        if edited:
            findings.append(f"The course's cell {released.grade_id} was edited: {NOTHING_LOST}.")
            if effects(cell.source).defines - released.defines:
                kept.append(Cell(cell.number, None, cell.source))
        if released.grade_id in placed:
            continue
        placed.add(released.grade_id)
        kept.append(Cell(cell.number, released.grade_id, released.source))
    for released in author.locked:
        if released.grade_id not in placed:
            kept.insert(
                home(released.grade_id, author, kept),
                Cell(0, released.grade_id, released.source),
            )
            findings.append(f"The course's cell {released.grade_id} is gone: {NOTHING_LOST}.")
    return kept, findings


def with_imports(author: AssignmentNotebook, cells: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """The cells, after those imports of the released notebook that none of them has."""
    theirs = _bindings(cell.source for cell in cells if cell.is_code)
    gone = [node for node in author.released_imports.statements if _bound(node) - theirs]
    if not gone:
        return list(cells), []
    lines = list(dict.fromkeys(ast.unparse(node) for node in gone))
    finding = f"Imports of the course's notebook are gone ({'; '.join(lines)}): {NOTHING_LOST}."
    return [Cell(0, None, "\n".join(lines)), *cells], [finding]


def _bindings(sources: Iterable[str]) -> set[tuple[str, str, str]]:
    """(name, module, what of it) of every import, wherever in the cells it stands."""
    found: set[tuple[str, str, str]] = set()
    for source in sources:
        effect = effects(source)
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
