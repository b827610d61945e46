"""What a course's configuration names is found beside it, as in nbgrader, and nothing else is."""

import sys

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from plain_courses import graded, solution, submit, write_course

from grader.assignment.reader import read_assignment
from grader.cli import main
from grader.course import Course

CELLS = [solution("f", "### BEGIN SOLUTION\nf = 1\n### END SOLUTION"), graded("t", "assert f == 1")]
# names of their own: a module stays loaded for as long as the tests run
POLICY = {
    "fines_beside.py": """\
from nbgrader.plugins import BasePlugin

class Fine(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        import fine_beside
        return fine_beside.POINTS
""",
    "fine_beside.py": "POINTS = 0.25\n",
}
STEP = {
    "steps_beside.py": """\
from nbgrader.preprocessors import NbGraderPreprocessor

class Sign(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        nb.metadata.signed = "by the course"
        return nb, resources
"""
}


def run(course, *words):
    done = CliRunner().invoke(main, [*words, "--course-dir", str(course.root)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_late_policy_beside_the_configuration_is_found(tmp_path):
    config = "c.AssignLatePenalties.plugin_class = 'fines_beside.Fine'"
    course = write_course(tmp_path / "course", CELLS, config, files=POLICY)
    submit(course, "ada", {"f": "f = 1"}, CELLS)
    time = course.submitted_root / "ada" / "ps1" / "timestamp.txt"
    time.write_text("2026-05-03 12:00:00 UTC")
    run(course, "grade", "ps1")
    with Gradebook(course.db_url, course.gradebook_course) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2026-05-01 12:00:00 UTC")
    assert "ada 0.25" in run(course, "grade", "ps1", "--dry-run")
    assert "ada 0.25" in run(course, "grade", "ps1")


def test_a_step_of_the_courses_own_is_found(tmp_path):
    config = """\
        c.GenerateAssignment.preprocessors = [
            "steps_beside.Sign", "nbgrader.preprocessors.ClearSolutions",
            "nbgrader.preprocessors.SaveCells",
        ]
    """
    course = write_course(tmp_path / "course", CELLS, config, files=STEP)
    run(course, "release")
    assert "by the course" in (course.release("ps1") / "p1.ipynb").read_text()
    assert read_assignment(course, "ps1").notebooks


def test_a_configuration_can_import_what_lies_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"settings_beside.py": "FOLDER = 'given'\n"}
    course = write_course(tmp_path / "course", CELLS, files=files)
    config = course.root / "nbgrader_config.py"
    config.write_text(
        f"import settings_beside\n{config.read_text()}\n"
        "c.CourseDirectory.release_directory = settings_beside.FOLDER\n"
    )
    assert Course.load(course.root).release("ps1") == course.root / "given" / "ps1"


def test_nothing_of_the_course_is_imported_otherwise(tmp_path):
    course = write_course(tmp_path / "course", CELLS, files={"settings_beside_2.py": ""})
    assert str(course.root) not in sys.path
    with pytest.raises(ImportError):
        __import__("settings_beside_2")
    with course.importing():
        __import__("settings_beside_2")
    assert str(course.root) not in sys.path
