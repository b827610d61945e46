"""Grades as CSV files: for people, and for the imports of learning platforms.

Canvas: the columns of its own gradebook export, of which Student, ID, SIS User ID, SIS Login ID and
Section come before the assignments; the row "Points Possible" is optional and left out. Moodle: any
columns, mapped by hand at the import; feedback has to come with its grade, or the grade is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student, SubmittedNotebook

from grader.course import Course
from grader.gradebook.csv_export import write_rows
from grader.gradebook.database import chosen_assignments, open_gradebook
from grader.gradebook.deadlines import final_score

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

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("username", "email")


def export_items(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a row for each graded item of each submission, with the comment at its cell.

    A comment at a cell without points, such as the answer above a test, has a row of its own.
    """
    rows: list[Sequence[object]] = [ITEMS]
    with open_gradebook(course, existing=True) as gradebook:
        for assignment in chosen_assignments(course, gradebook, assignments):
            for submission in sorted(assignment.submissions, key=lambda s: s.student.id):
                for notebook in sorted(submission.notebooks, key=lambda n: n.name):
                    place = assignment.name, submission.student.id, notebook.name
                    rows += [(*place, *row) for row in sorted(_items(notebook), key=itemgetter(0))]
    return write_rows(path, rows)


def _items(notebook: SubmittedNotebook) -> Iterator[tuple[object, ...]]:
    """The columns of each item from its name on."""
    comments = {comment.name: comment.comment for comment in notebook.comments}
    for grade in notebook.grades:
        yield (
            grade.name,
            grade.score,
            grade.max_score,
            grade.auto_score,
            grade.manual_score,
            grade.extra_credit,
            int(bool(grade.needs_manual_grade)),
            comments.pop(grade.name, None),
        )
    for name, comment in comments.items():
        if comment:
            yield (name, *[None] * 6, comment)


def export_overview(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a row for each student: the score of each assignment, their sum, and the share of it.

    What was not submitted is empty, and counts 0 in the sum.
    """
    with open_gradebook(course, existing=True) as gradebook:
        chosen = chosen_assignments(course, gradebook, assignments)
        most = [assignment.max_score for assignment in chosen]
        names = [assignment.name for assignment in chosen]
        rows: list[Sequence[object]] = [
            ("student_id", "last_name", "first_name", *names, "sum", "percent"),
            ("(maximum)", "", "", *most, sum(most), 100),
        ]
        for student, scores in _scores(gradebook, chosen):
            total = sum(score or 0.0 for score in scores)
            share = 100 * total / sum(most) if sum(most) else 0.0
            about = student.id, student.last_name, student.first_name
            rows.append((*about, *scores, total, round(share, 1)))
    return write_rows(path, rows)


def export_canvas(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a CSV for Canvas; nbgrader's student ids are taken for the login ids."""
    return _export(course, path, assignments, CANVAS, _canvas_student)


def export_moodle(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a CSV for Moodle; nbgrader's student ids are taken for the user names."""
    return _export(course, path, assignments, MOODLE, lambda s: [s.id, s.email or ""])


def _canvas_student(student: Student) -> list[str]:
    names = [name for name in (student.last_name, student.first_name) if name]
    return [", ".join(names) or student.id, "", student.lms_user_id or "", student.id, ""]


def _export(
    course: Course,
    path: Path,
    names: Collection[str],
    columns: tuple[str, ...],
    describe: Callable[[Student], list[str]],
) -> Path:
    with open_gradebook(course, existing=True) as gradebook:
        chosen = chosen_assignments(course, gradebook, names)
        rows = [[*columns, *(assignment.name for assignment in chosen)]]
        rows += [[*describe(who), *scores] for who, scores in _scores(gradebook, chosen)]
    return write_rows(path, rows)


def _scores(
    gradebook: Gradebook, chosen: Sequence[Assignment]
) -> Iterator[tuple[Student, list[float | None]]]:
    """Yield each student with a score for each assignment, None where nothing was submitted."""
    for student in sorted(gradebook.students, key=lambda s: s.id):
        scores = {s.assignment.name: final_score(s) for s in student.submissions}
        yield student, [scores.get(assignment.name) for assignment in chosen]
