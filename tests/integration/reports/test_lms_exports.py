import csv

from grader.gradebook.writer import GradebookWriter
from grader.reports.lms_exports import CANVAS, export_canvas, export_moodle
from grader.results import SubmissionResult, TestResult, Verdict

NAME = "01_tiny"


def graded(course, *students):
    tests = (
        TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=NAME),
        TestResult("test_fold", 0.0, 3.0, Verdict.FAILED, "no", notebook=NAME),
    )
    with GradebookWriter(course, NAME) as gradebook:
        for student in students:
            gradebook.record(SubmissionResult(student, NAME, tests, (), (NAME,)))


def rows(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_canvas_gets_its_own_columns(registered, tmp_path):
    graded(registered, "ada", "bo")
    header, *lines = rows(export_canvas(registered, tmp_path / "canvas.csv"))
    assert header == [*CANVAS, NAME]
    assert lines == [["ada", "", "", "ada", "", "2"], ["bo", "", "", "bo", "", "2"]]


def test_moodle_gets_user_names(registered, tmp_path):
    graded(registered, "ada")
    assert rows(export_moodle(registered, tmp_path / "moodle.csv")) == [
        ["username", "email", NAME],
        ["ada", "", "2"],
    ]


def test_a_name_can_not_be_a_formula(registered, tmp_path):
    graded(registered, "=1+1")
    [_, line] = rows(export_moodle(registered, tmp_path / "moodle.csv"))
    assert line[0] == "'=1+1"
