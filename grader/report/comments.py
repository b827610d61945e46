"""One comment for all students who made the same mistake, in nbgrader's gradebook."""

from __future__ import annotations

from nbgrader.api import MissingEntry

from grader.authoring.exam import Exam
from grader.course import Course
from grader.errors import CourseError
from grader.office.open_gradebook import open_gradebook, require_gradebook
from grader.report.mistakes import Cluster


def comment_on(course: Course, exam: Exam, cluster: Cluster, text: str) -> list[str]:
    """Add `text` to the comments of every student of the cluster; returns who got it.

    It stands at the graded cell above the test, where nbgrader's feedback shows it, below what
    was commented there before; the same text is not added twice.

    Raises
    ------
    CourseError
        If the test has no graded cell above it to comment on.
    """
    notebook, cell = _place(exam, cluster.grade_id)
    reached = []
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        for student in cluster.students:
            try:
                comment = gradebook.find_comment(cell, notebook, exam.assignment, student)
            except MissingEntry:
                continue
            before = comment.manual_comment or ""
            if text not in before:
                comment.manual_comment = f"{before}\n\n{text}".strip()
            reached.append(student)
        gradebook.db.commit()
    return reached


def _place(exam: Exam, grade_id: str) -> tuple[str, str]:
    for notebook in exam.notebooks:
        ids = {solution.grade_id for solution in notebook.solutions}
        above = None
        for cell in notebook.cells:
            own = cell.metadata.get("nbgrader", {}).get("grade_id")
            above = own if own in ids else above
            if own == grade_id and above:
                return notebook.name, above
    raise CourseError(f"There is no graded cell above {grade_id} that could be commented on.")
