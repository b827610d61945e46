import pytest

from grader.authoring.exam import TestCell
from grader.rooms.jobs import explain_end, job, result_of
from grader.rooms.room import Limits
from grader.submissions.naming import label, subject
from grader.submissions.question import Plan, Question
from grader.submissions.reading import Cell
from grader.verdicts.verdict import Verdict

CELLS = [
    Cell(1, "f", "def f(x):\n    return total"),
    Cell(2, None, "%time total = 1"),
    Cell(3, "g", "def g():\n    pass"),
]
TEST = TestCell("test_f", 4.0, "assert f(1) == 1", "assert f(1) == 1", None)
FIRST = Question("nb", TEST, (CELLS[0], CELLS[1]), (0, 1))
SECOND = Question("nb", TEST, (CELLS[1], CELLS[2]), (1, 2))
PLAN = Plan(
    "nb",
    (FIRST, SECOND),
    tuple(CELLS),
    answers=frozenset("fg"),
    prelude="import math",
    authored=frozenset({"f", "g", "total"}),
)
OUTCOME = {
    "verdict": "passed",
    "message": "",
    "points": 4.0,
    "printed": "",
    "remark": "",
    "lost": False,
    "blocked": False,
    "again": False,
    "compared": "",
    "quiet": False,
}


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
    question = Question("nb", TEST, (own,), (0,))
    assert job([question], PLAN, Limits(), b"secret")["tests"][0]["shared"] == ["f"]


def test_an_outcome_becomes_a_result():
    result = result_of(FIRST, OUTCOME, Limits())
    assert (result.grade_id, result.points, result.verdict) == ("test_f", 4.0, Verdict.PASSED)


def test_without_an_outcome_there_are_no_points():
    result = result_of(FIRST, None, Limits())
    assert (result.points, result.verdict) == (0, Verdict.ERROR)
    assert "no verdict" in result.message


@pytest.mark.parametrize(("points", "verdict"), [(1.5, Verdict.PASSED), (0.0, Verdict.FAILED)])
def test_a_part_of_the_points_is_told(points, verdict):
    result = result_of(FIRST, {**OUTCOME, "points": points}, Limits())
    assert (result.points, result.verdict) == (points, verdict)
    assert f"{points:g} of 4" in result.message


@pytest.mark.parametrize("verdict", ["failed", "error", "timeout"])
def test_points_without_a_pass_are_not_given(verdict):
    result = result_of(FIRST, {**OUTCOME, "verdict": verdict}, Limits())
    assert result.points == 0


def test_the_end_of_a_process_is_told_but_not_after_a_timeout():
    lost = FIRST.result(Verdict.ERROR, "The code ended its own process")
    assert "exit code 3" in explain_end(lost, "it ended itself with exit code 3").message
    late = FIRST.result(Verdict.TIMEOUT, "stopped")
    assert explain_end(late, "it was killed").message == "stopped"
