"""Whose points differ between two states of the gradebook, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from grader.course import Course
from grader.gradebook.database import has_gradebook, open_gradebook
from grader.gradebook.deadlines import final_score
from grader.results import ScoreChange, SubmissionResult, TestResult

PENALTY, SCORE = "(late penalty)", "(score)"


@dataclass(frozen=True)
class Item:
    """What the gradebook has of a graded cell; both points are None where nobody gave any."""

    notebook: str = ""
    name: str = ""
    points: float | None = None
    by_hand: float | None = None


@dataclass(frozen=True)
class Recorded:
    """What the gradebook has of a submission: its items by the ids of their cells.

    A cell that is renamed keeps its id.
    """

    score: float | None = None
    penalty: float = 0.0
    items: Mapping[str, Item] = field(default_factory=dict)


def recorded_scores(course: Course, assignment: str) -> dict[str, Recorded]:
    """Read what the gradebook has of an assignment, by student.

    Raises
    ------
    CourseError
        If the gradebook can't be read.
    """
    if not has_gradebook(course):
        return {}
    with open_gradebook(course) as gradebook:
        if assignment not in {one.name for one in gradebook.assignments}:
            return {}
        return {
            submission.student.id: Recorded(
                final_score(submission),
                submission.late_submission_penalty or 0.0,
                {
                    grade.cell_id: Item(
                        notebook.name, grade.name, grade.auto_score, grade.manual_score
                    )
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                },
            )
            for submission in gradebook.assignment_submissions(assignment)
        }


def score_changes(
    before: Mapping[str, Recorded],
    after: Mapping[str, Recorded],
    results: Iterable[SubmissionResult],
) -> list[ScoreChange]:
    """Compare two states of the gradebook, by student; `results` led from one to the other."""
    found = {result.student: result for result in results}
    nothing = Recorded()
    return [
        change
        for student in sorted({*before, *after, *found})
        for change in _changes(
            student,
            before.get(student, nothing),
            after.get(student, nothing),
            found[student].tests if student in found else (),
        )
    ]


def _changes(
    student: str, before: Recorded, after: Recorded, tests: Iterable[TestResult]
) -> Iterator[ScoreChange]:
    results = {(test.notebook, test.grade_id): test for test in tests}
    known = {(item.notebook, item.name): item for item in before.items.values()}
    for place, test in results.items():
        if test.fault:
            old = known.get(place, Item())
            hand = old.by_hand, old.by_hand
            yield ScoreChange(student, test.grade_id, old.points, None, _why(test), *hand)
    items = {**before.items, **after.items}
    for cell, item in sorted(items.items(), key=lambda one: (one[1].notebook, one[1].name)):
        old, new = before.items.get(cell, Item()), after.items.get(cell, Item())
        points = old.points, new.points
        hand = old.by_hand, new.by_hand
        if (old.points, old.by_hand) != (new.points, new.by_hand):
            result = results.get((item.notebook, item.name))
            why = _why(result) if result else "" if new.name else "the test is gone"
            yield ScoreChange(student, item.name, *points, why, *hand)
    if before.penalty != after.penalty:
        yield ScoreChange(student, PENALTY, before.penalty, after.penalty, "")
    if before.score != after.score:
        yield ScoreChange(student, SCORE, before.score, after.score, "what is exported")


def _why(test: TestResult) -> str:
    return next(iter(test.reason.splitlines()), "") or test.verdict.replace("_", " ")
