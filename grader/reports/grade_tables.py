"""Grades as CSV files for people: a row for each item, or a row for each student of the term."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from grader.course import Course
from grader.gradebook.connection import open_gradebook, require_gradebook
from grader.gradebook.spreadsheet import write_rows
from grader.reports.scores import chosen_assignments, final_score

ITEMS = (
    "assignment",
    "student_id",
    "notebook",
    "item",
    "score",
    "max_score",
    "auto_score",
    "manual_score",
    "extra_credit",
    "needs_manual_grade",
    "comment",
)


def export_items(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a row for each graded item of each submission, with the comment at its cell."""
    require_gradebook(course)
    rows: list[Sequence[object]] = [ITEMS]
    with open_gradebook(course) as gradebook:
        for assignment in chosen_assignments(gradebook, assignments):
            for submission in sorted(assignment.submissions, key=lambda s: s.student.id):
                for notebook in sorted(submission.notebooks, key=lambda n: n.name):
                    comments = {c.name: c.comment for c in notebook.comments}
                    for grade in sorted(notebook.grades, key=lambda g: g.name):
                        rows.append(
                            (
                                assignment.name,
                                submission.student.id,
                                notebook.name,
                                grade.name,
                                grade.score,
                                grade.max_score,
                                grade.auto_score,
                                grade.manual_score,
                                grade.extra_credit,
                                int(bool(grade.needs_manual_grade)),
                                comments.get(grade.name),
                            )
                        )
    return write_rows(path, rows)


def export_overview(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a row for each student: the score of each assignment, their sum, and the share of it.

    What was not submitted is empty, and counts 0 in the sum.
    """
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        chosen = chosen_assignments(gradebook, assignments)
        names = [assignment.name for assignment in chosen]
        most = [assignment.max_score for assignment in chosen]
        rows: list[Sequence[object]] = [
            ("student_id", "last_name", "first_name", *names, "sum", "percent"),
            ("(maximum)", "", "", *most, sum(most), 100),
        ]
        for student in sorted(gradebook.students, key=lambda s: s.id):
            scores = {s.assignment.name: final_score(s) for s in student.submissions}
            row = [scores.get(name) for name in names]
            total = sum(score or 0.0 for score in row)
            share = 100 * total / sum(most) if sum(most) else 0.0
            rows.append(
                (student.id, student.last_name, student.first_name, *row, total, round(share, 1))
            )
    return write_rows(path, rows)
