"""Comments for many students at once, in nbgrader's gradebook, and what was written before.

A text is written once: whoever made the same mistake gets it, and it can be given again, in this
assignment or another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from nbgrader.api import MissingEntry
from nbgrader.utils import is_grade, is_task

from grader.assignment.model import Assignment, grade_id_of
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.database import open_gradebook
from grader.submissions.student_selection import require_submissions


@dataclass(frozen=True)
class Written:
    """A comment that was given by hand, and where: (assignment, cell) and how often."""

    key: str
    text: str
    places: tuple[tuple[str, str], ...]
    times: int


def comment_at(
    course: Course,
    assignment: Assignment,
    grade_id: str,
    text: str,
    students: Collection[str] = (),
    *,
    below_maximum: bool = False,
) -> list[str]:
    """Add `text` to the comments of students at a test or a graded cell; returns who got it.

    It stands at the graded cell above a test, where nbgrader's feedback shows it, below what was
    commented there before; the same text is not added twice.

    Parameters
    ----------
    students:
        All who submitted the assignment if it is empty.
    below_maximum:
        Only those who have not all points of `grade_id`.

    Raises
    ------
    CourseError
        If there is no such cell, it has no points that could be lost, one of the students has
        submitted nothing, or the text is empty.
    """
    text = text.strip()
    if not text:
        raise CourseError("The comment is empty; write a TEXT.")
    notebook, cell = _place(assignment, grade_id)
    if below_maximum and not _has_points(assignment, grade_id):
        raise CourseError(
            f"{grade_id} has no points, so nobody has lost any there. Name the test that has them, "
            "or leave out --lost."
        )
    reached = []
    with open_gradebook(course, existing=True) as gradebook:
        submitted = [s.student.id for s in gradebook.assignment_submissions(assignment.name)]
        require_submissions(assignment.name, students, submitted)
        for student in sorted(set(students or submitted)):
            where = notebook, assignment.name, student
            try:
                comment = gradebook.find_comment(cell, *where)
                grade = gradebook.find_grade(grade_id, *where) if below_maximum else None
            except MissingEntry:
                continue
            if grade is not None and grade.score >= grade.max_score:
                continue
            before = comment.manual_comment or ""
            if f"\n\n{text}\n\n" not in f"\n\n{before}\n\n":  # whole paragraphs
                comment.manual_comment = f"{before}\n\n{text}".strip()
            reached.append(student)
        gradebook.db.commit()
    return reached


def written_before(course: Course) -> list[Written]:
    """Every text that was given by hand, the most frequent first; each paragraph is one."""
    found: dict[str, list[tuple[str, str]]] = {}
    with open_gradebook(course, existing=True) as gradebook:
        for assignment in gradebook.assignments:
            for submission in assignment.submissions:
                for notebook in submission.notebooks:
                    for comment in notebook.comments:
                        for text in (comment.manual_comment or "").split("\n\n"):
                            if text.strip():
                                place = (assignment.name, comment.name)
                                found.setdefault(text.strip(), []).append(place)
    made = [
        Written(_key(text), text, tuple(dict.fromkeys(places)), len(places))
        for text, places in found.items()
    ]
    return sorted(made, key=lambda one: (-one.times, one.text))


def text_of(course: Course, key: str) -> str:
    """The text with a key of `written_before`.

    Raises
    ------
    CourseError
        If there is none.
    """
    for one in written_before(course):
        if one.key == key:
            return one.text
    raise CourseError(f"There is no comment {key!r}; `{course.command('comments')}` lists them.")


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _has_points(assignment: Assignment, grade_id: str) -> bool:
    return any(
        is_grade(cell) or is_task(cell)
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if grade_id_of(cell) == grade_id
    )


def _place(assignment: Assignment, grade_id: str) -> tuple[str, str]:
    """The notebook and the cell to comment on: the cell itself, or the answer above a test."""
    for notebook in assignment.notebooks:
        ids = {cell.grade_id for cell in (*notebook.solutions, *notebook.manual)}
        above = None
        for cell in notebook.cells:
            own = grade_id_of(cell)
            above = own if own in ids else above
            if own == grade_id and above:
                return notebook.name, above
    raise CourseError(f"There is no graded cell above {grade_id} that could be commented on.")
