"""Tables of grades as CSV files that are safe to open in a spreadsheet.

nbgrader's plugin writes names as they are: a comma moves the columns, a formula is run.
`nbgrader_config.py` names `SafeCsvExport`, so that ``nbgrader export`` writes the same table.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from grader.course import Course
from grader.gradebook.database import open_gradebook, require_assignments
from grader.printable import one_line

# The last four are the full-width forms, which some spreadsheets take for the same.
BEGINS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows as CSV in UTF-8; text is quoted where it needs to be, and never a formula."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([_cell(value) for value in row] for row in rows)
    return path


def inert(text: str) -> str:
    """Keep a spreadsheet from running text that begins like a formula, and from what it hides."""
    shown = one_line(text)
    return f"'{shown}" if shown.lstrip().startswith(BEGINS_FORMULA) else shown


def _cell(value: object) -> str:
    """Return a value as the text of a cell: numbers as they are, None as an empty text."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return inert(str(value))


class SafeCsvExport(ExportPlugin):
    """One row for each assignment and student, as nbgrader's CSV plugin writes them."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `to`, or to ``grades.csv``."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        write_rows(path, [COLUMNS, *self._rows(gradebook)])

    def _rows(self, gradebook: Gradebook) -> Iterator[list[object]]:
        assignments = [str(name) for name in self.assignment]
        students = [str(name) for name in self.student]
        everybody = sorted(gradebook.students, key=lambda student: student.id)
        for assignment in gradebook.assignments:  # by due date and name
            if assignments and assignment.name not in assignments:
                continue
            for student in everybody:
                if not students or student.id in students:
                    yield _row(gradebook, assignment, student)


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> list[object]:
    """Return the row of a student; a score after a penalty is never below 0."""
    timestamp, raw, penalty = None, 0.0, 0.0
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
        timestamp, raw = submission.timestamp, submission.score
        penalty = submission.late_submission_penalty
    except MissingEntry:
        pass
    about = [student.id, student.last_name, student.first_name, student.email]
    score = max(0.0, raw - penalty)
    return [
        assignment.name,
        assignment.duedate,
        timestamp,
        *about,
        raw,
        penalty,
        score,
        assignment.max_score,
    ]


def export_csv(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write nbgrader's CSV of all grades to `path` and return it.

    Raises
    ------
    CourseError
        If nothing has been graded yet.
    """
    plugin = SafeCsvExport(config=course.config)
    plugin.to = str(path)
    plugin.assignment = list(assignments)
    with open_gradebook(course, existing=True) as gradebook:
        require_assignments(course, gradebook, assignments)
        plugin.export(gradebook)
    return path
