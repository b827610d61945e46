"""Assignments are read as nbgrader makes them, with the course's own configuration."""

import json

import nbformat
import pytest
from plain_courses import AUTOTESTS, KERNEL, cell, graded, solution

from grader.assignment.reader import read_assignment
from grader.errors import CourseError
from grader.release.build import build

DOUBLE = solution(
    "double", "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION"
)
AUTOTEST = graded("t", "### AUTOTEST double(2); double(7)", 4)


def read(course):
    [notebook] = read_assignment(course, "ps1").notebooks
    return notebook


def released(course):
    files = build(course, "ps1")
    [content] = [c for path, c in files.items() if path.name == "p1.ipynb"]
    return nbformat.reads(content.decode(), 4)


def test_an_autotest_whose_cell_raises_is_refused_with_its_error(plain_course):
    raises = solution("double", "### BEGIN SOLUTION\nraise ValueError('half')\n### END SOLUTION")
    course = plain_course([raises, AUTOTEST], files={"source/ps1/autotests.yml": AUTOTESTS})
    with pytest.raises(
        CourseError, match=r"InstantiateTests refuses it: \w+Error: .*(half|double)"
    ):
        read(course)


@pytest.mark.parametrize("where", ["source/ps1", "source", "."])
def test_an_autotest_is_instantiated(plain_course, where):
    course = plain_course([DOUBLE, AUTOTEST], files={f"{where}/autotests.yml": AUTOTESTS})
    [test] = read(course).tests
    assert 'assert str(double(7)) == """14"""' in test.source
    assert test.visible == test.source == released(course).cells[1].source


def test_an_autotest_is_instantiated_once_as_long_as_nothing_changes(plain_course, monkeypatch):
    course = plain_course([DOUBLE, AUTOTEST], files={"source/ps1/autotests.yml": AUTOTESTS})
    first = read(course)
    monkeypatch.setattr("nbgrader.preprocessors.instantiatetests.start_new_kernel", None)
    assert read(course) == first
    (course.source("ps1") / "autotests.yml").write_text(AUTOTESTS.replace("right", "good"))
    with pytest.raises(CourseError):
        read(course)


def test_what_the_solution_writes_for_an_autotest_is_not_in_the_sources(plain_course):
    writes = solution("double", "def double(x):\n    return 2 * x\nopen('left', 'w').close()")
    course = plain_course([writes, AUTOTEST], files={"source/ps1/autotests.yml": AUTOTESTS})
    read(course)
    assert not (course.source("ps1") / "left").exists()


def test_without_templates_grading_stops_and_says_what_is_missing(plain_course):
    with pytest.raises(CourseError, match=r"InstantiateTests.*no file autotests\.yml"):
        read(plain_course([DOUBLE, AUTOTEST]))


def test_header_and_footer_belong_to_the_assignment(plain_course):
    course = plain_course(
        [DOUBLE, graded("t", "assert np.all(double(np.ones(2)) == last)")],
        'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
        'c.IncludeHeaderFooter.footer = "source/footer.ipynb"',
        files={
            "source/header.ipynb": [cell("import numpy as np")],
            "source/footer.ipynb": [cell("last = 2")],
        },
    )
    notebook = read(course)
    assert notebook.prelude == "import numpy as np"
    assert "last" in notebook.authored
    assert [c.source for c in released(course).cells][::3] == ["import numpy as np", "last = 2"]


def test_a_header_that_is_not_there_is_named(plain_course):
    course = plain_course([DOUBLE], 'c.IncludeHeaderFooter.header = "source/header.ipynb"')
    with pytest.raises(CourseError, match=r"no file source/header\.ipynb"):
        read(course)


def test_own_stub_and_delimiters_are_honoured(plain_course):
    course = plain_course(
        [
            solution("double", "def double(x):\n    # ANSWER\n    return 2 * x\n    # REWSNA"),
            graded("t", "assert double(1) == 2\n# SECRET\nassert double(7723) == 15446\n# TERCES"),
        ],
        """
        c.ClearSolutions.begin_solution_delimeter = "ANSWER"
        c.ClearSolutions.end_solution_delimeter = "REWSNA"
        c.ClearSolutions.code_stub = {"python": "pass  # yours"}
        c.ClearHiddenTests.begin_test_delimeter = "SECRET"
        c.ClearHiddenTests.end_test_delimeter = "TERCES"
        """,
    )
    notebook = read(course)
    assert notebook.solutions[0].blank == "def double(x):\n    pass  # yours"
    assert notebook.tests[0].visible == "assert double(1) == 2"
    assert notebook.tests[0].source.index("BEGIN HIDDEN TESTS") < notebook.tests[0].source.index(
        "7723"
    )
    assert "return 2 * x" in notebook.cells[0].source


@pytest.mark.parametrize("as_name", [True, False])
def test_a_step_that_the_course_replaced_is_respected(plain_course, as_name, monkeypatch):
    """Its own class clears solutions, and another one tests; nothing of nbgrader's does."""
    course = plain_course(
        [DOUBLE, graded("t", "assert double(1) == 2\nassert double(7723) == 15446  #-")],
        f"""
        from nbgrader.preprocessors import ClearSolutions, ClearHiddenTests, SaveCells
        from own_steps import DropMarked, Stub
        own = {{ClearSolutions: Stub, ClearHiddenTests: DropMarked}}
        name = lambda k: f"{{k.__module__}}.{{k.__name__}}" if {as_name} else k
        from nbgrader.converters import GenerateAssignment
        steps = GenerateAssignment.preprocessors.default_args[0]
        c.GenerateAssignment.preprocessors = [name(own.get(k, k)) for k in steps]
        """,
    )
    notebook = read(course)
    assert notebook.solutions[0].blank == "# own stub"
    assert notebook.tests[0].visible == "assert double(1) == 2"
    assert "BEGIN HIDDEN TESTS\nassert double(7723)" in notebook.tests[0].source
    assert "return 2 * x" in notebook.cells[0].source
    assert released(course).cells[1].source == "assert double(1) == 2"


def test_a_step_that_the_course_left_out_hides_nothing(plain_course):
    source = "### BEGIN HIDDEN TESTS\nassert double(2) == 4\n### END HIDDEN TESTS"
    course = plain_course(
        [DOUBLE, graded("t", source)],
        """
        from nbgrader.preprocessors import ClearSolutions, SaveCells
        c.GenerateAssignment.preprocessors = [ClearSolutions, SaveCells]
        """,
    )
    assert read(course).tests[0].visible == source


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN HIDDEN TESTS\nassert double(2) == 4",
        "assert double(2) == 4\n### END HIDDEN TESTS",
        "### BEGIN HIDDEN TEST\nassert double(2) == 4\n### END HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS",
    ],
)
def test_hidden_tests_that_do_not_begin_or_end_stop_everything(plain_course, source):
    with pytest.raises(CourseError, match=r"p1\.ipynb, cell t: "):
        read(plain_course([DOUBLE, graded("t", source)]))


TYPO = "def f():\n    ### BEGN SOLUTION\n    return 1\n    ### END SOLUTION"
TASK = nbformat.v4.new_markdown_cell(
    "Do it\n### END MARK SCHEME", metadata=cell("", grade_id="task", task=True, points=1).metadata
)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (solution("f", f"{DOUBLE.source}\n{TYPO}"), "solution"),
        (cell(TYPO), "solution"),
        (TASK, "mark scheme"),
    ],
    ids=["second part", "cell of no solution", "task"],
)
def test_an_end_without_its_begin_shows_nothing_to_students(plain_course, one, told):
    with pytest.raises(CourseError, match=f"its {told} would be shown to students"):
        read(plain_course([DOUBLE, one]))


def test_a_solution_that_only_ends_is_replaced_whole_as_nbgrader_does(plain_course):
    course = plain_course([solution("f", TYPO)])
    assert "return 1" not in read(course).solutions[0].blank


@pytest.mark.parametrize(
    "metadata", [{"kernelspec": None}, {"kernelspec": {"name": None, "language": 3}}]
)
def test_odd_metadata_of_a_notebook_are_a_sentence(plain_course, metadata):
    course = plain_course([DOUBLE])
    path = course.source("ps1") / "p1.ipynb"
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | {"metadata": metadata}))
    with pytest.raises(CourseError, match=r"p1\.ipynb"):
        read(course)


def test_a_step_that_does_not_exist_is_named(plain_course):
    course = plain_course([DOUBLE], 'c.GenerateAssignment.preprocessors = ["no.such.Step"]')
    with pytest.raises(CourseError, match=r"no.*GenerateAssignment\.preprocessors"):
        read(course)


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}},
        {"kernelspec": {"name": "ir", "display_name": "R"}, "language_info": {"name": "R"}},
        {"kernelspec": {"name": "julia-1.10", "display_name": "Julia"}},
        {},
    ],
)
def test_another_languages_kernel_is_refused(plain_course, metadata):
    cells = [solution("double", "double <- function(x) 2*x"), graded("t", "stopifnot(TRUE) !")]
    with pytest.raises(CourseError, match=r"only Python is graded here\. Nothing was graded"):
        read(plain_course(cells, metadata=metadata))


@pytest.mark.parametrize(
    "metadata",
    [
        KERNEL,
        {},
        {"kernelspec": {"name": "cnn", "display_name": "mine"}},
        {"language_info": {"name": "ipython"}},
    ],
)
def test_any_python_kernel_is_fine(plain_course, metadata):
    assert read(plain_course([DOUBLE, graded("t", "assert double(1) == 2")], metadata=metadata))
