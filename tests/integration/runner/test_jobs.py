from dataclasses import replace

import pytest

from grader.assignment.model import AssignmentNotebook, SolutionCell, TestCell
from grader.runner.answer_key import answer_keys
from grader.runner.limits import Limits
from grader.runner.test_jobs import MAX_BROKEN, MAX_MAGICS, broken, groups, in_magics, job
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
AUTHOR = AssignmentNotebook(
    "nb",
    None,
    (),
    (SolutionCell("f", "", frozenset("f")), SolutionCell("g", "", frozenset("g"))),
    (TEST,),
    authored=frozenset({"f", "g", "total"}),
)
PLAN = GradingPlan(AUTHOR, (FIRST, SECOND), tuple(CELLS))


def test_cells_that_two_tests_need_run_once():
    tests = job([FIRST, SECOND], PLAN, Limits(), b"secret")["tests"]
    labels = [[name for name, *_ in test["cells"]] for test in tests]
    assert labels == [["f", "code cell 2"], ["g"]]


def test_cells_cross_as_they_were_written_with_the_names_they_bind():
    tests = job([FIRST], PLAN, Limits(), b"secret")["tests"]
    assert tests[0]["cells"][1] == ("code cell 2", "%time total = 1", ["total"])


def test_a_verdict_told_in_one_language_is_not_known_in_another():
    chinese = replace(PLAN, author=replace(AUTHOR, language="zh"))
    told = [answer_keys(plan, [FIRST], Limits(), b"secret") for plan in (PLAN, chinese)]
    assert not set(told[0]) & set(told[1])


def test_names_that_magics_keep_from_being_bound_are_told():
    cells = [
        Cell(1, "f", "%%foo\ndef f():\n    pass"),
        Cell(2, None, "%bar y = z = 2\n%config A.b = 1"),
        Cell(3, None, "%%html\n<b>"),
    ]
    assert in_magics(cells) == [("f", "%%foo", ["f"]), ("code cell 2", "%bar", ["y", "z"])]
    assert len(in_magics([Cell(1, None, "%bar y = 1\n" * 999)] * 99)) == MAX_MAGICS


def test_names_that_broken_cells_would_bind_are_told():
    cells = [
        Cell(1, "g", "x = 1"),
        Cell(2, None, "factor: int = 2\na.b == 3\nprint((factor)"),
        Cell(3, "f", "import os as o\ndef f(x):\nreturn x"),
    ]
    (one, why, anyones, names), (other, *_, more) = broken(cells)
    assert (one, names, other, more) == ("code cell 2", ["factor"], "f", ["f", "o", "os"])
    assert why.startswith("line 3: '(' was never closed")
    assert anyones.startswith("line #: '(' was never closed")
    assert len(broken(cells * 99)) == MAX_BROKEN


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


def task(name, *cell_indices):
    return TestTask("nb", TestCell(name, 1.0, "", ""), cell_indices=cell_indices)


def grouped(*tasks):
    return [[q.test.grade_id for q in group] for group in groups(tasks)]


@pytest.mark.parametrize(
    ("cell_indices", "expected"),
    [
        ([(0,), (1,)], [["0", "1"]]),
        ([(0, 1), (0, 2)], [["0", "1"]]),
        ([(0, 2), (1, 3)], [["0"], ["1"]]),
        ([(2,), (0,)], [["0"], ["1"]]),
        ([(0,), (), (1,)], [["0", "1", "2"]]),
        ([(1,), (0,), (2,)], [["0"], ["1", "2"]]),
        ([(3, 0)], [["0"]]),
        ([(3, 0), (1,), (4,)], [["0"], ["1", "2"]]),
        ([], []),
    ],
)
def test_a_cell_never_runs_before_one_that_stands_above_it(cell_indices, expected):
    assert grouped(*(task(str(n), *p) for n, p in enumerate(cell_indices))) == expected


def test_what_runs_inside_is_alone():
    inside = TestTask("nb", TestCell("in", 1.0, "", "", needs_inside=True), cell_indices=(1,))
    tasks = task("0", 0), inside, task("2", 2), task("3", 3)
    assert grouped(*tasks) == [["0"], ["in"], ["2", "3"]]
