"""What a person grades, from a submission to formgrader and to the page of feedback."""

import nbformat
import pytest
from nbgrader.api import Gradebook
from plain_courses import cell, graded, solution, submit, write_course

from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.runner.limits import Limits

pytestmark = pytest.mark.slow
OUR_FEEDBACK = """
c.GenerateFeedback.exporter_class = "grader.gradebook.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["grader.gradebook.feedback.Grades"]
"""
FLAGS = {"schema_version": 3, "grade": True, "solution": True, "locked": False, "task": False}
ESSAY = nbformat.v4.new_markdown_cell(
    "YOUR ANSWER HERE",
    metadata={"nbgrader": nbformat.from_dict({**FLAGS, "points": 5, "grade_id": "why"})},
)
TASK = nbformat.v4.new_markdown_cell(
    "Make a plot below.",
    metadata={
        "nbgrader": nbformat.from_dict(
            {**FLAGS, "grade": False, "solution": False, "locked": True, "task": True}
            | {"points": 3, "grade_id": "plot"}
        )
    },
)
CELLS = [
    solution("f", "def f():\n    return 1"),
    graded("test_f", "assert f() == 1"),
    nbformat.v4.new_markdown_cell("Why?"),
    ESSAY,
    nbformat.v4.new_markdown_cell("And now:"),
    TASK,
    cell("print('the end')"),
]
MINE = nbformat.v4.new_markdown_cell("Because it is so.")
STUDENTS = {
    "blank": lambda cells: cells,
    "below": lambda cells: [*cells[:4], MINE, *cells[4:]],
    "gone": lambda cells: [*cells[:3], MINE, *cells[4:]],
    "no_task": lambda cells: [one for one in cells if one is not TASK],
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = write_course(tmp_path_factory.mktemp("manual"), CELLS, OUR_FEEDBACK)
    for student, change in STUDENTS.items():
        submit(course, student, {}, change(CELLS))
    run = grade_assignment(course, "ps1", limits=Limits(30, strict=False), workers=1)
    assert len(list(run.results())) == len(STUDENTS)
    generate_feedback(course, "ps1")
    return course


@pytest.mark.parametrize(
    ("student", "score", "comment"),
    [("blank", 0, "No response."), ("below", None, None), ("gone", None, None)],
)
def test_an_answer_waits_for_a_person_wherever_it_was_written(course, student, score, comment):
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("why", "p1", "ps1", student)
        assert (grade.auto_score, grade.needs_manual_grade) == (score, score is None)
        assert gradebook.find_comment("why", "p1", "ps1", student).comment == comment
        assert gradebook.find_grade("plot", "p1", "ps1", student).needs_manual_grade


@pytest.mark.parametrize("student", STUDENTS)
def test_formgrader_has_a_place_for_points_at_everything_that_a_person_grades(course, student):
    nb = nbformat.read(course.autograded(student, "ps1") / "p1.ipynb", 4)
    nbformat.validate(nb)
    ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in nb.cells]
    assert [name for name in ids if name in ("why", "plot")] == ["why", "plot"]


@pytest.mark.parametrize("student", ["below", "gone"])
def test_the_page_of_feedback_shows_the_answer_at_its_item(course, student):
    page = (course.feedback(student, "ps1") / "p1.html").read_text()
    item = page[page.index("why: 0 of 5 points") : page.index("plot: 0 of 3 points")]
    assert "a person has still to read this" in item and "Because it is so." in item
    assert "Findings about your notebook" in page
