"""Where the author's cells belong among a student's, whatever became of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nbgrader.utils import is_grade, is_solution

from grader.analysis.cell_effects import effects, same_code
from grader.assignment.model import AssignmentNotebook
from grader.submissions.answers import answers
from grader.submissions.notebook_reader import Cell


def with_ids(author: AssignmentNotebook, cells: Sequence[Cell]) -> list[Cell]:
    """The cells; one that is a test or locked cell of the author's word for word has its id again.

    Some notebook programs, and copying cells into another notebook, leave no ids.
    """
    there = {cell.grade_id for cell in cells}
    ids: dict[int, str] = {}
    for grade_id, source in (
        *((test.grade_id, test.visible) for test in author.tests),
        *((cell.grade_id, cell.source) for cell in author.locked),
    ):
        effect = effects(source)
        if grade_id in there or not (effect.runs or effect.defines):
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


def home(grade_id: str, author: AssignmentNotebook, cells: Sequence[Cell]) -> int:
    """The index at which a cell of the author's belongs that is gone.

    That is below the nearest of those above it in the author's notebook which is still there, by
    its id, by what it answers, or word for word; without one, above the first of those below it.
    """
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in author.cells]
    here = ids.index(grade_id)
    places = {cell.grade_id: place for place, cell in enumerate(cells) if cell.grade_id}
    solutions = {solution.grade_id: solution for solution in author.solutions}
    for cell, above in reversed([*zip(author.cells, ids, strict=True)][:here]):
        if above in places:
            return places[above] + 1
        if above in solutions:
            found = answers(solutions[above], tuple(cells))
        elif cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell)):
            found = [c for c in cells if c.is_code and c.source.strip() == cell.source.strip()]
        else:
            continue
        if found:
            return max(place for place, c in enumerate(cells) if c in found) + 1
    return min((places[below] for below in ids[here:] if below in places), default=len(cells))
