import os

import pytest
from nbgrader.api import Gradebook
from plain_courses import cell, graded, write_course

from grader.assignment.generate import generate_release
from grader.errors import AuthoringError

TINY = "01_tiny"


def test_without_registering_no_gradebook_is_made(tiny, tmp_path):
    generate_release(tiny, tiny.source(TINY), tmp_path / "work", register=False)
    assert not (tiny.root / "gradebook.db").exists()


def test_registering_records_the_tests_and_answers(registered):
    with Gradebook(registered.db_url, "cnn") as gradebook:
        notebook = gradebook.find_notebook(TINY, TINY)
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "test_double": 2.0,
            "test_fold": 3.0,
        }
        assert {cell.name for cell in notebook.solution_cells} == {"double", "fold"}


def test_the_courses_folders_are_left_alone(tiny, tmp_path):
    before = {p: p.read_bytes() for p in tiny.root.rglob("*") if p.is_file()}
    made = generate_release(tiny, tiny.source(TINY), tmp_path / "work", register=False)
    assert {p: p.read_bytes() for p in tiny.root.rglob("*") if p.is_file()} == before
    assert (made / f"{TINY}.ipynb").is_file()


def test_the_environment_is_as_before_also_after_a_failure(tiny, tmp_path):
    before = dict(os.environ)
    generate_release(tiny, tiny.source(TINY), tmp_path / "work", register=False)
    assert dict(os.environ) == before
    (tiny.source(TINY) / f"{TINY}.ipynb").write_text("no JSON")
    with pytest.raises(AuthoringError):
        generate_release(tiny, tiny.source(TINY), tmp_path / "again", register=False)
    assert dict(os.environ) == before


def test_a_notebook_that_is_no_json_is_refused_with_a_sentence(tiny, tmp_path):
    (tiny.source(TINY) / f"{TINY}.ipynb").write_text("no JSON")
    with pytest.raises(AuthoringError, match=rf"{TINY}.ipynb, line 1: NotJSONError: .* Correct it"):
        generate_release(tiny, tiny.source(TINY), tmp_path / "work", register=False)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([graded("t", "1", points=None)], "p1.ipynb, cell t: points: None is not of type"),
        ([cell("1"), cell("x", solution=True)], "p1.ipynb, cell number 2: .* have a grade_id"),
        ([graded("t", "1"), graded("t", "2")], "Duplicate grade id: t"),
    ],
)
def test_what_nbgrader_finds_wrong_with_a_cell_is_told_with_the_cell(tmp_path, cells, told):
    course = write_course(tmp_path / "course", cells)
    with pytest.raises(AuthoringError, match=told):
        generate_release(course, course.source("ps1"), tmp_path / "work", register=False)
