"""The students' release of an author's notebook, made by nbgrader's own preprocessors."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets import TraitError
from traitlets.config import Config

from grader.assignment.gradebook_tables import make_tables
from grader.assignment.in_step import read_author_notebook
from grader.assignment.nbgrader_preprocessors import config_of, is_preprocessor
from grader.assignment.preprocessor_errors import ErrorLog, wrong_metadata
from grader.course import Course
from grader.errors import AuthoringError

SOURCE, RELEASE = "source", "release"


def generate_release(course: Course, source: Path, workdir: Path, *, register: bool) -> Path:
    """Run nbgrader's ``generate_assignment`` on a copy of the folder `source`.

    Parameters
    ----------
    workdir : Path
        An empty folder to work in, so that a failure leaves the course's folders untouched.
    register : bool
        Whether to record the assignment and its cells in the course's gradebook, as nbgrader does.

    Returns
    -------
    Path
        The folder of the release, inside `workdir`.

    Raises
    ------
    AuthoringError
        With nbgrader's reason, if one of its preprocessors fails on the notebook.
    """
    assignment = source.name
    config = config_of(course, source)
    config.CourseDirectory = Config(course.config.CourseDirectory)
    config.CourseDirectory.update(
        root=str(workdir),
        directory_structure=CourseDirectory.directory_structure.default_value,
        source_directory=SOURCE,
        release_directory=RELEASE,
        assignment_id=assignment,
        db_url=course.db_url,
        course_id=course.gradebook_course,
    )
    directory = CourseDirectory(config=config)
    shutil.copytree(
        source,
        workdir / SOURCE / assignment,
        ignore=shutil.ignore_patterns(*directory.ignore),
    )
    log = ErrorLog()
    try:
        with course.importing():
            converter = _InTheCourse(coursedir=directory, config=config)
            converter.course_root = course.root
            converter.log = log.logger
            if register:
                make_tables(course.db_url)
            else:
                converter.no_database = True
                converter.preprocessors = [
                    p for p in converter.preprocessors if not is_preprocessor(p, SaveCells)
                ]
            converter.start()
    except (NbGraderException, RuntimeError, ValueError, TraitError, ImportError) as error:
        reason = _wrong_cell(source) or log.errors() or str(error)
        raise AuthoringError(f"{assignment}: nbgrader says: {reason}") from error
    return workdir / RELEASE / assignment


def _wrong_cell(folder: Path) -> str:
    for path in sorted(folder.glob("*.ipynb")):
        if wrong := wrong_metadata(read_author_notebook(path)):
            return f"{path.name}, {wrong}"
    return ""


class _InTheCourse(GenerateAssignment):
    """nbgrader's converter, run in the course's folder although it works on copies elsewhere.

    Paths in the configuration, such as that of a header notebook, are relative to it.
    """

    course_root: Path

    def convert_notebooks(self) -> None:
        os.chdir(self.course_root)  # nbgrader's `start` changes back
        super().convert_notebooks()
