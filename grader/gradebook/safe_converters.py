"""nbgrader's converters kept away from submitted files that could harm: links, pipes, odd names.

nbgrader finds submissions with patterns, which a name with brackets does not match, reads ids out
of paths, which a line break stops, and copies what it finds, through links too. So before it
begins, its list of submissions is made anew: from a staged folder for ``autograde``, and by plain
listing for ``generate_feedback``. Our exporters call this, since nbgrader makes an exporter when
its list is complete and nothing has been converted yet.
"""

from __future__ import annotations

import fnmatch
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.assignment.preprocessor_errors import ErrorLog
from grader.course import Course
from grader.errors import CourseError, GraderError
from grader.gradebook.autograde_staging import STEP, stage
from grader.gradebook.database import open_gradebook
from grader.printable import listed, one_line, without_controls
from grader.submissions.safe_files import entries_in, is_folder, own_files, student_folders
from grader.submissions.student_selection import is_asked_for

FAILED = re.compile(r"There was an error processing assignment '.*' for student '(.*)'")
LISTED = 5  # students in a message


def make_safe(converter: object) -> None:
    """Give a converter of nbgrader a list of submissions that it can't be harmed by.

    Raises
    ------
    NbGraderException
        If the course's ``directory_structure`` does not begin with the step: it can't be staged.
        If there is nothing to grade.
    """
    if isinstance(converter, Autograde):
        converter.log.addFilter(_without_controls)
        try:
            stage(converter)
        except GraderError as error:
            converter.log.error(str(error))
            raise NbGraderException(str(error)) from error
    elif isinstance(converter, GenerateFeedback):
        converter.log.addFilter(_without_controls)
        list_by_name(converter)
        converter.init_assignment = lambda *ids: copy_beside(converter, *ids)


def _listed_later(own: Callable[[BaseConverter], None]) -> Callable[[BaseConverter], None]:
    """Leave the list of submissions to `make_safe`, where the exporter calls that.

    `own` is nbgrader's way. That lists only what has a plain name and lies in its place, warns of
    everything else as if it were not graded, and ends the command where it finds nothing.
    """

    def init_notebooks(converter: BaseConverter) -> None:
        converter.assignments, converter.notebooks = {}, []
        ours = getattr(converter.exporter_class, "lists_submissions", False)
        if ours and isinstance(converter, GenerateFeedback):
            list_by_name(converter)
            ours = bool(converter.assignments)
        if not ours:
            own(converter)  # which has words for an empty list

    return init_notebooks


for _converter in (Autograde, GenerateFeedback):  # there is no setting for this
    _converter.init_notebooks = _listed_later(_converter.init_notebooks)


def list_by_name(converter: BaseConverter) -> None:
    """Fill in a converter's list of submissions without patterns, which odd names don't match."""
    directory, assignment = converter.coursedir, converter.coursedir.assignment_id
    step = Path(directory.root, converter._input_directory)
    if not directory.directory_structure.startswith(STEP) or not step.is_dir():
        return  # nbgrader's own list stands
    found = {}
    for student in student_folders(step):
        folder = student.path / assignment
        if student.student != student.path.name:  # made by nbgrader, which can't read it any more
            converter.log.error("%s was left out; grade it again.", student.student)
            continue
        is_asked = is_asked_for(directory.student_id, student.student)
        if student.refused or not is_asked or not is_folder(folder):
            continue
        notebooks = [
            str(path)
            for path in entries_in(folder)
            if path.suffix == ".ipynb" and fnmatch.fnmatch(path.stem, directory.notebook_id)
        ]
        if notebooks:
            found[str(folder)] = notebooks
    converter.assignments = found


def copy_beside(converter: BaseConverter, assignment: str, student: str) -> None:
    """Copy what lies beside the notebooks of a submission, as nbgrader does at this point.

    nbgrader ignores no file below a folder with brackets: what must not be distributed would be.
    """
    source = Path(converter._format_source(assignment, student))
    target = Path(converter._format_dest(assignment, student))
    for path in own_files(source, [*converter.coursedir.ignore, "*.ipynb"]):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        shutil.copy(path, copy)


def generate_feedback(course: Course, assignment: str) -> list[Path]:
    """Make a feedback page for every autograded submission and return the pages.

    Raises
    ------
    CourseError
        If nothing is graded yet, the gradebook can't be used, or nbgrader gives a reason to stop.
    """
    with open_gradebook(course, existing=True):
        pass  # nbgrader finds out for each student by itself, and says it otherwise
    config = Config(course.config)
    config.CourseDirectory = Config(course.config.CourseDirectory)
    config.CourseDirectory.assignment_id = assignment
    log = ErrorLog()  # nbgrader logs a traceback for each submission that fails
    try:
        with course.importing():
            converter = _ListedByName(coursedir=CourseDirectory(config=config), config=config)
            converter.force = True
            converter.log = log.logger
            converter.start()
    except NbGraderException as error:
        if failed := [found[1] for line in log.lines if (found := FAILED.search(line))]:
            reason = one_line(log.errors()).rstrip(".")
            if "MissingEntry" in reason:
                again = course.command("grade", assignment)
                reason = f"the gradebook has no grade of it. Run `{again}` again"
            others = " The pages of all others are there." * (len(failed) < converter.listed)
            raise CourseError(
                f"No feedback page was made for {listed(failed, LISTED)}: {reason}.{others}"
            ) from error
        raise CourseError(
            f"No feedback for {assignment}: {error}. Grade it first: "
            f"`{course.command('grade', assignment)}`."
        ) from error
    folders = course.students_below(course.directory.feedback_directory, assignment)
    return sorted(page for _, folder in folders for page in folder.glob("*.html"))


class _ListedByName(GenerateFeedback):
    """Takes every submission, whatever its name, also in a course whose folder has brackets."""

    listed = 0  # how many there are

    def init_notebooks(self) -> None:
        list_by_name(self)
        if not self.assignments:
            super().init_notebooks()  # which has words for that
        self.listed = len(self.assignments)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        copy_beside(self, assignment_id, student_id)


def _without_controls(record: logging.LogRecord) -> bool:
    """Drop control codes from what is logged: nbgrader logs the names of submitted files."""
    record.msg, record.args = without_controls(record.getMessage()), ()
    return True
