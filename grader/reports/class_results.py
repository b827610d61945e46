"""A graded class as the report needs it: every result, and the code of the graded cells."""

from __future__ import annotations

from dataclasses import dataclass

from grader.assignment.model import Assignment
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.result_cache import graded_before
from grader.results import SubmissionResult
from grader.submissions.planning_process import answers_in_subprocess
from grader.submissions.submission import find_submissions


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


def class_results(course: Course, assignment: Assignment) -> ClassResults:
    """Read what `grader grade` noted, and the submissions.

    Raises
    ------
    CourseError
        If nothing was graded yet.
    """
    results = tuple(sorted(graded_before(course, assignment.name), key=lambda r: r.student))
    if not results:
        raise CourseError(
            f"Nothing of {assignment.name} has been graded with this grader yet: "
            f"`python -m grader grade {assignment.name}`."
        )
    try:
        submissions = find_submissions(course.submitted_root, assignment.name, course.assignments())
    except CourseError:
        submissions = []  # graded from another folder
    submitted = {submission.student: submission for submission in submissions}
    code = {
        result.student: answers_in_subprocess(submitted[result.student], assignment)
        for result in results
        if result.student in submitted
    }
    return ClassResults(assignment.name, results, code)
