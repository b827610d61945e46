"""A locked cell never takes a name that students may have imported from the course's helpers."""

import ast

import pytest
from wrong_answers import ASSIGNMENTS, CHECKOUT

import cnn_utils
import test_utils
from grader.assignment.reader import read_assignment
from grader.course import Course

NAMES = {name for module in (cnn_utils, test_utils) for name in module.__all__}


def bound(source):
    """The names that a cell defines or assigns; an import brings the helper itself."""
    return {
        node.name if hasattr(node, "name") else node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_locked_cell_leaves_the_names_of_helpers_alone(assignment):
    (notebook,) = read_assignment(Course.load(CHECKOUT), assignment).notebooks
    cells = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("locked")
    }
    taken = {grade_id: NAMES & bound(source) for grade_id, source in cells.items()}
    assert not {grade_id: names for grade_id, names in taken.items() if names}
