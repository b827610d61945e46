"""Scores as a gradebook means them: without what was lost for being late, never below 0."""

from __future__ import annotations

from collections.abc import Collection

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment

from grader.gradebook.connection import require_assignments


def final_score(submission: SubmittedAssignment) -> float:
    """The points that count, as nbgrader's own export has them, rounded as people write them."""
    return max(0.0, round(submission.score - (submission.late_submission_penalty or 0.0), 9))


def chosen_assignments(gradebook: Gradebook, names: Collection[str] = ()) -> list[Assignment]:
    """The assignments with these names, or all, in the order of their due dates and names.

    Raises
    ------
    CourseError
        If there is none, or not one of them.
    """
    require_assignments(gradebook, names)
    known = {assignment.name: assignment for assignment in gradebook.assignments}
    chosen = [known[name] for name in names] if names else list(known.values())
    return sorted(chosen, key=lambda a: (a.duedate is None, a.duedate or 0, a.name))
