import pytest

from grader.assignment.model import TestCell
from grader.runner.batching import groups
from grader.submissions.grading_plan import TestTask


def question(name, *places):
    return TestTask("nb", TestCell(name, 1.0, "", ""), places=places)


def grouped(*questions):
    return [[q.test.grade_id for q in group] for group in groups(questions)]


@pytest.mark.parametrize(
    ("places", "expected"),
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
def test_a_cell_never_runs_before_one_that_stands_above_it(places, expected):
    assert grouped(*(question(str(n), *p) for n, p in enumerate(places))) == expected


def test_what_runs_inside_is_alone():
    inside = TestTask("nb", TestCell("in", 1.0, "", "", needs_inside=True), places=(1,))
    questions = question("0", 0), inside, question("2", 2), question("3", 3)
    assert grouped(*questions) == [["0"], ["in"], ["2", "3"]]
