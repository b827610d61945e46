"""Assignments that must not be released, tried in the real sandbox."""

import pytest
from click.testing import CliRunner
from plain_courses import cell, graded, solution, write_course

from grader.assignment.reader import read_assignment
from grader.cli import main
from grader.release.build import build, write
from grader.release.files_of_lesson import EQUIVALENT
from grader.release.validate import try_assignment, try_release

pytestmark = pytest.mark.slow

NAME = "01_sum"
SOURCE = '''\
# %% nbgrader={{"grade_id": "add", "solution": true}}
def add(a, b):
    """The sum."""
    ### BEGIN SOLUTION
    {solution}
    ### END SOLUTION

# %% nbgrader={{"grade_id": "test_add", "grade": true, "points": 2}}
{test}
'''
RIGHT, TEST = "return a + b", "assert add(2, 3) == 5"


def tried(make_course, solution=RIGHT, test=TEST, equivalent=None):
    course = make_course({NAME: SOURCE.format(solution=solution, test=test)})
    if equivalent:
        (course.source(NAME) / EQUIVALENT).write_text(equivalent)
    write(build(course, NAME))
    return try_assignment(read_assignment(course, NAME), course.source(NAME), 1)


def test_a_sound_assignment_has_no_reasons(make_course):
    report = tried(make_course)
    assert report.reasons == []
    assert report.count("killed") == len(report.mutants) == 2


def test_a_solution_without_full_marks_is_a_reason(make_course):
    [reason, *_] = tried(make_course, solution="return a - b").reasons
    assert reason == (
        "The solution of 01_sum has 0 of 2 points for test_add: `add(2, 3)` is -1, expected 5."
    )


def test_a_test_that_checks_nothing_lets_mutants_pass(make_course):
    report = tried(make_course, test="add(2, 3)\nassert True")
    assert [one.mutant.change for one in report.survivors] == ["return → return None", "+ → -"]


def test_a_change_that_is_as_right_may_be_explained(make_course):
    explained = '[[mutant]]\ncell = "add"\nchange = "+ → -"\nwhy = "b is 0 here"\n'
    report = tried(make_course, test="assert add(2, 0) == 2", equivalent=explained)
    assert (report.reasons, report.count("equivalent")) == ([], 1)


def test_release_refuses_and_force_says_so(make_course):
    course = make_course({NAME: SOURCE.format(solution=RIGHT, test="assert add(1, 0) == 1")})
    command = ["release", NAME, "--validate", "--course-dir", str(course.root)]
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert "do not notice `+ → -` in add, line 4" in " ".join(refused.output.split())
    assert not course.release(NAME).exists()
    forced = CliRunner().invoke(main, [*command, "--force"])
    assert forced.exit_code == 0, forced.output
    note = course.release(NAME) / "RELEASED_WITH_FORCE.txt"
    assert "1 of 2 mutants" in note.read_text()


@pytest.mark.parametrize(
    ("config", "more"),
    [
        ('c.IncludeHeaderFooter.header = "head.ipynb"', {"head.ipynb": [cell("two = 2")]}),
        ("import os; c.CourseDirectory.source_directory = os.path.abspath('source')", {}),
        ('c.IncludeHeaderFooter.footer = "foot.ipynb"', {"foot.ipynb": []}),
    ],
    ids=["header", "whole path", "footer"],
)
def test_a_course_is_tried_with_all_that_its_configuration_names(
    tmp_path, monkeypatch, config, more
):
    monkeypatch.setattr("grader.release.validate.try_assignment", lambda assignment, *_: assignment)
    answer = solution("f", "### BEGIN SOLUTION\nx = 2\n### END SOLUTION")
    course = write_course(tmp_path, [answer, graded("t", "assert x == 2")], config, files=more)
    (course.source("ps1") / "gone.csv").symlink_to(tmp_path / "nowhere")
    [notebook] = try_release(course, "ps1", build(course, "ps1")).notebooks
    assert [test.grade_id for test in notebook.tests] == ["t"]
    assert any("two = 2" in one.source for one in notebook.cells) is ("header" in config)
