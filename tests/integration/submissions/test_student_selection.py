"""Which submissions are graded, by the course's settings and the command line."""

import pytest

from grader.course import Course
from grader.errors import CourseError
from grader.submissions.student_selection import chosen_submissions


@pytest.fixture
def course_with(tmp_path):
    """Make a course with a config and folders: course_with("c....", "submitted/ada/ps1")."""

    def make(config, *folders):
        (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
        for folder in folders:
            (tmp_path / folder).mkdir(parents=True)
        return Course.load(tmp_path)

    return make


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
