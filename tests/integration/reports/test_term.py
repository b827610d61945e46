"""The term: its page, its tables, and comments that are given again."""

import csv

import pytest
from nbgrader.api import Gradebook

from grader.assignment.reader import read_assignment
from grader.cli.options import output_file
from grader.errors import CourseError
from grader.gradebook.writer import GradebookWriter
from grader.reports.comments import comment_at, text_of, written_before
from grader.reports.grade_exports import ITEMS, export_canvas, export_items, export_overview
from grader.reports.term import Mark, Term, points_of_line, term, term_page
from grader.results import SubmissionResult, TestResult, Verdict

NAME = "01_tiny"


@pytest.fixture
def graded(registered):
    with GradebookWriter(registered, NAME) as gradebook:
        for student, fold in (("ada", 3.0), ("bo", 0.0), ("<b>", 1.5)):
            tests = (
                TestResult("test_double", 2.0, 2.0, Verdict.PASSED, notebook=NAME),
                TestResult("test_fold", fold, 3.0, Verdict.PASSED, notebook=NAME),
            )
            gradebook.record(SubmissionResult(student, NAME, tests, (), (NAME,)))
    with Gradebook(registered.db_url, "cnn") as book:
        book.find_submission_notebook(NAME, NAME, "ada").late_submission_penalty = 1.25
        book.add_assignment("02_later")
        book.add_student("caro")
        book.db.commit()
    return registered


def rows(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_each_item_has_a_row(graded, tmp_path):
    header, *lines = rows(export_items(graded, tmp_path / "items.csv"))
    assert tuple(header) == ITEMS
    assert [line[1:6] for line in lines if line[1] == "bo"] == [
        ["bo", NAME, "test_double", "2", "2"],
        ["bo", NAME, "test_fold", "0", "3"],
    ]
    assert len(lines) == 6


def test_the_overview_has_a_row_for_each_student_and_counts_lateness(graded, tmp_path):
    header, most, *lines = rows(export_overview(graded, tmp_path / "all.csv"))
    assert header == [
        "student_id",
        "last_name",
        "first_name",
        "01_tiny",
        "02_later",
        "sum",
        "percent",
    ]
    assert most[3:] == ["5", "0", "5", "100"]
    by_student = {line[0]: line[3:] for line in lines}
    assert by_student == {
        "ada": ["3.75", "", "3.75", "75"],
        "bo": ["2", "", "2", "40"],
        "<b>": ["3.5", "", "3.5", "70"],
        "caro": ["", "", "0", "0"],
    }


def test_learning_platforms_get_the_score_without_what_lateness_cost(graded, tmp_path):
    [_, *lines] = rows(export_canvas(graded, tmp_path / "canvas.csv", [NAME]))
    assert {line[3]: line[5] for line in lines}["ada"] == "3.75"


def test_an_unknown_assignment_is_one_sentence(graded, tmp_path):
    with pytest.raises(CourseError, match="no assignment ps9; it has: 01_tiny, 02_later"):
        export_items(graded, tmp_path / "items.csv", ["ps9"])


def test_a_file_that_can_not_be_written_is_told_and_the_old_one_stays(tmp_path):
    old = tmp_path / "grades.csv"
    old.write_text("old")
    with pytest.raises(CourseError, match="disc"), output_file(old) as path:
        path.write_text("half")
        raise CourseError("disc")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("grades.csv", "old")]
    told = pytest.raises(CourseError, match="Name another file with --to")
    with told, output_file(tmp_path / "none" / "grades.csv") as path:
        path.write_text("x")


def test_the_page_shows_assignments_students_and_items(graded):
    page = term_page(term(graded))
    assert "Students: 4. Assignments: 2." in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "(−1.25)" in page
    assert page.index("test_fold") < page.rindex("test_double"), "the hardest item is first"


def test_the_items_of_the_term(graded):
    found = {item.name: item for item in term(graded).items}
    fold = found["test_fold"]
    assert (fold.share, fold.full, fold.none, fold.submissions) == (0.5, 1, 1, 3)


def test_students_who_fall_are_named():
    def row(*shares):
        return tuple(None if s is None else Mark(s, 1.0, 0.0, False) for s in shares)

    names = ("a", "b", "c", "d")
    marks = {
        "falls": row(1, 1, 0.5, None),
        "even": row(0.5, 0.5, 0.5, 0.5),
        "rises": row(0, 0, 1, 1),
    }
    found = Term(names, (1.0,) * 4, ("",) * 4, marks, ())
    assert found.falling() == [("falls", 1.0, 0.25)]
    assert found.means() == [0.5, 0.5, pytest.approx(2 / 3), 0.75]


def test_a_line_is_broken_where_nothing_was_submitted():
    assert points_of_line([0.0, None, 1.0], 100, 10) == [[(0.0, 10.0)], [(100.0, 0.0)]]


def test_a_comment_reaches_an_item_and_can_be_given_again(graded):
    assignment = read_assignment(graded, NAME)
    lost = comment_at(graded, assignment, "test_fold", "Start with 1.", below_maximum=True)
    assert lost == ["<b>", "bo"]
    [one] = written_before(graded)
    assert (one.text, one.places, one.times) == ("Start with 1.", ((NAME, "fold"),), 2)
    again = text_of(graded, one.key)
    assert comment_at(graded, assignment, "fold", again, ["ada", "ada"]) == ["ada"]
    assert written_before(graded)[0].times == 3
    with pytest.raises(CourseError, match="There is no comment 'xx'"):
        text_of(graded, "xx")
