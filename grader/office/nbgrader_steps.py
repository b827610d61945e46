"""The steps that stay nbgrader's own: feedback pages and the export of grades."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.course import Course
from grader.errors import CourseError
from grader.office.csv_export import SafeCsvExport
from grader.office.safe_converters import copy_beside, list_by_name

SQLITE = "sqlite:///"


def generate_feedback(course: Course, assignment: str) -> list[Path]:
    """Make a feedback page for every autograded submission and return the pages.

    Raises
    ------
    CourseError
        If nothing is graded yet, or nbgrader gives a reason to stop.
    """
    config = Config(course.config)
    config.CourseDirectory = Config(course.config.CourseDirectory)
    config.CourseDirectory.assignment_id = assignment
    converter = _ListedByName(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    converter.log = logging.getLogger("grader.feedback")
    try:
        converter.start()
    except NbGraderException as error:
        raise CourseError(
            f"No feedback for {assignment}: {error}. Grade it first: "
            f"`python -m grader grade {assignment}`."
        ) from error
    return sorted(course.feedback("*", assignment).parent.parent.glob(f"*/{assignment}/*.html"))


class _ListedByName(GenerateFeedback):
    """Takes every submission, whatever its name, also in a course whose folder has brackets."""

    def init_notebooks(self) -> None:
        list_by_name(self)
        if not self.assignments:
            super().init_notebooks()  # which has words for that

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        copy_beside(self, assignment_id, student_id)


def export_csv(course: Course, path: Path) -> Path:
    """Write nbgrader's CSV of all grades to `path` and return it.

    Raises
    ------
    CourseError
        If nothing has been graded yet.
    """
    require_gradebook(course)
    plugin = SafeCsvExport(config=course.config)
    plugin.to = str(path)
    with Gradebook(course.db_url, course.directory.course_id or "default_course") as gradebook:
        plugin.export(gradebook)
    return path


def require_gradebook(course: Course) -> None:
    """Raise `CourseError` if nothing has been graded yet."""
    gradebook = Path(course.db_url.removeprefix(SQLITE))
    if course.db_url.startswith(SQLITE) and not gradebook.is_file():
        raise CourseError(
            f"There is no gradebook yet ({gradebook}). Grade an assignment first: "
            "`python -m grader grade ASSIGNMENT`."
        )
