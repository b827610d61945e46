"""The course changes after submissions were graded: points, cells, notebooks."""

import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from nbgrader.api import Gradebook
from plain_courses import cell, graded, notebook, solution, write_course

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook import manual_grades
from grader.gradebook.manual_grades import SetAside
from grader.gradebook.sync import (
    OutOfStep,
    bring_in_step,
    require_same_cells,
    take_over_points,
)
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult, TestResult, Verdict

DOUBLE = solution("double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ###")
DOUBLE.source += " END SOLUTION"
TEST = graded("test_double", "assert double(2) == 4", 4.0)
OTHER = graded("test_zero", "assert double(0) == 0", 1.0)
FLAGS = {"grade": True, "solution": True, "points": 3.0}
ESSAY = cell("Explain it here.", grade_id="essay", **FLAGS)
CELLS = (DOUBLE, TEST, OTHER, ESSAY)


def without(cells, name):
    return [c for c in cells if c.metadata.nbgrader.grade_id != name]


def renamed(source, name):
    made = nbformat.from_dict(source)
    made.metadata.nbgrader.grade_id = name
    return made


class Term:
    """A course whose source is changed while its gradebook has marks of ada and bela."""

    def __init__(self, root):
        self.root = root

    def begin(self):
        bring_in_step(self.course, self.assignment)
        for student in ("ada", "bela"):
            self.record(student)
        with self.book() as book:
            grade = book.find_grade("essay", "p1", "ps1", "ada")
            grade.manual_score, grade.extra_credit = 2.5, 0.25
            book.find_comment("essay", "p1", "ps1", "ada").manual_comment = "Well said."
            book.find_grade("test_zero", "p1", "ps1", "bela").manual_score = 1.0
            book.find_comment("double", "p1", "ps1", "bela").manual_comment = "Neat."
            book.db.commit()

    @property
    def course(self):
        return Course.load(self.root)

    @property
    def assignment(self):
        return read_assignment(self.course, "ps1")

    def book(self):
        return Gradebook(self.course.db_url)

    def write(self, cells, name="p1"):
        nbformat.write(notebook(cells), self.root / "source" / "ps1" / f"{name}.ipynb")

    def record(self, student, points=1.0):
        tests = tuple(
            TestResult(t.grade_id, t.points * points, t.points, Verdict.PASSED, "", nb.name)
            for nb in self.assignment.notebooks
            for t in nb.tests
        )
        names = tuple(nb.name for nb in self.assignment.notebooks)
        with GradebookWriter(self.course, "ps1") as writer:
            writer.record(SubmissionResult(student, "ps1", tests, (), names))

    def state(self, student="ada"):
        """(grades as (auto, manual, extra) by name, comments by name)"""
        with self.book() as book:
            submission = book.find_submission("ps1", student)
            grades = {
                f"{nb.name}/{g.name}": (g.auto_score, g.manual_score, g.extra_credit)
                for nb in submission.notebooks
                for g in nb.grades
            }
            comments = {
                f"{nb.name}/{c.name}": c.manual_comment
                for nb in submission.notebooks
                for c in nb.comments
            }
            return grades, comments


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    root = tmp_path_factory.mktemp("term") / "course"
    Term(write_course(root, CELLS).root).begin()
    return root


@pytest.fixture
def term(begun, tmp_path):
    return Term(shutil.copytree(begun, tmp_path / "course"))


def test_changed_points_are_taken_over_and_told(term):
    changed = nbformat.from_dict(TEST)
    changed.metadata.nbgrader.points = 2.0
    term.write([DOUBLE, changed, OTHER, ESSAY])
    assert bring_in_step(term.course, term.assignment) == [
        "test_double of p1 has 2 points now, 4 before."
    ]
    with term.book() as book:
        assert book.find_assignment("ps1").max_score == 6.0
    assert bring_in_step(term.course, term.assignment) == []


def test_points_by_hand_above_the_new_maximum_are_kept_and_told(term):
    changed = nbformat.from_dict(ESSAY)
    changed.metadata.nbgrader.points = 2.0
    term.write([DOUBLE, TEST, OTHER, changed])
    [_, told] = bring_in_step(term.course, term.assignment)
    assert "more than the cell has now: ada (essay: 2.5 of 2)." in told
    assert term.state()[0]["p1/essay"][1] == 2.5


CHANGES = {
    "a test is new": ([*CELLS, graded("more", "assert double(3) == 6")], "more of p1 is new"),
    "an essay is new": (
        [*CELLS, cell("And here?", grade_id="essay_2", **FLAGS)],
        "essay_2 of p1 is new",
    ),
    "a test is gone": (without(CELLS, "test_zero"), "test_zero of p1 is gone"),
    "an essay is gone": (without(CELLS, "essay"), "essay of p1 is gone"),
    "a test is renamed": (
        [DOUBLE, renamed(TEST, "double_test"), OTHER, ESSAY],
        "test_double of p1 is called double_test",
    ),
    "an essay is renamed": (
        [DOUBLE, TEST, OTHER, renamed(ESSAY, "prose")],
        "essay of p1 is called prose",
    ),
    "a test is read by a person now": (
        [DOUBLE, TEST, cell("double(0)", grade_id="test_zero", **FLAGS), ESSAY],
        "test_zero of p1 is another kind of cell",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_cells_are_refused_with_their_names_and_the_way_out(term, change):
    cells, told = CHANGES[change]
    term.write(cells)
    before = term.state("ada"), term.state("bela")
    for ask in (require_same_cells, bring_in_step):
        with pytest.raises(OutOfStep) as refused:
            ask(term.course, term.assignment)
    assert str(refused.value).startswith(
        "ps1 was changed after the gradebook got 2 submissions of it: "
    )
    way_out = f"`{term.course.command('grade', 'ps1', '--yes')}` brings"
    assert f": {told}. Nothing was graded. {way_out}" in str(refused.value)
    assert (term.state("ada"), term.state("bela")) == before


@pytest.mark.parametrize("change", CHANGES)
def test_what_stays_keeps_its_marks_and_every_test_can_be_recorded(term, change):
    cells, told = CHANGES[change]
    before, said = term.state("ada")
    term.write(cells)
    notes = bring_in_step(term.course, term.assignment, agreed=True)
    assert notes[0] == f"The gradebook was brought in step: {told}."
    for student in ("ada", "bela"):
        term.record(student)
    names = {"p1/" + c.metadata.nbgrader.grade_id for c in cells if c.metadata.nbgrader.grade}
    after, told_after = term.state("ada")
    assert after.keys() == names
    for name in before.keys() & after.keys() - {"p1/test_zero"}:
        assert after[name] == before[name], name
    if "p1/essay" in names:
        assert told_after["p1/essay"] == said["p1/essay"] == "Well said."
    assert term.state("bela")[1]["p1/double"] == "Neat."
    with term.book() as book:
        assert book.find_assignment("ps1").max_score == sum(
            c.metadata.nbgrader.points for c in cells if c.metadata.nbgrader.grade
        )
    assert bring_in_step(term.course, term.assignment) == []
    [copy] = (term.root / ".grader").glob("gradebook-before-ps1-*.db")
    with Gradebook(f"sqlite:///{copy}") as book:
        assert book.find_grade("test_double", "p1", "ps1", "ada").auto_score == 4.0


def test_a_renamed_cell_takes_its_marks_along(term):
    term.write([DOUBLE, TEST, renamed(OTHER, "nought"), renamed(ESSAY, "prose")])
    bring_in_step(term.course, term.assignment, agreed=True)
    grades, comments = term.state("ada")
    assert grades["p1/prose"][1:] == (2.5, 0.25)
    assert comments["p1/prose"] == "Well said."
    assert term.state("bela")[0]["p1/nought"] == (1.0, 1.0, None)
    with term.book() as book:
        assert {s.name for s in book.find_notebook("p1", "ps1").source_cells} == {
            "double",
            "test_double",
            "nought",
            "prose",
        }


def test_marks_of_a_cell_that_goes_wait_until_it_comes_back(term):
    term.write(without(CELLS, "essay"))
    [_, copy, told] = bring_in_step(term.course, term.assignment, agreed=True)
    assert "kept in .grader/gradebook-before-ps1-" in copy
    assert told == (
        "What was given by hand at essay (1 student) is kept in .grader/ps1.set_aside.json, and "
        "comes back when the cell does."
    )
    term.write(CELLS)
    bring_in_step(term.course, term.assignment, agreed=True)
    grades, comments = term.state("ada")
    assert grades["p1/essay"][1:] == (2.5, 0.25)
    assert comments["p1/essay"] == "Well said."
    assert SetAside(term.course, "ps1")._kept == {}


def test_a_new_notebook_has_a_place_for_every_submission(term):
    term.write([renamed(TEST, "second_test")], "p2")
    with pytest.raises(OutOfStep, match="the notebook p2 is new"):
        bring_in_step(term.course, term.assignment)
    bring_in_step(term.course, term.assignment, agreed=True)
    term.record("bela")
    assert term.state("bela")[0]["p2/second_test"] == (4.0, None, None)


def test_a_renamed_notebook_keeps_its_marks(term):
    folder = term.root / "source" / "ps1"
    (folder / "p1.ipynb").rename(folder / "problem.ipynb")
    with pytest.raises(OutOfStep, match="the notebook p1 is called problem"):
        bring_in_step(term.course, term.assignment)
    bring_in_step(term.course, term.assignment, agreed=True)
    grades, comments = term.state("ada")
    assert grades["problem/essay"][1:] == (2.5, 0.25)
    assert comments["problem/essay"] == "Well said."


def test_a_notebook_that_is_gone_leaves_its_marks_in_the_file(term):
    term.write([renamed(ESSAY, "second")], "p2")
    bring_in_step(term.course, term.assignment, agreed=True)
    (term.root / "source" / "ps1" / "p1.ipynb").unlink()
    with pytest.raises(OutOfStep, match="the notebook p1 is gone"):
        bring_in_step(term.course, term.assignment)
    bring_in_step(term.course, term.assignment, agreed=True)
    assert set(SetAside(term.course, "ps1")._kept) == {
        ("ada", "p1", "essay"),
        ("bela", "p1", "test_zero"),
        ("bela", "p1", "double"),
    }
    assert set(term.state("ada")[0]) == {"p2/second"}


def test_without_submissions_every_change_is_taken_over(plain_course):
    course = plain_course(CELLS)
    assignment = read_assignment(course, "ps1")
    bring_in_step(course, assignment)
    nbformat.write(notebook([DOUBLE, TEST]), course.source("ps1") / "p1.ipynb")
    assert bring_in_step(course, read_assignment(course, "ps1")) == []
    with Gradebook(course.db_url) as book:
        assert book.find_assignment("ps1").max_score == 4.0


def test_a_failure_on_the_way_leaves_the_gradebook_as_it_was(term, monkeypatch):
    term.write(without(CELLS, "essay"))
    before = term.state()

    def full(path, content):
        raise OSError(f"no room for {path}")

    monkeypatch.setattr(manual_grades, "write_whole", full)
    with pytest.raises(OSError, match="set_aside"):
        bring_in_step(term.course, term.assignment, agreed=True)
    assert term.state() == before


def test_marks_that_can_not_be_put_back_yet_are_kept(term):
    """As long as another program reads, SQLite can't commit."""
    term.write(without(CELLS, "essay"))
    bring_in_step(term.course, term.assignment, agreed=True)
    term.write(CELLS)
    with (term.root / "nbgrader_config.py").open("a") as config:
        file = term.root / "gradebook.db"
        config.write(f"\nc.CourseDirectory.db_url = 'sqlite:///{file}?timeout=0'\n")
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM grade").fetchall()
        with pytest.raises(CourseError, match="locked"):
            bring_in_step(term.course, term.assignment, agreed=True)
    bring_in_step(term.course, term.assignment, agreed=True)
    grades, comments = term.state("ada")
    assert grades["p1/essay"][1:] == (2.5, 0.25)
    assert comments["p1/essay"] == "Well said."


def test_another_way_to_grade_takes_over_points_and_refuses_cells(term):
    changed = nbformat.from_dict(TEST)
    changed.metadata.nbgrader.points = 2.0
    term.write([DOUBLE, changed, OTHER, ESSAY])
    take_over_points(term.course, term.assignment)
    with term.book() as book:
        assert book.find_grade_cell("test_double", "p1", "ps1").max_score == 2.0
    term.write(without(CELLS, "essay"))
    with pytest.raises(OutOfStep, match="essay of p1 is gone"):
        take_over_points(term.course, term.assignment)


def test_points_are_never_dropped_for_want_of_a_place(term):
    term.write([*CELLS, graded("more", "assert double(3) == 6")])
    before = term.state()
    with pytest.raises(CourseError, match="no place for more of p1: the course was changed"):
        term.record("ada", 0.5)
    assert term.state() == before
