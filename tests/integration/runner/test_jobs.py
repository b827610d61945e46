import pytest

from grader.assignment.model import TestCell
from grader.runner.interface import Limits
from grader.runner.test_jobs import job
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import Cell, label, subject

CELLS = [
    Cell(1, "f", "def f(x):\n    return total"),
    Cell(2, None, "%time total = 1"),
    Cell(3, "g", "def g():\n    pass"),
]
TEST = TestCell("test_f", 4.0, "assert f(1) == 1", "assert f(1) == 1", None)
FIRST = TestTask("nb", TEST, (CELLS[0], CELLS[1]), (0, 1))
SECOND = TestTask("nb", TEST, (CELLS[1], CELLS[2]), (1, 2))
PLAN = GradingPlan(
    "nb",
    (FIRST, SECOND),
    tuple(CELLS),
    answers=frozenset("fg"),
    prelude="import math",
    authored=frozenset({"f", "g", "total"}),
)


def test_cells_that_two_tests_need_run_once():
    tests = job([FIRST, SECOND], PLAN, Limits(), b"secret")["tests"]
    labels = [[name for name, *_ in test["cells"]] for test in tests]
    assert labels == [["f", "code cell 2"], ["g"]]


def test_cells_cross_as_they_were_written_with_the_names_they_bind():
    tests = job([FIRST], PLAN, Limits(), b"secret")["tests"]
    assert tests[0]["cells"][1] == ("code cell 2", "%time total = 1", ["total"])


@pytest.mark.parametrize(
    ("cell", "name", "begins"),
    [
        (Cell(3, "f", ""), "f", "The cell f"),
        (Cell(3, None, ""), "code cell 3", "Code cell 3"),
        (Cell(3, "cell-dac51744a9e03f51", ""), "code cell 3", "Code cell 3"),
    ],
)
def test_a_cell_is_called_what_its_author_sees(cell, name, begins):
    assert (label(cell), subject(label(cell))) == (name, begins)


def test_only_names_of_the_authors_cells_are_shared():
    own = Cell(4, None, "expected = None\ndef f(x):\n    return expected")
    task = TestTask("nb", TEST, (own,), (0,))
    assert job([task], PLAN, Limits(), b"secret")["tests"][0]["shared"] == ["f"]
