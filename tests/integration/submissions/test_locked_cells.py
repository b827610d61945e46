"""The author's own cells come back, whatever a submission holds in their place."""

import nbformat
import pytest

from grader.assignment.reader import read_assignment
from grader.release.build import build, write
from grader.submissions.cell_matching import match_cells
from grader.submissions.notebook_reader import parse_notebook
from grader.submissions.planning import plan

NAME = "01_helped"
SOURCE = """\
# %%
import math
from fractions import Fraction

# %%
LIMIT = 3

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "constants", "locked": true}
UP_TO = 4

# %% nbgrader={"grade_id": "run_many", "locked": true}
def run_many(f):
    return [f(i) for i in range(UP_TO)]

# %% nbgrader={"grade_id": "unused", "locked": true}
def unused():
    return math.pi

# %% nbgrader={"grade_id": "test_double", "grade": true, "points": 2}
assert run_many(double) == [0, 2, 4, 6]
"""


@pytest.fixture
def helped(make_course):
    course = make_course({NAME: SOURCE})
    write(build(course, NAME))
    return course


@pytest.fixture
def author(helped):
    return read_assignment(helped, NAME).notebooks[0]


@pytest.fixture
def released(helped):
    return nbformat.read(helped.release(NAME) / f"{NAME}.ipynb", 4)


def submitted(nb):
    return parse_notebook(nbformat.writes(nb).encode(), f"{NAME}.ipynb")


def cell(nb, grade_id):
    [found] = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return found


def test_an_untouched_notebook_has_no_findings(author, released):
    assert match_cells(author, submitted(released)).findings == ()


def test_a_test_gets_the_authors_helpers_and_nothing_of_the_submissions(author, released):
    cell(released, "double").source = "def double(x):\n    return x + x"
    cell(released, "run_many").source = "def run_many(f):\n    return [0, 2, 4, 6]"
    [task] = plan(author, submitted(released)).tasks
    assert [helper.grade_id for helper in task.helpers] == ["constants", "run_many"]
    assert "range(UP_TO)" in task.helpers[1].source
    assert [c.grade_id for c in task.cells] == ["double"]


@pytest.mark.parametrize("text", ["def run_many(f)\n    retrun", "", "run_many = None"])
def test_an_edited_cell_is_restored_and_noted(author, released, text):
    cell(released, "run_many").source = text
    matched = match_cells(author, submitted(released))
    assert next(c.source for c in matched.cells if c.grade_id == "run_many").startswith(
        "def run_many"
    )
    assert "run_many was edited: restored; nothing is lost." in " ".join(matched.findings)


def test_work_that_a_student_put_into_a_locked_cell_stays(author, released):
    cell(released, "run_many").source += "\n\ndef help_me():\n    return 1"
    matched = match_cells(author, submitted(released))
    sources = [c.source for c in matched.cells]
    assert any("help_me" in source for source in sources)
    assert sources[-2].startswith("def unused")


def test_a_cell_that_is_gone_comes_back_to_its_place(author, released):
    released.cells.remove(cell(released, "run_many"))
    matched = match_cells(author, submitted(released))
    ids = [c.grade_id for c in matched.cells if c.grade_id]
    assert ids == ["double", "constants", "run_many", "unused", "test_double"]
    assert "run_many is gone" in " ".join(matched.findings)


def test_a_copy_is_left_out(author, released):
    released.cells.append(cell(released, "run_many"))
    matched = match_cells(author, submitted(released))
    assert sum(c.grade_id == "run_many" for c in matched.cells) == 1


def test_a_locked_cell_turned_into_text_is_restored(author, released):
    cell(released, "run_many").cell_type = "markdown"
    matched = match_cells(author, submitted(released))
    assert all(c.is_code for c in matched.cells if c.grade_id == "run_many")


def test_imports_that_are_gone_come_first(author, released):
    released.cells[0].source = "import math"
    matched = match_cells(author, submitted(released))
    assert matched.cells[0].source == "from fractions import Fraction"
    assert "Imports of the course's notebook are gone (from fractions import Fraction)" in " ".join(
        matched.findings
    )


def test_an_import_written_otherwise_is_not_gone(author, released):
    released.cells[0].source = "from fractions import Decimal, Fraction\nimport os, math"
    assert match_cells(author, submitted(released)).findings == ()


TWICE = """\
# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "run_double", "locked": true}
def run_double():
    return [double(i) for i in range(4)]

# %% nbgrader={"grade_id": "test_double", "grade": true, "points": 2}
assert run_double() == [0, 2, 4, 6]

# %%
double.trained = [double(epoch) for epoch in range(1000)]

# %% nbgrader={"grade_id": "triple", "solution": true}
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "run_triple", "locked": true}
def run_triple():
    return [triple(i) for i in range(4)]

# %% nbgrader={"grade_id": "test_triple", "grade": true, "points": 2}
assert run_triple() == [0, 3, 6, 9]

# %%
triple.trained = [triple(epoch) for epoch in double.trained]
"""
STATES = ["as released", "edited", "gone"]


@pytest.mark.parametrize("tests", STATES)
@pytest.mark.parametrize("helpers", STATES)
def test_without_ids_the_authors_cells_are_where_the_author_has_them(make_course, tests, helpers):
    """Some programs leave no ids. What stands below a test is not run for it even so."""
    course = make_course({"02_twice": TWICE})
    write(build(course, "02_twice"))
    author = read_assignment(course, "02_twice").notebooks[0]
    nb = nbformat.read(course.release("02_twice") / "02_twice.ipynb", 4)
    for one in [*nb.cells]:
        kind = one.metadata.get("nbgrader", {}).get("grade_id", "").partition("_")[0]
        state = {"test": tests, "run": helpers}.get(kind, "as released")
        one.metadata = {}
        one.source = one.source.replace("raise NotImplementedError()", "return 2 * x")
        if state == "edited":
            one.source = "print('it works')"
        if state == "gone":
            nb.cells.remove(one)
    first, second = plan(author, submitted(nb)).tasks
    assert [c.source.partition("(")[0] for c in first.cells] == ["def double"]
    assert [c.source.partition("(")[0] for c in second.cells] == ["def triple"]
