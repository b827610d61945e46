"""Whose automatic score would change, and why: what new results say beside the gradebook."""

from __future__ import annotations

from collections.abc import Iterable

from grader.course import Course
from grader.gradebook.connection import has_gradebook, open_gradebook
from grader.results import ScoreChange, SubmissionResult


def score_changes(
    course: Course, assignment: str, results: Iterable[SubmissionResult]
) -> list[ScoreChange]:
    """Compare results with the gradebook, which is only read; sorted by student.

    Raises
    ------
    CourseError
        If the gradebook can't be read.
    """
    recorded = _recorded(course, assignment)
    changes = []
    for result in sorted(results, key=lambda result: result.student):
        for test in result.tests:
            place = result.student, test.notebook, test.grade_id
            before, by_hand = recorded.get(place, (None, None))
            after = None if test.fault else test.points
            if after is None or before != after:
                why = next(iter(test.reason.splitlines()), "") or test.verdict.replace("_", " ")
                one = ScoreChange(result.student, test.grade_id, before, after, why, by_hand)
                changes.append(one)
    return changes


def _recorded(
    course: Course, assignment: str
) -> dict[tuple[str, str, str], tuple[float | None, float | None]]:
    """Automatic points and points by hand, by student, notebook and grade_id."""
    if not has_gradebook(course):
        return {}
    with open_gradebook(course) as gradebook:
        if assignment not in {one.name for one in gradebook.assignments}:
            return {}
        return {
            (submission.student.id, notebook.name, grade.name): (
                grade.auto_score,
                grade.manual_score,
            )
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
