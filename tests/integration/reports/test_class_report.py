"""The whole page of a class that was really graded, and comments that reach their students."""

import html.parser
import re
import shutil

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from grader.cli import main
from grader.course import Course
from grader.gradebook.grading_run import grade_assignment

pytestmark = pytest.mark.slow
ASSIGNMENT = "01_tiny"


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    released = request.getfixturevalue("_registered")
    course = Course.load(shutil.copytree(released, tmp_path_factory.mktemp("report") / "course"))
    blank = (course.release(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text()
    answers = {
        "ada": ("return 2 * x", "return math.prod(values)"),
        "bo": ("return x + 1", "return math.prod(values)"),
        "cy": ("return x + 1", "return sum(values)"),
        "<b>di</b>": ("raise ValueError('<script>alert(1)</script>')", "return 1 / 0"),
    }
    for student, bodies in answers.items():
        nb = nbformat.reads(blank, 4)
        cells = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]
        for cell, body in zip(cells, bodies, strict=True):
            cell.source = cell.source.replace("raise NotImplementedError()", body)
        folder = course.submitted_root / student.replace("/", "_") / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{ASSIGNMENT}.ipynb")
    assert len(list(grade_assignment(course, ASSIGNMENT, workers=1).results())) == 4
    return course


def run(course, *arguments):
    result = CliRunner().invoke(main, [*arguments, "--course-dir", str(course.root)])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def page(graded):
    run(graded, "report", ASSIGNMENT)
    return (graded.root / "reports" / f"{ASSIGNMENT}.html").read_text()


VOID = {"meta", "rect", "line", "br"}


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(page):
    tags = Tags(page).seen
    assert not [t for t, a in tags if t in ("script", "link", "img", "iframe")]
    assert not [a for t, a in tags if any(value and "http" in value for value in a.values())]
    assert len(page) < 500_000


def test_what_students_wrote_is_text(page):
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<b>di" not in page


def test_students_with_the_same_mistake_stand_together(page):
    assert "<p>bo, cy</p>" in page


def test_one_comment_reaches_all_of_a_cluster_once(graded, page):
    [line] = [m for m in re.findall(r"<p>bo, cy</p>.*?comment 01_tiny (\w+)", page, re.S)][:1]
    for _ in range(2):
        said = run(graded, "comment", ASSIGNMENT, line, "Twice, not one more.")
        assert "2 students: bo, cy" in said
    with Gradebook(graded.db_url, "default_course") as gradebook:
        found = {
            who: gradebook.find_comment("double", ASSIGNMENT, ASSIGNMENT, who).comment
            for who in ("ada", "bo", "cy")
        }
    assert found == {"ada": None, "bo": "Twice, not one more.", "cy": "Twice, not one more."}


def test_an_unknown_cluster_is_a_sentence(graded):
    arguments = ["comment", ASSIGNMENT, "nothing", "x", "--course-dir", str(graded.root)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1 and "no cluster and no item 'nothing'" in result.output


def test_the_scores_of_the_report_are_those_of_the_gradebook(graded, page):
    assert "Mean score 2.0, median\n1.5, of 5." in page
    with Gradebook(graded.db_url, "default_course") as gradebook:
        for student in ("bo", "cy"):
            grade = gradebook.find_grade("test_double", ASSIGNMENT, ASSIGNMENT, student)
            grade.manual_score = 2.0
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        submission.notebooks[0].late_submission_penalty = 1.0
        gradebook.db.commit()
    run(graded, "report", ASSIGNMENT)
    changed = (graded.root / "reports" / f"{ASSIGNMENT}.html").read_text()
    assert "Mean score 2.8, median\n3, of 5." in changed
    assert f"--course-dir {graded.root}" in changed
