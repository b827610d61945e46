import pytest

from grader.assignment.model import TestCell
from grader.runner.batching import groups
from grader.submissions.grading_plan import TestTask


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
