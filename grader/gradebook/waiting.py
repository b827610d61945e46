"""Submissions whose score is not final, since a person has still to grade something in them."""

from __future__ import annotations

from collections.abc import Collection

from grader.course import Course
from grader.gradebook.database import of_assignments


def waiting_for_a_person(course: Course, assignments: Collection[str] = ()) -> list[str]:
    """Say for each assignment how many there are; nothing where there are none.

    Parameters
    ----------
    assignments:
        Only these; all if it is empty.

    Raises
    ------
    CourseError
        If the gradebook can't be used.
    """
    counts = of_assignments(
        course, lambda a: sum(one.needs_manual_grade for one in a.submissions), assignments
    )
    return [
        f"{count} submission{' waits' if count == 1 else 's wait'} for a person in {name}: their "
        "scores are final once they are graded by hand, in formgrader."
        for name, count in counts.items()
        if count
    ]
