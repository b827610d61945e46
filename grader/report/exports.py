"""Grades as CSV files that learning platforms import.

Canvas: the columns of its own gradebook export, of which Student, ID, SIS User ID, SIS Login ID and
Section come before the assignments; the row "Points Possible" is optional and left out. Moodle: any
columns, mapped by hand at the import; feedback has to come with its grade, or the grade is lost.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook

from grader.course import Course
from grader.office.nbgrader_steps import require_gradebook
from grader.spreadsheet import write_rows

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("username", "email")


def export_canvas(course: Course, path: Path) -> Path:
    """Write a CSV for Canvas; nbgrader's student ids are taken for the login ids."""
    return _write(course, path, CANVAS, _canvas_student)


def export_moodle(course: Course, path: Path) -> Path:
    """Write a CSV for Moodle; nbgrader's student ids are taken for the user names."""
    return _write(course, path, MOODLE, lambda s: [s.id, s.email or ""])


def _canvas_student(student) -> list[str]:
    names = [name for name in (student.last_name, student.first_name) if name]
    return [", ".join(names) or student.id, "", student.lms_user_id or "", student.id, ""]


def _write(course: Course, path: Path, columns: tuple[str, ...], describe) -> Path:
    require_gradebook(course)
    course_id = course.directory.course_id or "default_course"
    with Gradebook(course.db_url, course_id) as gradebook:
        assignments = sorted(gradebook.assignments, key=lambda a: a.name)
        rows = [[*columns, *(assignment.name for assignment in assignments)]]
        for student in sorted(gradebook.students, key=lambda s: s.id):
            scores = {s.assignment.name: s.score for s in student.submissions}
            grades = [scores.get(assignment.name) for assignment in assignments]
            rows.append([*describe(student), *grades])
    return write_rows(path, rows)
