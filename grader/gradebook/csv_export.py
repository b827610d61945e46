"""nbgrader's table of grades as CSV, with its columns, safe to be opened in a spreadsheet.

nbgrader's own plugin writes names as they are: a comma moves the columns, a formula is run.
`nbgrader_config.py` names this class, so that ``nbgrader export`` writes the same table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from grader.gradebook.spreadsheet import write_rows

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
        for assignment in gradebook.assignments:
            if assignments and assignment.name not in assignments:
                continue
            for student in gradebook.students:
                if not students or student.id in students:
                    yield _row(gradebook, assignment, student)


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> list[object]:
    """Nobody has less than 0 after a penalty; who submitted nothing has 0."""
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
