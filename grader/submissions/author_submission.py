"""The author's own notebook as a student would submit it: solved, blank, or with a mutant."""

from __future__ import annotations

import itertools

from grader.assignment.model import AssignmentNotebook, grade_id_of
from grader.assignment.mutants import Mutant
from grader.submissions.notebook_reader import Cell, SubmittedNotebook


def author_submission(
    notebook: AssignmentNotebook, mutant: Mutant | None = None, *, blank: bool = False
) -> SubmittedNotebook:
    """The author's notebook as a student would submit it."""
    sources: dict[str | int, str] = {test.grade_id: test.visible for test in notebook.tests}
    if blank:
        sources |= {solution.grade_id: solution.blank for solution in notebook.solutions}
    if mutant is not None:
        at = mutant.grade_id if mutant.place is None else mutant.place
        sources |= {**mutant.others, at: mutant.source}
    cells, numbers = [], itertools.count(1)
    for place, cell in enumerate(notebook.cells):
        grade_id = grade_id_of(cell)
        source = sources.get(place, sources.get(grade_id, cell.source))
        number = next(numbers) if cell.cell_type == "code" else 0
        cells.append(Cell(number, grade_id, source, cell.cell_type))
    return SubmittedNotebook(notebook.name, tuple(cells))
