"""A class collected from nbgrader's exchange, in a folder that everybody can enter."""

import shlex
import subprocess
import tempfile
from pathlib import Path

import pytest
from plain_courses import graded, solution, submit, write_course

from grader.gradebook.folder_rights import open_to_everybody
from grader.gradebook.grading_run import grade_assignment

CELLS = [
    solution("double", "### BEGIN SOLUTION\ndouble = lambda n: 2 * n\n### END SOLUTION"),
    graded("test_double", "assert double(2) == 4"),
]


@pytest.fixture
def course():
    """A course with a submission, in a folder that everybody can reach, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="shared-") as name:
        Path(name).chmod(0o755)
        course = write_course(Path(name) / "my course", CELLS)
        course.root.chmod(0o755)
        submit(course, "ada", {}, CELLS)
        (course.submitted("ada", "ps1") / "submission_secret.txt").write_text("1")
        yield course


def test_the_instructor_is_told_how_to_close_it(course):
    run = grade_assignment(course, "ps1")
    assert [one.score for one in run.results()] == [1]
    [note] = [note for note in run.notes if "All users of this machine" in note]
    subprocess.run(shlex.split(note.split("`")[1]), check=True)
    assert course.root.stat().st_mode & 0o777 == 0o750
    assert not open_to_everybody(course, "ps1")


def test_a_closed_folder_above_is_enough(course):
    course.root.parent.chmod(0o700)
    assert not open_to_everybody(course, "ps1")


def test_a_machine_that_no_student_uses_is_left_in_peace(course):
    (course.submitted("ada", "ps1") / "submission_secret.txt").unlink()
    assert not open_to_everybody(course, "ps1")
