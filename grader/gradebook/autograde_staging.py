"""The folder that nbgrader's ``autograde`` reads in place of the submitted one.

Every submission has its place in it, whatever its name: with empty notebooks, which our engine
fills, and links to the plain files beside the submitted ones.
"""

from __future__ import annotations

import fnmatch
import logging
import os
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.errors import CourseError
from grader.file_lock import one_at_a_time
from grader.gradebook.assignment_files import assignment_files
from grader.gradebook.sync import require_same_cells
from grader.gradebook.writer import recording_lock
from grader.submissions.files_beside import files_beside
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.safe_files import student_folders
from grader.submissions.student_selection import is_asked_for
from grader.submissions.submission import Submission, find_submissions, left_out

STEP = "{nbgrader_step}"
TIMESTAMP = "timestamp.txt"


def stage(converter: Autograde) -> None:
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
    folders = [
        s
        for s in student_folders(submitted)
        if is_asked_for(directory.student_id, s.student, s.path.name)
    ]
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
