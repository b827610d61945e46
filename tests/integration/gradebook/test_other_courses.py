"""Courses that know nothing of the sandbox: nbgrader's own sample course and cheating fixtures."""

import shutil
from pathlib import Path

import nbgrader
import pytest

from grader.course import Course
from grader.errors import AuthoringError
from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

INSTALLED = Path(nbgrader.__file__).parent
GUIDE = INSTALLED / "docs" / "source" / "user_guide"
FIXTURES = INSTALLED / "tests" / "apps" / "files"
pytestmark = pytest.mark.slow


def graded(root: Path, assignment: str, **options):
    limits = Limits(30, strict=False)
    session = grade_assignment(Course.load(root), assignment, limits=limits, **options)
    return {result.student: result for result in session.results()}


def test_nbgraders_sample_course_scores_what_its_guide_says(tmp_path):
    shutil.copytree(GUIDE / "source" / "ps1", tmp_path / "source" / "ps1")
    shutil.copytree(GUIDE / "submitted", tmp_path / "submitted")
    results = graded(tmp_path, "ps1")
    assert {student: result.score for student, result in results.items()} == {
        "bitdiddle": 1.5,
        "hacker": 3.0,
    }
    uses = [t for t in results["hacker"].tests if t.grade_id == "sum_of_squares_uses_squares"]
    assert [t.points for t in uses] == [0.5], "a name deleted by the test is gone for the student"


@pytest.mark.parametrize("attempt", ["cheat-attempt", "cheat-attempt-alternative"])
def test_nbgraders_cheat_attempts_get_one_point_of_the_two_a_machine_gives(tmp_path, attempt):
    for folder, name in (("source/ps1", "unchanged"), ("submitted/spam/ps1", attempt)):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(FIXTURES / f"submitted-{name}.ipynb", tmp_path / folder / "p1.ipynb")
    with pytest.raises(AuthoringError, match=r"fails 1 of 2 tests.* bar: "):
        graded(tmp_path, "ps1")  # the fixture has no solution for `bar`
    result = graded(tmp_path, "ps1", solution_fails_anyway=True)["spam"]
    assert {t.grade_id: t.points for t in result.tests} == {"foo": 1.0, "bar": 0.0}
