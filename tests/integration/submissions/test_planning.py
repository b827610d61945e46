import pytest

from grader.assignment.reader import read_assignment
from grader.results import Verdict
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.planning import failed_plan, plan

DOUBLE, FOLD = "def double(x):\n    return x + x", "def fold(values):\n    return math.prod(values)"

RAISE = "raise NotImplementedError()"


@pytest.fixture
def notebook(author):
    """The cells of an answered notebook by a short name."""
    tests = {test.grade_id: test.visible for test in author.tests}
    return {
        "math": Cell(1, None, "import math"),
        "double": Cell(2, "double", DOUBLE),
        "test_double": Cell(3, "test_double", tests["test_double"]),
        "fold": Cell(4, "fold", FOLD),
        "test_fold": Cell(5, "test_fold", tests["test_fold"]),
    }


@pytest.fixture
def planned(author):
    return lambda cells: plan(author, SubmittedNotebook("01_tiny", tuple(cells)))


def sources(task):
    return [cell.source for cell in task.cells]


def test_each_test_gets_the_cells_it_needs_and_the_hidden_checks(notebook, planned, author):
    double, fold = planned(notebook.values()).tasks
    assert sources(double) == [DOUBLE]
    assert sources(fold) == ["import math", FOLD]
    assert (double.test, fold.test) == author.tests
    assert double.settled is fold.settled is None


def test_nothing_odd_gives_no_finding(notebook, planned):
    assert planned(notebook.values()).findings == ()


def test_only_a_pass_has_points(notebook, planned):
    double = planned(notebook.values()).tasks[0]
    assert double.result(Verdict.PASSED).points == 2.0
    assert double.result(Verdict.PASSED).notebook == "01_tiny"
    assert double.result(Verdict.PASSED, points=0.5).points == 0.5
    for verdict in set(Verdict) - {Verdict.PASSED}:
        assert double.result(verdict, "why", points=2.0).points == 0.0


@pytest.mark.parametrize("comment", ["", "\n# no idea", "\n\n\n"])
def test_a_blank_answer_is_not_attempted_and_nothing_is_run(notebook, planned, author, comment):
    notebook["double"] = Cell(2, "double", author.solutions[0].blank + comment)
    made = planned(notebook.values())
    double, fold = made.tasks
    assert double.settled.verdict is Verdict.NOT_ATTEMPTED
    assert double.settled.message == "Not attempted: double is still blank."
    assert double.settled.points == 0
    assert fold.settled is None
    assert made.blank == {"double"}


def test_an_answer_below_the_line_that_raises_is_told_so_and_is_none(notebook, planned):
    notebook["double"] = Cell(2, "double", DOUBLE.replace("\n", f"\n    {RAISE}\n", 1))
    [code] = sources(planned(notebook.values()).tasks[0])
    assert "double still begins with `raise NotImplementedError()`" in code
    assert "return" not in code


def test_a_deleted_answer_is_not_attempted(notebook, planned):
    del notebook["double"]
    double, fold = planned(notebook.values()).tasks
    assert double.settled.verdict is Verdict.NOT_ATTEMPTED
    assert fold.settled is None


def test_an_answer_beside_the_blank_is_attempted(notebook, planned, author):
    blank = Cell(2, "double", author.solutions[0].blank)
    made = planned([notebook["math"], blank, Cell(6, None, DOUBLE), *list(notebook.values())[2:]])
    assert made.tasks[0].settled is None
    assert sources(made.tasks[0]) == [DOUBLE]
    assert made.findings == (
        "double is answered in code cell 6; the cell meant for it is still blank and was left out.",
    )


def test_of_two_definitions_the_last_above_the_test_counts(notebook, planned):
    wrong = Cell(9, None, "def double(x):\n    return x")
    cells = list(notebook.values())
    assert sources(planned([*cells[:2], wrong, *cells[2:]]).tasks[0]) == [wrong.source]
    assert sources(planned([*cells, wrong]).tasks[0]) == [DOUBLE]


def test_a_syntax_error_harms_only_its_own_test(notebook, planned):
    notebook["double"] = Cell(2, "double", "def double(x:\n    return 2 * x")
    double, fold = planned(notebook.values()).tasks
    assert double.settled.verdict is Verdict.ERROR
    assert double.settled.message.startswith("The cell double is not valid Python: line 1: ")
    assert double.settled.message.endswith("Correct this line.")
    assert fold.settled is None


def test_a_syntax_error_in_another_cell_harms_nobody(notebook, planned):
    scratch = Cell(6, None, "for double in fold(:")
    for task in planned([scratch, *notebook.values()]).tasks:
        assert task.settled is None
        assert scratch not in task.cells


def test_a_syntax_error_in_the_only_cell_with_the_name_is_named_by_its_number(notebook, planned):
    notebook["double"] = Cell(2, None, "def double(x:\n    return 2 * x")
    settled = planned(notebook.values()).tasks[0].settled
    assert settled.verdict is Verdict.ERROR
    assert settled.message.startswith("Code cell 2 is not valid Python: line 1: ")


def test_a_test_above_its_function_still_gets_it_with_a_finding(notebook, planned):
    order = ["math", "test_double", "double", "fold", "test_fold"]
    made = planned(notebook[name] for name in order)
    assert sources(made.tasks[0]) == [DOUBLE]
    [finding] = made.findings
    assert finding.startswith("test_double needs code cell 2, which stands below it; it was run")
    assert "Restart the kernel" in finding


def test_cells_for_scratch_and_training_are_not_run(notebook, planned):
    extra = [
        Cell(7, None, "print(double(4))"),
        Cell(8, None, "while True: pass"),
        Cell(9, None, "model = train()\nmodel.fit(double(3))"),
    ]
    cells = list(notebook.values())
    for task in planned([*cells[:2], *extra, *cells[2:]]).tasks:
        assert not set(extra) & set(task.cells)


def test_a_helper_below_the_function_is_run_too(notebook, planned):
    notebook["double"] = Cell(2, "double", "def double(x):\n    return twice(x)")
    helper = Cell(6, None, "def twice(x):\n    return 2 * x")
    cells = list(notebook.values())
    made = planned([*cells[:2], helper, *cells[2:]])
    assert sources(made.tasks[0]) == ["def double(x):\n    return twice(x)", helper.source]


def test_an_unreadable_notebook_ends_every_test_in_an_error_with_the_reason(author):
    made = failed_plan(author, "x.ipynb is empty.")
    assert [q.settled.verdict for q in made.tasks] == [Verdict.ERROR, Verdict.ERROR]
    assert {q.settled.message for q in made.tasks} == {"x.ipynb is empty."}
    assert made.findings == ("x.ipynb is empty.",)
    assert [cell.grade_id for cell in made.cells] == ["test_double", "test_fold"]


def test_no_hidden_check_is_among_a_students_cells(notebook, planned):
    made = planned(notebook.values())
    shown = [*made.cells, *(cell for task in made.tasks for cell in task.cells)]
    assert not [cell for cell in shown if "HIDDEN" in cell.source or "-3.5" in cell.source]


def test_an_answer_that_needs_another_answer_is_attempted_if_one_of_them_is(make_course):
    from grader.release.build import build, write

    course = make_course({"02_two": TWO})
    write(build(course, "02_two"))
    author = read_assignment(course, "02_two").notebooks[0]
    outer = Cell(1, "outer", "def outer(x):\n    return inner(x)")
    inner = Cell(2, "inner", author.solutions[0].blank)
    made = plan(author, SubmittedNotebook("02_two", (inner, outer)))
    assert made.tasks[0].settled is None
    assert made.blank == {"inner"}


@pytest.mark.parametrize(
    "cells_below, needed",
    [
        ([], []),  # neither the author's next cell nor the next test is meant by `modle`
        (["modle = train(epochs=20)"], []),  # the author's, edited
        (["modle = 5", "rest = 1"], []),
        (["modle, own = 5, 1"], ["modle, own = 5, 1"]),
        (["def modle():\n    return K", "K = 1"], []),
        (["def train(epochs):\n    return 0"], []),
    ],
)
def test_a_name_is_taken_from_below_only_from_a_cell_of_the_students_own(
    make_course, cells_below, needed
):
    from grader.release.build import build, write

    course = make_course({"02_trained": TRAINED_BELOW})
    write(build(course, "02_trained"))
    author = read_assignment(course, "02_trained").notebooks[0]
    answer = Cell(1, "build", "def build():\n    model = 1\n    return modle, trained")
    own = [Cell(9 + n, None, source) for n, source in enumerate(cells_below)]
    below = [Cell(3, None, AUTHORS), Cell(4, "test_trained", "trained = build = modle")]
    test = Cell(2, "test_build", "assert build()")
    made = plan(author, SubmittedNotebook("02_trained", (answer, test, *below, *own)))
    assert sources(made.tasks[0]) == [answer.source, *needed]


AUTHORS = "modle = build = train(epochs=50)"
TRAINED_BELOW = """\
# %% nbgrader={"grade_id": "build", "solution": true}
def build():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_build", "grade": true, "points": 1}
assert build() == 1

# %%
modle = build = train(epochs=50)

# %% nbgrader={"grade_id": "test_trained", "grade": true, "points": 1}
trained = build = modle
### BEGIN HIDDEN TESTS
assert trained
### END HIDDEN TESTS
"""
TWO = """\
# %% nbgrader={"grade_id": "inner", "solution": true}
def inner(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% nbgrader={"grade_id": "outer", "solution": true}
def outer(x):
    ### BEGIN SOLUTION
    return inner(x)
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_outer", "grade": true, "points": 1}
assert outer(1) == 1
"""
