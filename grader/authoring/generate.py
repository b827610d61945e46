"""nbgrader's own steps that turn an author's notebook into the students' release."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from grader.course import Course
from grader.errors import AuthoringError

SOURCE, RELEASE = "source", "release"


def generate_release(course: Course, source: Path, workdir: Path, *, register: bool) -> Path:
    """Run nbgrader's ``generate_assignment`` on a copy of the folder `source`.

    Parameters
    ----------
    workdir:
        An empty folder to work in, so that a failure leaves the course's folders untouched.
    register:
        Also record the assignment and its cells in the course's gradebook, as nbgrader does.

    Returns
    -------
    Path
        The folder with the release, inside `workdir`.

    Raises
    ------
    AuthoringError
        With nbgrader's reason, when one of its steps refuses the notebook.
    """
    assignment = source.name
    config = Config(course.config)
    config.CourseDirectory = Config(course.config.CourseDirectory)
    config.CourseDirectory.update(
        root=str(workdir),
        source_directory=SOURCE,
        release_directory=RELEASE,
        assignment_id=assignment,
        db_url=course.db_url,
    )
    directory = CourseDirectory(config=config)
    shutil.copytree(
        source,
        workdir / SOURCE / assignment,
        ignore=shutil.ignore_patterns(*directory.ignore),
    )
    converter = GenerateAssignment(coursedir=directory, config=config)
    if not register:
        converter.no_database = True
        converter.preprocessors = [p for p in converter.preprocessors if p is not SaveCells]
    log = _Recorder()
    converter.log = log.logger
    try:
        with _own_programs():
            converter.start()  # a new gradebook is stamped by the `alembic` of this environment
    except (NbGraderException, RuntimeError, ValueError) as error:
        raise AuthoringError(f"{assignment}: nbgrader says: {log.errors() or error}") from error
    return workdir / RELEASE / assignment


@contextmanager
def _own_programs() -> Iterator[None]:
    """Put the programs of this Python's environment first (nbgrader's `setenv` loses PATH)."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


class _Recorder(logging.Handler):
    """Keeps nbgrader's error lines, which say more than the exception it raises after them."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []
        self.logger = logging.Logger("grader.nbgrader", level=logging.ERROR)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def errors(self) -> str:
        """The last line that is not a traceback."""
        plain = [line for line in self.lines if not line.startswith("Traceback")]
        return plain[0].strip() if plain else ""
