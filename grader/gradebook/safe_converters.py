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
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.assignment.preprocessor_errors import ErrorLog
from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.errors import CourseError, GraderError
from grader.file_lock import one_at_a_time
from grader.gradebook.assignment_files import assignment_files
from grader.gradebook.connection import open_gradebook
from grader.gradebook.sync import require_same_cells
from grader.gradebook.writer import recording_lock
from grader.printable import listed, one_line, without_controls
from grader.submissions.files_beside import files_beside
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.safe_files import (
    StudentFolder,
    entries_in,
    is_folder,
    own_files,
    student_folders,
)
from grader.submissions.student_selection import is_asked_for
from grader.submissions.submission import (
    Submission,
    find_submissions,
    left_out,
)

STEP = "{nbgrader_step}"
TIMESTAMP = "timestamp.txt"
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
            _stage(converter)
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
        if student.refused or not _is_asked_for(student, directory) or not is_folder(folder):
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


def _stage(converter: Autograde) -> None:
    """Have the converter read a folder made of links to the plain files of every submission.

    Each has all notebooks of the assignment there, empty: our engine reads the submitted ones.
    """
    directory, assignment = converter.coursedir, converter.coursedir.assignment_id
    course = Course(Path(directory.root), converter.config)
    if not directory.directory_structure.startswith(STEP):
        raise NbGraderException(
            f"directory_structure is {directory.directory_structure!r}; to keep submissions from "
            f"harming each other it has to begin with {STEP}. Or grade with "
            f"`{course.command('grade', assignment)}`."
        )
    submitted = Path(directory.root, directory.submitted_directory)
    source = Path(directory.format_path(directory.source_directory, ".", assignment))
    require_same_cells(course, read_assignment(course, assignment))
    names = [path.name for path in sorted(source.glob("*.ipynb"))]
    chosen = [name for name in names if fnmatch.fnmatch(Path(name).stem, directory.notebook_id)]
    staging = tempfile.TemporaryDirectory(prefix="grader-submitted-")
    weakref.finalize(converter, staging.cleanup)
    folders = [s for s in student_folders(submitted) if _is_asked_for(s, directory)]
    asked, refused = {s.student for s in folders}, [s.refused for s in folders if s.refused]
    staged: dict[str, list[str]] = {}
    given = assignment_files(course, assignment)
    others = course.assignments()
    missing = left_out(submitted, assignment, others, asked)
    for submission in find_submissions(submitted, assignment, others):
        if submission.student not in asked:
            continue
        if not submission.is_in_place and (why := _nothing_in(submission, course)):
            missing.append(f"{submission.student}: {why}")
            continue
        folder = Path(staging.name, submission.student, assignment)
        folder.mkdir(parents=True)
        staged[str(folder)] = [str(folder / name) for name in chosen]
        for name in names:  # nbgrader gives 0 points for a notebook that is not there
            (folder / name).touch()
        for note in _fill(folder, submission, directory.ignore, given):
            converter.log.warning("%s: %s", submission.student, note)
    for line in missing:
        converter.log.warning("Not graded: %s", line)
    if not (staged or refused):
        raise CourseError(
            f"There is no submission of {assignment} by {directory.student_id} in {submitted}."
        )
    converter.coursedir = _copy_of(directory, submitted_directory=staging.name)
    converter.assignments = staged
    converter.init_assignment = _recording(converter.init_assignment, course)
    converter.convert_notebooks = _and_refuse(converter.convert_notebooks, refused, converter.log)


def _nothing_in(submission: Submission, course: Course) -> str:
    """Say why nothing of the assignment can be found in a student's other files, if so."""
    plans = plan_in_subprocess(submission, read_assignment(course, submission.assignment))
    if not all(plan.not_graded for plan in plans):
        return ""
    return " ".join(dict.fromkeys(plan.not_graded for plan in plans))


def _fill(
    folder: Path, submission: Submission, ignored: Iterable[str], given: Collection[str]
) -> Iterable[str]:
    """Link the plain files beside the notebooks, and write the time; returns what is left out."""
    if submission.timestamp:
        (folder / TIMESTAMP).write_text(submission.timestamp)
    beside = files_beside(submission.home, [*ignored, TIMESTAMP], given=given)
    for name, path in beside.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(target):
            target.symlink_to(path)
    return beside.notes


def _is_asked_for(student: StudentFolder, directory: CourseDirectory) -> bool:
    return is_asked_for(directory.student_id, student.student, student.path.name)


def _copy_of(directory: CourseDirectory, **changed: str) -> CourseDirectory:
    """A course directory like another; formgrader goes on using that one."""
    values = {name: getattr(directory, name) for name in directory.trait_names(config=True)}
    return CourseDirectory(**values | changed)


def _recording(own: Callable[[str, str], None], course: Course) -> Callable[[str, str], None]:
    """Let nbgrader make a submission in the gradebook while nobody records the assignment anew."""

    def init_assignment(assignment: str, student: str) -> None:
        with one_at_a_time(recording_lock(course), together=True):
            own(assignment, student)

    return init_assignment


def _and_refuse(
    convert: Callable[[], None], refused: list[str], log: logging.Logger
) -> Callable[[], None]:
    """Convert all the others first, then say what was refused, by the exit code as well."""

    def convert_all() -> None:
        convert()
        for reason in refused:
            log.error("Not graded: %s", reason)
        if refused:
            raise NbGraderException(" ".join(refused))

    return convert_all


def _without_controls(record: logging.LogRecord) -> bool:
    """Drop control codes from what is logged: nbgrader logs the names of submitted files."""
    record.msg, record.args = without_controls(record.getMessage()), ()
    return True
