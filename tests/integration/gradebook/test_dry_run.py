"""What would change is told before anything is written."""

import contextlib
import datetime
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from plain_courses import graded, solution, submit, write_course
from traitlets.config import Config

from grader.cli import main
from grader.course import Course
from grader.gradebook import database
from grader.gradebook.deadlines import Extensions
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.score_changes import SCORE, recorded_scores
from grader.runner.limits import Limits
from grader.sandbox.protection import protection

CELLS = [
    solution(
        "double", "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    ),
    graded("test_double", "assert double(2) == 4", points=2.0),
]
ZERO = "nbgrader.plugins.LateSubmissionPlugin"
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


@pytest.fixture
def late(course):
    """The class again, without a change, and both submitted on 3 May; nobody loses points."""
    change_source(course, lambda nb: nb.cells[-1].update(source=CELLS[-1].source))
    for student in ("ada", "bela"):
        path = course.submitted_root / student / "ps1" / "timestamp.txt"
        path.write_text("2026-05-03 12:00:00 UTC")
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.AssignLatePenalties.plugin_class = '{ZERO}'\n")
    grade(Course.load(course.root))
    return Course.load(course.root)


def grade(course):
    return [*grade_assignment(course, "ps1", workers=1, limits=Limits(30.0, True)).results()]


def command(course, *words):
    done = CliRunner().invoke(
        main, ["grade", "ps1", "--course-dir", str(course.root), *words], env={"COLUMNS": "150"}
    )
    assert done.exit_code == 0, done.output
    return done.output


def written(course):
    """Every file of the course but the known verdicts, which are no scores."""
    return {
        path: path.read_bytes()
        for path in course.root.rglob("*")
        if path.is_file() and ".verdicts" not in path.suffixes and path.name != "secret.json.lock"
    }


def rows(told):
    """The table of changes: (student, points of, before, after)."""
    lines = [line.split("│")[1:5] for line in told.splitlines() if line.startswith("│")]
    return [tuple(part.strip() for part in line) for line in lines]


def scores(course):
    """What `grade` has written: the final score of each student."""
    return {who: one.score for who, one in recorded_scores(course, "ps1").items()}


def told_and_done(course, *words):
    """The changes of the score that a dry run tells, those that the run makes, and the former."""
    before, files = scores(course), written(course)
    told = command(course, *words, "--dry-run")
    assert written(course) == files
    command(course, *words)
    foretold = {who: (old, new) for who, what, old, new in rows(told) if what == SCORE}
    done = {
        who: (f"{before[who]:g}", f"{score:g}")
        for who, score in scores(course).items()
        if score != before[who]
    }
    assert f"{len({row[0] for row in rows(told)})} of 2 submissions would get" in told
    return foretold, done, told


def change_source(course, change):
    path = course.source("ps1") / "p1.ipynb"
    nb = nbformat.read(path, 4)
    change(nb)
    nbformat.write(nb, path)


def due(course, when):
    with Gradebook(course.db_url, course.gradebook_course) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=when)


def by_hand(course, student, points):
    with Gradebook(course.db_url, course.gradebook_course) as gradebook:
        gradebook.find_grade("test_double", "p1", "ps1", student).manual_score = points
        gradebook.db.commit()


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
    foretold, done, _ = told_and_done(course)
    assert foretold == done == {"bela": ("2", "0")}
    assert "0 of 2 submissions" in command(course, "--dry-run")


def test_a_due_date_that_moved_and_a_late_policy_are_foretold(late):
    due(late, "2026-05-01 12:00:00 UTC")
    config = late.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    foretold, done, told = told_and_done(late)
    assert foretold == done == {"ada": ("2", "0"), "bela": ("2", "0")}
    assert "(late penalty)" in told
    assert "Points taken off for being late: ada 2, bela 2." in told
    foretold, done, _ = told_and_done(late)
    assert foretold == done == {}


def test_an_extension_counts_in_a_dry_run(late):
    test_a_due_date_that_moved_and_a_late_policy_are_foretold(late)
    Extensions(late).grant("ps1", "ada", datetime.timedelta(days=3))
    foretold, done, _ = told_and_done(late)
    assert foretold == done == {"ada": ("0", "2")}


def test_a_test_that_is_gone_takes_its_points_and_those_by_hand(course):
    by_hand(course, "bela", 1.5)

    def change(nb):
        nb.cells[-1] = graded("test_other", "assert double(1) == 2")

    change_source(course, change)
    foretold, done, told = told_and_done(course, "--yes")
    assert foretold == done == {"ada": ("2", "1"), "bela": ("1.5", "0")}
    assert ("bela", "test_double", "2 (by hand 1.5)", "–") in rows(told)
    assert "What was given by hand at test_double (1 student) is kept in .grader/" in told


def test_a_test_that_is_only_renamed_changes_nothing(late):
    change_source(late, lambda nb: nb.cells[-1].metadata.nbgrader.update(grade_id="test_twice"))
    foretold, done, told = told_and_done(late, "--yes")
    assert foretold == done == {} and not rows(told)
    assert "test_double of p1 is called test_twice" in told


def test_points_that_changed_are_foretold(late):
    change_source(late, lambda nb: nb.cells[-1].metadata.nbgrader.update(points=5.0))
    foretold, done, _ = told_and_done(late)
    assert foretold == done == {"ada": ("2", "5"), "bela": ("2", "5")}


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_what_stops_the_run_stops_the_dry_run(late, words):
    config = late.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.AssignLatePenalties.plugin_class = 'none.P'\n")
    done = CliRunner().invoke(main, ["grade", "ps1", "--course-dir", str(late.root), *words])
    assert done.exit_code == 1
    assert "The late policy can't be made" in done.output


def test_the_copy_of_a_server_has_all_that_the_gradebook_has(late, tmp_path):
    by_hand(late, "ada", 0.5)
    database._copy_tables(late, f"sqlite:///{tmp_path / 'copy.db'}")
    config = Config(late.config)
    config.CourseDirectory = Config(late.config.CourseDirectory)
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'copy.db'}"
    copy = Course(late.root, config)
    assert recorded_scores(copy, "ps1") == recorded_scores(late, "ps1") != {}


def test_a_gradebook_that_another_program_locks_is_told(course):
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        words = ["grade", "ps1", "--course-dir", str(course.root), "--dry-run"]
        assert "locked. Another program is writing to it." in CliRunner().invoke(main, words).output


@pytest.mark.skipif(not protection().sandboxed, reason="it needs bubblewrap")
def test_a_course_that_can_not_be_written_can_be_looked_at(course):
    root = str(course.root)
    command = [*("bwrap", "--dev-bind", "/", "/", "--ro-bind", root, root), sys.executable]
    command += ["-m", "grader", "grade", "ps1", "--course-dir", root, "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "1 of 2 submissions would get other points" in done.stdout, done.stderr


def test_points_given_by_hand_are_named(course):
    by_hand(course, "bela", 1.5)
    told = command(course, "--dry-run")
    assert "2 (by hand 1.5: it stays)" in told
    assert SCORE not in told


def test_before_anything_was_graded_every_test_is_new(tmp_path):
    course = write_course(tmp_path / "course", CELLS)
    submit(course, "bela", SQUARE, CELLS)
    told = command(course, "--dry-run")
    assert "1 of 1 submissions would get other points" in told
    assert not (course.root / "gradebook.db").exists()
    assert not (course.root / "autograded").exists()
