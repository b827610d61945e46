"""Who has the originals gets the grader's own verdict: it trains and judges on drawn pictures."""

import ast

import pytest
from wrong_answers import ASSIGNMENTS, CHECKOUT

import cnn_utils
from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.submissions.author_submission import author_submission
from grader.submissions.planning import plan

LOADERS = {
    name
    for name in cnn_utils.__all__
    if name.endswith(("_folder", "_folders", "_dataset", "_mnist"))
}


def calls(source, names):
    """The calls of functions of these names."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [node for node in nodes if isinstance(node.func, ast.Name) and node.func.id in names]


def takes_originals(call):
    return ast.unparse(call) != f"{call.func.id}(drawn=True)"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_model_judged_on_drawn_pictures_was_trained_on_such(assignment):
    (notebook,) = read_assignment(Course.load(CHECKOUT), assignment).notebooks
    for task in plan(notebook, author_submission(notebook)).tasks:
        if not calls(task.test.source, {"held_out"}):
            continue
        # Cells without a grade_id are the lesson's own; what they load trains nothing graded.
        graded = [cell.source for cell in task.cells if cell.grade_id]
        sources = [task.test.source, *graded]
        loads = [ast.unparse(c) for s in sources for c in calls(s, LOADERS) if takes_originals(c)]
        assert not loads, task.test.grade_id


def test_all_loaders_can_leave_originals_aside():
    assert len(LOADERS) == 7
