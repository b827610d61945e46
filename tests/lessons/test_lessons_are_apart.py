"""A test never runs a lesson's own trainings, whatever module the student's answer uses."""

import pytest
from wrong_answers import ASSIGNMENTS, CHECKOUT

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.release.validate import trains
from grader.submissions.author_submission import author_submission
from grader.submissions.slicing import slice_for

# Figures are shown for their effect all over a notebook; no answer of this course draws one.
DRAWS = "plt"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_import_brings_a_training_along(assignment):
    (notebook,) = read_assignment(Course.load(CHECKOUT), assignment).notebooks
    cells = author_submission(notebook).cells
    place = {cell.grade_id: n for n, cell in enumerate(cells)}
    for test in notebook.tests:
        above = cells[: place[test.grade_id]]
        names = "\n".join(sorted(notebook.imports.names - {DRAWS}))
        needs = slice_for(f"{test.source}\n{names}", above)
        trained = [cell.number for cell in needs.cells if trains(cell)]
        graded = [cell.number for cell in above if cell.grade_id]
        assert set(trained) <= set(graded), test.grade_id
