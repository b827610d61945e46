"""Grades as CSV files that learning platforms import.

Canvas: the columns of its own gradebook export, of which Student, ID, SIS User ID, SIS Login ID and
Section come before the assignments; the row "Points Possible" is optional and left out. Moodle: any
columns, mapped by hand at the import; feedback has to come with its grade, or the grade is lost.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from grader.course import Course
from grader.gradebook.connection import open_gradebook, require_gradebook
from grader.gradebook.spreadsheet import write_rows
from grader.reports.scores import chosen_assignments, final_score

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("username", "email")


def export_canvas(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a CSV for Canvas; nbgrader's student ids are taken for the login ids."""
    return _write(course, path, assignments, CANVAS, _canvas_student)


def export_moodle(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write a CSV for Moodle; nbgrader's student ids are taken for the user names."""
    return _write(course, path, assignments, MOODLE, lambda s: [s.id, s.email or ""])


def _canvas_student(student) -> list[str]:
    names = [name for name in (student.last_name, student.first_name) if name]
    return [", ".join(names) or student.id, "", student.lms_user_id or "", student.id, ""]


def _write(
    course: Course, path: Path, names: Collection[str], columns: tuple[str, ...], describe
) -> Path:
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        assignments = chosen_assignments(gradebook, names)
        rows = [[*columns, *(assignment.name for assignment in assignments)]]
        for student in sorted(gradebook.students, key=lambda s: s.id):
            scores = {s.assignment.name: final_score(s) for s in student.submissions}
            grades = [scores.get(assignment.name) for assignment in assignments]
            rows.append([*describe(student), *grades])
    return write_rows(path, rows)
