"""Each assignment solved, untouched and damaged."""

import importlib
from pathlib import Path

import nbformat
import pytest

from grader.authoring.exam_reader import read_exam
from grader.sample_class import edit, solved
from grader.verdicts.verdict import Verdict

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
ASSIGNMENTS = sorted(path.name for path in SOLUTIONS.iterdir() if path.is_dir())
MUTANTS = {path.stem: path for path in Path(__file__).parent.glob("mutants_*.py")}

pytestmark = pytest.mark.slow


def notebooks(course, assignment):
    """Fresh copies of the released notebook and the solution."""
    paths = (course.release(assignment), course.source(assignment))
    return tuple(nbformat.read(folder / f"{assignment}.ipynb", 4) for folder in paths)


def as_bytes(nb):
    return nbformat.writes(nb).encode()


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def graded(request, course_copy, grade_class):
    """An assignment with tests, handed in solved and untouched: (exam, results)."""
    assignment = request.param
    exam = read_exam(course_copy, assignment)
    if not any(notebook.tests for notebook in exam.notebooks):
        pytest.skip(f"{assignment} has no graded test")
    release, _ = notebooks(course_copy, assignment)
    whole = solved(*notebooks(course_copy, assignment))
    handed_in = {"solved": as_bytes(whole), "untouched": as_bytes(release)}
    return exam, grade_class(assignment, handed_in, f"two-{assignment}")


def test_the_solution_earns_full_marks_without_remarks(graded):
    exam, results = graded
    result = results["solved"]
    assert [(t.verdict, t.message) for t in result.tests] == [(Verdict.PASSED, "")] * len(
        result.tests
    )
    assert (
        result.score
        == result.max_score
        == sum(test.points for notebook in exam.notebooks for test in notebook.tests)
    )
    assert result.remarks == ()


def test_an_untouched_release_earns_nothing_and_is_not_attempted(graded):
    _, results = graded
    assert {test.verdict for test in results["untouched"].tests} == {Verdict.NOT_ATTEMPTED}
    assert results["untouched"].score == 0


@pytest.fixture(scope="module")
def mutants(course_copy, grade_class):
    """Every mutant of assignment 05, graded: {what is wrong: (graded cell, result)}."""
    from mutants_05 import MUTANTS

    assignment = "05_convolution_model_application"
    handed_in = {}
    for number, (_, cell, old, new) in enumerate(MUTANTS):
        nb = edit(solved(*notebooks(course_copy, assignment)), cell, old, new)
        if new == "relu(Z2)":
            edit(nb, cell, "tfl.ReLU()(Z1)", "(relu := tfl.ReLU())(Z1)")
        handed_in[f"m{number:02}"] = as_bytes(nb)
    results = grade_class(assignment, handed_in, "mutants-05")
    return {what: (cell, results[f"m{number:02}"]) for number, (what, cell, _, _)
            in enumerate(MUTANTS)}  # fmt: skip


def names_of_mutants():
    return [what for what, *_ in importlib.import_module("mutants_05").MUTANTS]


@pytest.mark.parametrize("what", names_of_mutants())
def test_a_mutant_loses_exactly_its_own_points_and_is_told_why(mutants, what):
    cell, result = mutants[what]
    for test in result.tests:
        if test.grade_id == f"test_{cell}":
            assert test.points == 0
            assert test.verdict in (Verdict.FAILED, Verdict.ERROR)
            assert len(test.message.split()) > 3
            assert "Traceback" not in test.message
        else:
            assert test.points == test.max_points == 10, test.message
