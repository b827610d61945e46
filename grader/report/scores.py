"""Scores as a gradebook means them: without what was lost for being late, never below 0."""

from __future__ import annotations

from collections.abc import Collection

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment

from grader.errors import CourseError


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
    known = {assignment.name: assignment for assignment in gradebook.assignments}
    listed = ", ".join(sorted(known)) or "none"
    if unknown := sorted(set(names) - known.keys()):
        raise CourseError(
            f"The gradebook has no assignment {', '.join(unknown)}; it has: {listed}."
        )
    if not known:
        raise CourseError(
            "The gradebook has no assignment yet. Grade one first: "
            "`python -m grader grade ASSIGNMENT`."
        )
    chosen = [known[name] for name in names] if names else list(known.values())
    return sorted(chosen, key=lambda a: (a.duedate is None, a.duedate or 0, a.name))
