"""Whose automatic score would change, and why: what new results say beside the gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nbgrader.api import MissingEntry

from grader.course import Course
from grader.gradebook.connection import has_gradebook, open_gradebook
from grader.results import ScoreChange, SubmissionResult, TestResult


def score_changes(
    course: Course, assignment: str, results: Iterable[SubmissionResult]
) -> list[ScoreChange]:
    """Compare results with the gradebook, which is only read; sorted by student.

    Raises
    ------
    CourseError
        If the gradebook can't be read.
    """
    results = sorted(results, key=lambda result: result.student)
    if not has_gradebook(course):
        return [_change(result.student, test, None, None) for result, test in _tests(results)]
    changes = []
    with open_gradebook(course) as gradebook:
        for result in results:
            try:
                submission = gradebook.find_submission(assignment, result.student)
            except MissingEntry:
                grades = {}
            else:
                grades = {(n.name, g.name): g for n in submission.notebooks for g in n.grades}
            for test in result.tests:
                grade = grades.get((test.notebook, test.grade_id))
                before = grade.auto_score if grade else None
                if test.fault or before != test.points:
                    by_hand = grade.manual_score if grade else None
                    changes.append(_change(result.student, test, before, by_hand))
    return changes


def _tests(results: Iterable[SubmissionResult]) -> Iterator[tuple[SubmissionResult, TestResult]]:
    return ((result, test) for result in results for test in result.tests)


def _change(
    student: str, test: TestResult, before: float | None, by_hand: float | None
) -> ScoreChange:
    why = next(iter(test.reason.splitlines()), "") or str(test.verdict).replace("_", " ")
    after = None if test.fault else test.points
    return ScoreChange(student, test.grade_id, before, after, why, by_hand)
