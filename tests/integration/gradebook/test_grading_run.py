"""A class is graded the same by every way in, and goes on where it was interrupted."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.checkout import installed_root
from grader.course import CONFIG_NAME, Course
from grader.release.build import build, write
from grader.release.sample_class import load_samples, write_submissions

ASSIGNMENT = "05_convolution_model_application"
FEW = 4

pytestmark = pytest.mark.slow


@pytest.fixture
def course(tmp_path) -> Course:
    """Assignment 05 with its sample class submitted, nothing graded."""
    ours = Course.load(installed_root())
    folder = tmp_path / "course"
    shutil.copytree(ours.source(ASSIGNMENT), folder / "solutions" / ASSIGNMENT)
    shutil.copy(ours.root / CONFIG_NAME, folder)
    course = Course.load(folder)
    write(build(course, ASSIGNMENT, register=True))
    write_submissions(load_samples(course, ASSIGNMENT), course, ASSIGNMENT, course.submitted_root)
    return course


def of_a_few(course: Course) -> dict[str, float]:
    """Keep a few submissions: nbgrader's own commands take several seconds for each."""
    few = dict([*expected(course).items()][:FEW])
    for folder in course.submitted_root.iterdir():
        if folder.name not in few:
            shutil.rmtree(folder)
    return few


def command(course: Course, *words: str) -> subprocess.Popen:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        [sys.executable, "-m", *words], cwd=course.root, env=os.environ | {"PATH": path}
    )


def grade(course: Course) -> subprocess.Popen:
    return command(course, "grader", "grade", ASSIGNMENT, "--course-dir", ".", "--workers", "2")


def expected(course: Course) -> dict[str, float]:
    return {s.student: sum(s.scores.values()) for s in load_samples(course, ASSIGNMENT)}


def scores(course: Course) -> dict[str, float]:
    with Gradebook(course.db_url, course.directory.course_id) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}


def test_nbgrader_autograde_gives_samples_their_expected_scores(course):
    few = of_a_few(course)
    assert command(course, "nbgrader", "autograde", ASSIGNMENT).wait() == 0
    assert scores(course) == few
    assert command(course, "nbgrader", "generate_feedback", ASSIGNMENT).wait() == 0
    assert len([*course.root.glob(f"feedback/*/{ASSIGNMENT}/{ASSIGNMENT}.html")]) == FEW


def test_a_class_that_was_killed_goes_on_and_grades_nobody_twice(course):
    first = grade(course)
    entries = course.root / ".grader" / ASSIGNMENT
    deadline = time.monotonic() + 120
    while len(list(entries.glob("*.json"))) < 4:
        assert time.monotonic() < deadline, "nothing was graded"
        assert first.poll() is None, "it was over before it could be killed"
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = {path.name: path.stat().st_mtime_ns for path in entries.glob("*.json")}
    assert 4 <= len(before) < len(expected(course))

    assert grade(course).wait() == 0

    assert scores(course) == expected(course)
    after = {path.name: path.stat().st_mtime_ns for path in entries.glob("*.json")}
    assert {name: after[name] for name in before} == before
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        rows = "select count(*), count(distinct student_id) from submitted_assignment"
        assert database.execute(rows).fetchone() == (len(expected(course)),) * 2


def test_grader_grade_keeps_a_score_that_was_given_by_hand(course):
    few = of_a_few(course)
    assert grade(course).wait() == 0
    assert scores(course) == few
    with Gradebook(course.db_url, course.directory.course_id) as gradebook:
        mark = gradebook.find_grade("test_happyModel", ASSIGNMENT, ASSIGNMENT, "dora")
        mark.manual_score = 7.0
        gradebook.db.commit()
    again = ["grade", ASSIGNMENT, "--course-dir", ".", "--force", "--student", "dora"]
    assert command(course, "grader", *again).wait() == 0
    assert scores(course)["dora"] == 17.0
