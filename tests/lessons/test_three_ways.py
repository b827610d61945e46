"""Each assignment solved, untouched and damaged."""

import pytest
from wrong_answers import (
    ASSIGNMENTS,
    WITH_WRONG_ANSWERS,
    in_one_process,
    mutants_of,
    without_wrong_answers,
)

from grader.assignment.reader import read_assignment
from grader.results import Verdict

pytestmark = pytest.mark.slow

EVERY_ASSIGNMENT = pytest.mark.parametrize("assignment", [*map(in_one_process, ASSIGNMENTS)])
EVERY_MUTANT = pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(
            mutant,
            marks=pytest.mark.xdist_group(assignment),
            id=f"{assignment} {mutant.cell}: {mutant.what}",  # `-k assignment` finds it
        )
        for assignment in ASSIGNMENTS
        for mutant in mutants_of(assignment)
    ],
)


@EVERY_ASSIGNMENT
def test_the_solution_earns_full_marks_without_findings(graded, assignment):
    result = graded(assignment)["solved"]
    assert [(t.verdict, t.message) for t in result.tests] == [(Verdict.PASSED, "")] * len(
        result.tests
    )
    assert result.score == result.max_score > 0
    assert result.findings == ()


@EVERY_ASSIGNMENT
def test_an_untouched_release_earns_nothing_and_is_not_attempted(graded, assignment):
    result = graded(assignment)["untouched"]
    assert {test.verdict for test in result.tests} == {Verdict.NOT_ATTEMPTED}
    assert result.score == 0


@pytest.mark.parametrize("assignment", [*map(in_one_process, WITH_WRONG_ANSWERS)])
def test_every_test_has_mutants(assignment, course_copy):
    notebooks = read_assignment(course_copy, assignment).notebooks
    tests = {test.grade_id for notebook in notebooks for test in notebook.tests}
    tried = {mutant.test for mutant in mutants_of(assignment, with_training=True)}
    assert tests == tried | without_wrong_answers(assignment)


@EVERY_MUTANT
def test_a_mutant_loses_its_own_points_only_and_is_told_why(graded, mutant):
    for test in graded(mutant.assignment)[mutant].tests:
        if test.grade_id == mutant.test:
            assert test.points < test.max_points
            assert test.verdict is not Verdict.NOT_ATTEMPTED
            assert len(test.message.split()) > 3
            assert "Traceback" not in test.message
        elif test.grade_id not in mutant.affects:
            assert test.points == test.max_points, test.message
