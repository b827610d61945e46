"""Tables of grades as CSV: nbgrader's own, those of learning platforms, and safe cells."""

import csv

import pytest

from grader.errors import CourseError
from grader.gradebook.csv_export import export_csv, inert, write_rows
from grader.gradebook.database import open_gradebook
from grader.gradebook.writer import GradebookWriter
from grader.reports.grade_exports import CANVAS, export_canvas, export_items, export_moodle
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


def test_a_comment_at_the_answer_above_a_test_is_among_the_items(registered, tmp_path):
    graded(registered, "ada")
    with open_gradebook(registered) as gradebook:
        gradebook.find_comment("double", NAME, NAME, "ada").manual_comment = "Neat."
        gradebook.db.commit()
    with export_items(registered, tmp_path / "items.csv").open(newline="") as file:
        found = {row["item"]: row for row in csv.DictReader(file)}
    assert set(found) == {"double", "test_double", "test_fold"}
    assert (found["double"]["comment"], found["double"]["max_score"]) == ("Neat.", "")
    assert found["test_double"]["score"] == "2" and not found["test_double"]["comment"]


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


def test_the_exported_table_has_every_score(registered, tmp_path):
    graded(registered, "ada")
    path = export_csv(registered, tmp_path / "grades.csv")
    [row] = csv.DictReader(path.open())
    assert (row["assignment"], row["student_id"]) == (NAME, "ada")
    assert (float(row["score"]), float(row["max_score"])) == (2.0, 5.0)


def test_exporting_before_anything_was_graded_says_so(tiny, tmp_path):
    with pytest.raises(CourseError):
        export_csv(tiny, tmp_path / "grades.csv")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1+1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("x")'],
)
def test_no_text_is_a_formula(text):
    shown = inert(text)
    assert shown[0] in "'\\"
    assert "\n" not in shown and "\r" not in shown


def test_other_text_is_as_it_was_and_numbers_are_numbers(tmp_path):
    rows = [["a,b", 'say "x"', "O'Brien", None, -1.5, 3.0, 1 / 3]]
    path = write_rows(tmp_path / "t.csv", rows)
    with path.open(newline="") as file:
        [row] = csv.reader(file)
    assert row == ["a,b", 'say "x"', "O'Brien", "", "-1.5", "3", "0.3333333333"]
