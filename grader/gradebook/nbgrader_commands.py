"""The steps that stay nbgrader's own: feedback pages and the export of grades."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.assignment.nbgrader_log import Recorder
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.connection import open_gradebook, require_assignments, require_gradebook
from grader.gradebook.csv_export import SafeCsvExport
from grader.gradebook.safe_converters import copy_beside, list_by_name
from grader.printable import one_line

FAILED = re.compile(r"There was an error processing assignment '.*' for student '(.*)'")
LISTED = 5  # students in a message


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
    recorder = Recorder()  # nbgrader logs a traceback for each submission that fails
    converter.log = recorder.logger
    try:
        converter.start()
    except NbGraderException as error:
        if failed := [found[1] for line in recorder.lines if (found := FAILED.search(line))]:
            more = f" and {len(failed) - LISTED} more" if len(failed) > LISTED else ""
            raise CourseError(
                f"No feedback page was made for {', '.join(failed[:LISTED])}{more}: "
                f"{one_line(recorder.errors()).rstrip('.')}. The pages of all others are there."
            ) from error
        raise CourseError(
            f"No feedback for {assignment}: {error}. Grade it first: "
            f"`python -m grader grade {assignment}`."
        ) from error
    folders = course.students_below(course.directory.feedback_directory, assignment)
    return sorted(page for _, folder in folders for page in folder.glob("*.html"))


class _ListedByName(GenerateFeedback):
    """Takes every submission, whatever its name, also in a course whose folder has brackets."""

    def init_notebooks(self) -> None:
        list_by_name(self)
        if not self.assignments:
            super().init_notebooks()  # which has words for that

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        copy_beside(self, assignment_id, student_id)


def export_csv(course: Course, path: Path, assignments: Collection[str] = ()) -> Path:
    """Write nbgrader's CSV of all grades to `path` and return it.

    Raises
    ------
    CourseError
        If nothing has been graded yet.
    """
    require_gradebook(course)
    plugin = SafeCsvExport(config=course.config)
    plugin.to = str(path)
    plugin.assignment = list(assignments)
    with open_gradebook(course) as gradebook:
        require_assignments(gradebook, assignments)
        plugin.export(gradebook)
    return path
