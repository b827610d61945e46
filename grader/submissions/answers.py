"""A student's cells that answer a graded cell, and whether anything was written into them."""

from __future__ import annotations

import re

from grader.analysis.cell_effects import effects
from grader.assignment.model import AssignmentNotebook, SolutionCell
from grader.submissions.notebook_reader import Cell
from grader.submissions.stubs import is_blank


def answers(solution: SolutionCell, cells: tuple[Cell, ...]) -> list[Cell]:
    """The student's cells that answer a graded cell: with its grade_id, or defining its names."""
    return [
        cell
        for cell in cells
        if cell.is_code
        and (
            cell.grade_id == solution.grade_id
            or effects(cell.source).defines & solution.defines
            or meant_names(cell) & solution.defines
        )
    ]


def meant_names(cell: Cell) -> set[str]:
    """What a cell that can't be read as Python was meant to define."""
    if not effects(cell.source).error:
        return set()
    return set(re.findall(r"^\s*(?:def|class)\s+(\w+)", cell.source, re.MULTILINE))


def is_attempted(solution: SolutionCell, cells: tuple[Cell, ...]) -> bool:
    """Whether any answer differs from the released blank in more than comments and spaces."""
    return any(
        cell.source.strip() and not is_blank(solution, cell) for cell in answers(solution, cells)
    )


def answered(author: AssignmentNotebook, cells: tuple[Cell, ...]) -> int:
    """How many of the graded cells, those that a person grades among them, were worked on."""
    own = tuple(cell for cell in cells if cell.source.strip() not in author.fixed_sources)
    attempted = sum(is_attempted(solution, own) for solution in author.solutions)
    given = {cell.grade_id: cell.source.strip() for cell in cells if cell.grade_id}
    return attempted + sum(
        given.get(manual.grade_id, manual.blank.strip()) != manual.blank.strip()
        for manual in author.manual
    )
