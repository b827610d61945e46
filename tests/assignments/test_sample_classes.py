from pathlib import Path

import pytest

from grader.sample_class import MODULE, load_samples

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
ASSIGNMENTS = sorted(path.parent.name for path in SOLUTIONS.glob(f"*/{MODULE}"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def sample_class(request, course_copy, grade_class):
    """The samples of an assignment, and what grading them gave."""
    assignment = request.param
    samples = load_samples(course_copy, assignment)
    folders = (course_copy.release(assignment), course_copy.source(assignment))
    paths = [folder / f"{assignment}.ipynb" for folder in folders]
    handed_in = {sample.student: sample.content(*paths) for sample in samples}
    return samples, grade_class(assignment, handed_in, f"samples-{assignment}")


def test_every_sample_has_its_expected_scores(sample_class):
    samples, results = sample_class
    found = {s.student: {t.grade_id: t.points for t in results[s.student].tests} for s in samples}
    assert found == {sample.student: dict(sample.scores) for sample in samples}


def test_what_lost_points_says_why(sample_class):
    _, results = sample_class
    for result in results.values():
        for test in result.tests:
            assert bool(test.message) == (test.points < test.max_points), (result.student, test)


def test_the_class_has_students_who_pass_and_students_who_do_not(sample_class):
    samples, results = sample_class
    assert len(samples) >= 8
    assert len({result.score for result in results.values()}) > 2
