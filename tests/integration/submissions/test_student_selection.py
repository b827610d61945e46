"""Which submissions are graded, by the course's settings and the command line."""

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import CourseError, NoAccess
from grader.submissions.student_selection import chosen_submissions


@pytest.fixture
def course_with(tmp_path):
    """Make a course with a config and folders: course_with("c....", "submitted/ada/ps1")."""
    return partial(make_course, tmp_path)


def make_course(root, config, *folders):
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
    for folder in folders:
        (root / folder).mkdir(parents=True)
    return Course.load(root)


CLASS = ("submitted/ada/ps1", "submitted/bo/ps1", "submitted/instructor/ps1")


def students(course, *args):
    return [one.student for one in chosen_submissions(course, "ps1", *args)[0]]


def test_excluded_students_are_left_out_and_told(course_with):
    course = course_with("c.CourseDirectory.student_id_exclude = 'instructor,carl'", *CLASS)
    found, notes = chosen_submissions(course, "ps1")
    assert [one.student for one in found] == ["ada", "bo"]
    assert notes == [
        "Left out, as `student_id` and `student_id_exclude` in nbgrader_config.py say: instructor."
    ]


def test_a_pattern_of_students_chooses(course_with):
    assert students(course_with("c.CourseDirectory.student_id = '[ab]*'", *CLASS)) == ["ada", "bo"]


def test_students_are_chosen_by_name(course_with):
    course = course_with("", *CLASS)
    assert students(course, None, ["bo", "ada"]) == ["ada", "bo"]
    with pytest.raises(CourseError, match="no submission of ps1 by caro; there is one by ada, bo"):
        students(course, None, ["ada", "caro"])


def test_an_excluded_student_can_not_be_chosen(course_with):
    course = course_with("c.CourseDirectory.student_id_exclude = 'instructor'", *CLASS)
    with pytest.raises(CourseError, match="by instructor \\(excluded in nbgrader_config"):
        students(course, None, ["instructor"])


def test_a_class_that_is_excluded_whole_is_told(course_with):
    with pytest.raises(CourseError, match="All submissions of ps1 are excluded"):
        students(course_with("c.CourseDirectory.student_id = 'z*'", *CLASS))


@pytest.mark.parametrize(
    ("structure", "folder"),
    [
        ("{assignment_id}/{nbgrader_step}/{student_id}", "ps1/submitted/ada"),
        ("{nbgrader_step}/{assignment_id}/{student_id}", "submitted/ps1/ada"),
        ("{nbgrader_step}/{assignment_id}_{student_id}", "submitted/ps1_ada"),
        ("class/{nbgrader_step}/{student_id}/own/{assignment_id}", "class/submitted/ada/own/ps1"),
    ],
)
def test_folders_are_where_the_course_says(course_with, structure, folder):
    setting = f"c.CourseDirectory.directory_structure = {structure!r}"
    source = structure.format(nbgrader_step="source", assignment_id="ps1", student_id=".")
    course = course_with(setting, folder, source)
    [one] = chosen_submissions(course, "ps1")[0]
    assert (one.student, one.folder) == ("ada", course.root / folder)
    assert course.submitted("ada", "ps1") == course.root / folder
    if "_{" not in structure:
        assert course.assignments() == ["ps1"]


def test_a_structure_without_submissions_says_where_it_looked(course_with):
    course = course_with(
        "c.CourseDirectory.directory_structure = '{assignment_id}/{nbgrader_step}/{student_id}'"
    )
    with pytest.raises(CourseError, match=r"No student has a folder .*ps1/submitted/STUDENT"):
        students(course)


@pytest.mark.parametrize(
    ("structure", "closed"),
    [
        ("class/{nbgrader_step}/{student_id}/own/{assignment_id}", "class/submitted/eve"),
        ("class/{nbgrader_step}/{student_id}/own/{assignment_id}", "class/submitted/eve/own"),
        ("{nbgrader_step}/{student_id}/{assignment_id}/now", "submitted/eve"),
        ("{nbgrader_step}/{assignment_id}/{student_id}", "submitted/ps1/eve"),
    ],
)
def test_a_closed_folder_is_that_students_fault_and_stops_nobody(structure, closed):
    if os.geteuid():
        pytest.skip("only root can make what belongs to another user")
    names = {"nbgrader_step": "submitted", "assignment_id": "ps1"}
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        course = make_course(
            Path(made),
            f"c.CourseDirectory.directory_structure = {structure!r}",
            structure.format(student_id="ada", **names),
            structure.format(student_id="eve", **names),
            structure.format(nbgrader_step="source", assignment_id="ps1", student_id="."),
        )
        (course.root / closed).chmod(0)
        os.seteuid(65534)
        try:
            found = chosen_submissions(course, "ps1")[0]
            assert [one.student for one in found] == ["ada", "eve"]
            found[0].check_folder()
            with pytest.raises(NoAccess, match="can't be looked into"):
                found[1].check_folder()
        finally:
            os.seteuid(0)
