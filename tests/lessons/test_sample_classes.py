"""The sample class of each assignment has the scores that it says."""

import pytest
from classes import chosen_samples
from wrong_answers import ASSIGNMENTS, in_one_process

from grader.release.sample_class import load_samples

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("assignment", [*map(in_one_process, ASSIGNMENTS)]),
]


def test_every_sample_has_its_expected_scores(graded, course_copy, assignment):
    samples, results = chosen_samples(course_copy, assignment), graded(assignment)
    found = {s.student: {t.grade_id: t.points for t in results[s.student].tests} for s in samples}
    assert found == {
        sample.student: {
            test: points for test, points in sample.scores.items() if test in found[sample.student]
        }
        for sample in samples
    }
    assert all(found.values())


def test_what_lost_points_says_why(graded, course_copy, assignment):
    for sample in chosen_samples(course_copy, assignment):
        for test in graded(assignment)[sample.student].tests:
            assert bool(test.message) == (test.points < test.max_points), (sample.student, test)


def test_the_class_has_students_who_pass_and_students_who_do_not(course_copy, assignment):
    samples = load_samples(course_copy, assignment)
    assert len(samples) >= 4
    assert len({sum(sample.scores.values()) for sample in samples}) > 1
