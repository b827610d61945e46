"""Notebooks whose cells were moved, or run out of order, or have lost the course's own cells."""

import copy
import json

import nbformat
import pytest
from plain_courses import cell, graded, notebook, solution, write_course

from grader.assignment.reader import read_assignment
from grader.runner.engine import SandboxedRunner
from grader.runner.limits import Limits
from grader.sandbox.restrictions import Allowance
from grader.submissions.notebook_reader import parse_notebook
from grader.submissions.planning import plan

BEGIN, END = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
DOUBLE, TOTAL = "def double(x):\n    return 2 * x", "total = sum(double(n) for n in xs)"
COURSE = [
    cell("xs = range(4)"),
    solution("double", f"{BEGIN}{DOUBLE}{END}"),
    cell("doubled = double(2)"),
    graded("test_double", "assert doubled == 4, doubled", 2),
    solution("total", f"{BEGIN}{TOTAL}{END}"),
    graded("test_total", "assert total == 12, total", 2),
]
XS, ANSWER, DOUBLED, TEST, SUM, LAST = range(6)
BLANK = "def double(x):\n    raise NotImplementedError()"
BASED = "class Doubler(Base):\n    pass\ndouble = Doubler().double"
BASE = "class Base:\n    def double(self, x):\n        return 2 * x"


@pytest.fixture(scope="module")
def graded_as(tmp_path_factory):
    """The results and findings of a notebook with these cells."""
    course = write_course(tmp_path_factory.mktemp("moved") / "course", COURSE)
    [author] = read_assignment(course, "ps1").notebooks
    with SandboxedRunner(1, allowance=Allowance(2 << 30), trust_submissions=True) as runner:

        def grade(cells):
            made = plan(author, parse_notebook(nbformat.writes(notebook(cells)).encode(), "p1"))
            return list(runner.run(made, Limits(20.0))), made.findings

        yield grade


def answered(double=DOUBLE, total=TOTAL):
    cells = [copy.deepcopy(one) for one in COURSE]
    cells[ANSWER].source, cells[SUM].source = double, total
    return cells


def moved(cells, number, to):
    cells.insert(to, cells.pop(number))
    return cells


def pasted(*sources, **answers):
    return [*answered(**answers), *map(cell, sources)]


MOVED = {
    "an answer to the end": moved(answered(), ANSWER, 5),
    "a computed answer to the top": moved(answered(), SUM, 0),
    "data to the end": moved(answered(), XS, 5),
    "an answer pasted at the end": pasted(DOUBLE, double=BLANK),
    "a helper pasted at the end": pasted(
        "def twice(x):\n    return 2 * x", total="total = sum(twice(n) for n in xs)"
    ),
    "a base class pasted at the end": pasted(BASE, double=BASED),
    "a decorator pasted at the end": pasted("def log(f):\n    return f", double=f"@log\n{DOUBLE}"),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_moved_cell_costs_nothing(graded_as, name):
    results, _ = graded_as(MOVED[name])
    assert [(one.points, one.message) for one in results] == [(2.0, ""), (2.0, "")]


def without(cells, *numbers):
    return [one for number, one in enumerate(cells) if number not in numbers]


LOST = {
    "data": without(answered(), XS),
    "what is computed from an answer": without(answered(), DOUBLED),
    "all but the answers": without(answered(), XS, DOUBLED, TEST, LAST),
    "a cell that was commented out": [cell("# xs = range(4)"), *without(answered(), XS)],
}


@pytest.mark.parametrize("name", LOST)
def test_a_lost_cell_of_the_course_costs_nothing(graded_as, name):
    results, findings = graded_as(LOST[name])
    assert [(one.points, one.message) for one in results] == [(2.0, ""), (2.0, "")]
    assert "Cells of the course's notebook are gone (`" in json.dumps(findings)


def test_what_the_student_binds_otherwise_is_theirs(graded_as):
    [double, total], findings = graded_as([cell("xs = [1]"), *without(answered(), XS)])
    assert (double.points, total.points) == (2.0, 0.0)
    assert findings == ()


def test_a_cell_that_is_no_python_is_the_edited_one(graded_as):
    [_, total], findings = graded_as([cell("xs = range(4"), *without(answered(), XS)])
    assert "Code cell 1 would define `xs`, but is not valid Python" in total.message
    assert findings == ()


def test_what_stands_below_its_test_is_told(graded_as):
    _, findings = graded_as(MOVED["a base class pasted at the end"])
    assert "test_double needs code cell 7, which stands below it" in json.dumps(findings)


def test_the_order_of_the_notebook_is_tried_first(graded_as):
    cells = answered(double=f"{DOUBLE}\nprint(total)")  # with `total` above, it has no `double`
    [_, total], _ = graded_as(cells)
    assert total.points == 2.0


def test_a_wrong_answer_stays_wrong_in_any_order(graded_as):
    results, _ = graded_as(moved(answered(double="def double(x):\n    return x"), ANSWER, 5))
    assert [one.points for one in results] == [0.0, 0.0]
