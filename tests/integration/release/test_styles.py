"""Every common style of test grades right: the solution has full marks, a wrong answer none.

Where a style runs is measured, not laid down: more of them may come to run across the boundary.
``pytest -s tests/integration/release/test_styles.py`` prints the table.
"""

import json

import pytest
from common_styles import PLAIN, STYLES
from plain_courses import cell, graded, solution, submit, write_course

from grader.gradebook.grading_run import grade_assignment
from grader.runner.tests_in_worker import INSIDE

pytestmark = pytest.mark.slow
NAMES = [style.grade_id for style in STYLES]


def measured(root):
    """Grade all styles as `grade` does: (where each ran, results of right, results of wrong)."""
    cells = [cell("import numpy as np")]
    for style in STYLES:
        text = f"### BEGIN SOLUTION\n{style.solution.strip()}\n### END SOLUTION"
        cells.append(solution(f"answer_{style.grade_id}", text))
        cells.append(graded(style.grade_id, style.test, 2))
    course = write_course(root, cells)
    for student in ("right", "wrong"):
        answers = {
            f"answer_{s.grade_id}": s.solution if student == "right" else s.wrong for s in STYLES
        }
        submit(course, student, answers, cells)
    session = grade_assignment(course, "ps1", workers=2)
    results = {r.student: {t.grade_id: t for t in r.tests} for r in session.results()}
    kept = json.loads((course.root / ".grader" / "ps1.solution.json").read_text())
    where = {one["grade_id"]: (one["place"], one["why"]) for one in kept["tests"]}
    return where, results["right"], results["wrong"]


def print_table(where, right, wrong):
    print(f"{'style':42} {'runs':7} {'solution':>8} {'wrong':>6}  why")
    for style in STYLES:
        place, why = where[style.grade_id]
        points = f"{right[style.grade_id].points:8g} {wrong[style.grade_id].points:6g}"
        print(f"{style.name:42} {place:7} {points}  {why}")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    table = measured(tmp_path_factory.mktemp("styles") / "course")
    print_table(*table)
    return table


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_has_full_marks_and_a_wrong_answer_none(found, name):
    where, right, wrong = found
    assert (right[name].points, right[name].message.replace(INSIDE, "")) == (2.0, "")
    assert wrong[name].points == 0, where[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_ran_inside_only_is_labelled(found, name):
    where, right, _ = found
    assert (INSIDE in right[name].message) == (where[name][0] == "inside")


@pytest.mark.parametrize("name", [style.grade_id for style in PLAIN])
def test_plain_values_are_looked_at_across_the_boundary(found, name):
    assert found[0][name] == ("strict", "")
