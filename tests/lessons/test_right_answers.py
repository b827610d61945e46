"""Right answers in other words than the solution's earn full marks, graded as submissions are."""

from functools import cache

import pytest
from classes import grade_cells
from right_answers import ALSO_RIGHT, RIGHT
from sampling import sampled

pytestmark = pytest.mark.slow
CHOSEN = sampled([*RIGHT, *ALSO_RIGHT], 5)


@pytest.fixture(scope="module")
def judged(course_copy, lesson_runner):
    """judged(assignment): {(what, cell): the result of the cell's own test}."""
    return cache(
        lambda assignment: grade_cells(
            course_copy,
            assignment,
            {(what, cell): source for what, a, cell, source in CHOSEN if a == assignment},
            lesson_runner,
        )
    )


@pytest.mark.parametrize(
    ("what", "assignment", "cell"),
    [
        pytest.param(what, a, cell, id=f"{a[:2]} {cell}: {what}", marks=pytest.mark.xdist_group(a))
        for what, a, cell, _ in CHOSEN
    ],
)
def test_a_right_answer_in_other_words_has_full_marks(judged, what, assignment, cell):
    test = judged(assignment)[what, cell]
    assert test.message == ""
    assert test.points == test.max_points > 0
