import pytest

from grader.assignment.imports import Imports
from grader.assignment.reader import read_assignment
from grader.errors import CourseError
from grader.release.build import build, write


def test_an_exam_has_its_tests_with_points_and_hidden_part(author):
    assert [(test.grade_id, test.points) for test in author.tests] == [
        ("test_double", 2.0),
        ("test_fold", 3.0),
    ]
    assert "double(-3.5)" in author.tests[0].source


def test_the_visible_part_of_a_test_is_what_students_see(author, blank):
    shown = {c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in blank.cells}
    assert [test.visible for test in author.tests] == [shown["test_double"], shown["test_fold"]]


def test_an_answer_cell_has_the_released_blank_and_the_names_to_define(author, blank):
    shown = {c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in blank.cells}
    assert [(s.grade_id, set(s.defines)) for s in author.solutions] == [
        ("double", {"double"}),
        ("fold", {"fold"}),
    ]
    assert [s.blank for s in author.solutions] == [shown["double"], shown["fold"]]


def test_the_kernel_is_the_authors(author):
    assert author.kernelspec.name == "python3"


def test_the_authors_imports_are_known(author):
    assert author.imports.names == {"math"}
    assert author.imports.modules == ["math"]


def test_imports_name_modules_and_what_is_imported_from_them():
    cells = ["import os.path, json as j\nfrom a.b import c, d as e", "from f import *"]
    imports = Imports.of(cells)
    assert imports.modules == ["os.path", "json", "a.b", "a.b.c", "a.b.d", "f"]


def test_the_prelude_has_the_imports_that_tests_use_and_no_others(make_course):
    source = """\
# %%
import math, os as system
from statistics import *
import json

# %% nbgrader={"grade_id": "test_f", "grade": true, "points": 1}
assert math.pi
"""
    course = make_course({"01_tiny": source})
    write(build(course, "01_tiny"))
    notebook = read_assignment(course, "01_tiny").notebooks[0]
    assert notebook.prelude == "import math, os as system\nfrom statistics import *"


def test_an_assignment_that_is_not_made_yet_says_how_to_make_it(make_course):
    course = make_course({"01_tiny": "# %%\nx = 1\n"})
    with pytest.raises(CourseError, match=r"has no notebook yet; .*grader release 01_tiny"):
        read_assignment(course, "01_tiny")


def test_an_unknown_assignment_is_refused(tiny):
    with pytest.raises(CourseError, match="no assignment '09'"):
        read_assignment(tiny, "09")
