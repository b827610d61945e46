"""The author's own notebook as a student would submit it: solved, blank, or with a mutant."""

from __future__ import annotations

from grader.assignment.model import AssignmentNotebook, grade_id_of
from grader.assignment.mutants import Mutant
from grader.submissions.notebook_reader import Cell, SubmittedNotebook


def author_submission(
    notebook: AssignmentNotebook, mutant: Mutant | None = None, *, blank: bool = False
) -> SubmittedNotebook:
    """The author's notebook as a student would submit it."""
    blanks = {solution.grade_id: solution.blank for solution in notebook.solutions}
    visible = {test.grade_id: test.visible for test in notebook.tests}
    cells, number = [], 0
    changed = {} if mutant is None else {mutant.place: mutant.source, **mutant.others}
    if mutant is not None and mutant.place is None:
        changed[mutant.grade_id] = mutant.source
    for place, cell in enumerate(notebook.cells):
        grade_id = grade_id_of(cell)
        source = visible.get(grade_id, cell.source)
        if blank and grade_id in blanks:
            source = blanks[grade_id]
        source = changed.get(place, changed.get(grade_id, source) if grade_id else source)
        number += cell.cell_type == "code"
        is_code = cell.cell_type == "code"
        cells.append(Cell(number if is_code else 0, grade_id, source, cell.cell_type))
    return SubmittedNotebook(notebook.name, tuple(cells))
