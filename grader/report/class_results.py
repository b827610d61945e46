"""A graded class as the report needs it: every result, and the code of the graded cells."""

from __future__ import annotations

from dataclasses import dataclass

from grader.authoring.exam import Exam
from grader.course import Course
from grader.errors import CourseError, UnreadableNotebook
from grader.office.journal import graded_before
from grader.submissions.matching import answers
from grader.submissions.reading import read_notebook
from grader.verdicts.verdict import SubmissionResult


@dataclass(frozen=True)
class ClassResults:
    """All students of an assignment.

    Attributes
    ----------
    results:
        In the order of the students' names.
    code:
        For each student the source of each graded cell, by its grade_id; those that could be read.
    """

    assignment: str
    results: tuple[SubmissionResult, ...]
    code: dict[str, dict[str, str]]

    @property
    def max_score(self) -> float:
        return max((result.max_score for result in self.results), default=0.0)


def class_results(course: Course, exam: Exam) -> ClassResults:
    """Read what `grader grade` noted, and the submissions.

    Raises
    ------
    CourseError
        If nothing was graded yet.
    """
    results = tuple(sorted(graded_before(course, exam.assignment), key=lambda r: r.student))
    if not results:
        raise CourseError(
            f"Nothing of {exam.assignment} has been graded with this grader yet: "
            f"`python -m grader grade {exam.assignment}`."
        )
    code = {result.student: _code(course, exam, result.student) for result in results}
    return ClassResults(exam.assignment, results, code)


def _code(course: Course, exam: Exam, student: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for notebook in exam.notebooks:
        path = course.submitted(student, exam.assignment) / f"{notebook.name}.ipynb"
        try:
            cells = read_notebook(path).cells
        except UnreadableNotebook:
            continue
        for solution in notebook.solutions:
            if mine := answers(solution, cells):
                found[solution.grade_id] = mine[-1].source
    return found
