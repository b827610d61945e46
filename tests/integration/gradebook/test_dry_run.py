"""What would change is told before anything is written."""

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from plain_courses import graded, solution, submit, write_course

from grader.cli import main
from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

CELLS = [
    solution(
        "double", "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    ),
    graded("test_double", "assert double(2) == 4", points=2.0),
]
SQUARE = {"double": "def double(n):\n    return n ** 2"}


@pytest.fixture
def course(tmp_path):
    """A class of two whose test lets a wrong answer through, graded; then the test is mended."""
    course = write_course(tmp_path / "course", CELLS)
    submit(course, "ada", {"double": "def double(n):\n    return n + n"}, CELLS)
    submit(course, "bela", SQUARE, CELLS)
    grade(course)
    path = course.source("ps1") / "p1.ipynb"
    nb = nbformat.read(path, 4)
    nb.cells[-1].source += "\nassert double(3) == 6, double(3)"
    nbformat.write(nb, path)
    return course


def grade(course):
    return [*grade_assignment(course, "ps1", workers=1, limits=Limits(30.0, True)).results()]


def command(course, *words):
    done = CliRunner().invoke(
        main, ["grade", "ps1", "--course-dir", str(course.root), *words], env={"COLUMNS": "150"}
    )
    assert done.exit_code == 0, done.output
    return done.output


def written(course):
    """Every file of the course but what is no score: known verdicts and the decision on tests."""
    return {
        path: path.read_bytes()
        for path in course.root.rglob("*")
        if path.is_file() and not {".verdicts", ".solution"} & {*path.suffixes}
    }


def test_who_would_get_other_points_is_told_and_nothing_is_written(course):
    before = written(course)
    told = command(course, "--dry-run")
    assert "1 of 2 submissions would get other points. Nothing was written." in told
    [row] = [line for line in told.splitlines() if "test_double" in line]
    assert [part.strip() for part in row.split("│")[1:5]] == ["bela", "test_double", "2", "0"]
    assert "9" in row
    assert "ada" not in told.partition("Points that would change")[2]
    assert written(course) == before


def test_the_scores_move_as_was_told(course):
    command(course, "--dry-run")
    assert "0/2" in command(course)
    assert "0 of 2 submissions" in command(course, "--dry-run")


def test_points_given_by_hand_are_named(course):
    with Gradebook(course.db_url, course.directory.course_id) as gradebook:
        gradebook.find_grade("test_double", "p1", "ps1", "bela").manual_score = 1.5
        gradebook.db.commit()
    assert "2 (by hand 1.5: it stays)" in command(course, "--dry-run")


def test_before_anything_was_graded_every_test_is_new(tmp_path):
    course = write_course(tmp_path / "course", CELLS)
    submit(course, "bela", SQUARE, CELLS)
    told = command(course, "--dry-run")
    assert "1 of 1 submissions would get other points" in told
    assert not (course.root / "gradebook.db").exists()
    assert not (course.root / "autograded").exists()
