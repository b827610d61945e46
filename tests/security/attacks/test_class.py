"""Attackers among a class that is graded as an instructor does it, gradebook and feedback too."""

import json
import sqlite3

import pytest
from attack import TINY, honest, write_submission, write_tiny_course
from attacks_by_notebooks import ATTACKS as NOTEBOOKS
from attacks_by_source import ATTACKS as SOURCES
from attacks_on_tests import ATTACKS as TESTS

from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.runner.limits import Limits
from grader.sandbox.protection import protection

pytestmark = pytest.mark.skipif(
    not protection().shares_sandbox, reason="this machine lacks a part of the sandbox"
)
HEAVY = ("cells", "digits", "assignments", "100 MB", "deep", "times", "terms")  # tried one by one
CLASS = [
    attack
    for attack in [*TESTS, *NOTEBOOKS, *SOURCES]
    if attack.assignment == TINY and not any(word in attack.what for word in HEAVY)
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after grading, and the result of each student."""
    course = write_tiny_course(tmp_path_factory.mktemp("class"))
    for number, attack in enumerate(CLASS):
        write_submission(attack, course, f"attacker-{number:02}")
    for student in ("ada", "zoe"):
        folder = course.root / "submitted" / student / TINY
        folder.mkdir(parents=True)
        nb = honest(course.root, TINY)
        (folder / f"{TINY}.ipynb").write_text(json.dumps(nb))
    session = grade_assignment(course, TINY, limits=Limits(seconds_per_test=20.0))
    return course, {result.student: result for result in session.results()}


def test_every_attacker_has_the_expected_score(graded):
    _, results = graded
    scores = {name: tuple(t.points for t in r.tests) for name, r in results.items()}
    expected = {f"attacker-{n:02}": attack.scores for n, attack in enumerate(CLASS)}
    assert scores == {**expected, "ada": (4, 6), "zoe": (4, 6)}


def test_the_gradebook_holds_one_score_a_test_and_student_and_no_more(graded):
    course, results = graded
    with sqlite3.connect(course.root / "gradebook.db") as database:
        rows = database.execute("select auto_score from grade where auto_score is not null")
        total = sum(score for (score,) in rows)
        (students,) = database.execute("select count(*) from student").fetchone()
    assert total == sum(result.score for result in results.values())
    assert students == len(results)


def test_no_markup_of_a_student_is_live_in_the_feedback(graded):
    course, results = graded
    pages = generate_feedback(course, TINY)
    assert len(pages) == len(results)
    for page in pages:
        text = page.read_text()
        assert "<script>alert('attack')" not in text
        assert "<img src=x onerror" not in text


def test_hidden_tests_are_in_no_page_of_a_student(graded):
    course, _ = graded
    for path in course.root.glob(f"autograded/*/{TINY}/*.ipynb"):
        assert "pelican" not in path.read_text()
    for path in course.root.glob(f"feedback/*/{TINY}/*.html"):
        assert "pelican" not in path.read_text()
