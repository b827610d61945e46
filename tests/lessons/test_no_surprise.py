"""What hidden tests take points for shows in the visible ones, too.

A wrong answer fails the visible part of its test, or it is right for that part's own inputs; then
``HIDDEN_ONLY`` in the lesson's ``wrong_answers.py`` says why.
"""

import pytest
from classes import grade_visible_parts
from wrong_answers import WITH_WRONG_ANSWERS, in_one_process

from grader.results import Verdict

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("assignment", [*map(in_one_process, WITH_WRONG_ANSWERS)])
def test_visible_tests_show_what_hidden_ones_judge(assignment, course_copy, lesson_runner):
    results = grade_visible_parts(course_copy, assignment, lesson_runner)
    green = {_name(m) for m, result in results.items() if result.verdict is Verdict.PASSED}
    told = {_name(mutant) for mutant in results if mutant.hidden_only}
    assert not green - told, "only hidden tests tell: " + "; ".join(sorted(green - told))
    assert not told - green, "the visible test tells, too: " + "; ".join(sorted(told - green))


def _name(mutant):
    return f"{mutant.cell}: {mutant.what}"
