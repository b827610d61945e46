"""nbgrader's own commands grade a lesson's class with this engine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.checkout import installed_root
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.release.build import build, write
from grader.release.sample_class import load_samples, write_submissions

ASSIGNMENT = "05_convolution_model_application"
FEW = 2

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
