"""A copy of a course's gradebook to try things on: what is graded there changes nothing.

``grade --dry-run`` does everything that ``grade`` does, on such a copy, and compares. So it needs
no code that foresees what grading would do, and it works in a course that can't be written.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from traitlets.config import Config

from grader.course import STATE, Course
from grader.errors import GraderError
from grader.fresh_tasks.secret import class_secret
from grader.gradebook.database import copy_gradebook, has_gradebook


@contextlib.contextmanager
def dry_run_course(course: Course) -> Iterator[Course]:
    """Yield the course with a copy of its gradebook and of the grader's notes on it.

    Large notes, results and verdicts that are known, are linked; they are no scores.

    Raises
    ------
    CourseError
        If the gradebook can't be read.
    """
    with contextlib.suppress(GraderError):  # of a course that can't be written
        class_secret(course.state)  # the run that follows draws the same tasks
    with tempfile.TemporaryDirectory(prefix="grader-dry-run-") as work:
        gradebook, state = Path(work) / "gradebook.db", Path(work) / STATE
        state.mkdir()
        for path in course.state.iterdir() if course.state.is_dir() else ():
            if path.suffix == ".json":
                shutil.copy(path, state)
            elif path.is_dir() or path.suffix == ".db":
                (state / path.name).symlink_to(path)
        if has_gradebook(course):
            copy_gradebook(course, gradebook)
        config = Config(course.config)
        config.CourseDirectory = Config(course.config.CourseDirectory)
        config.CourseDirectory.db_url = f"sqlite:///{gradebook}"
        yield Course(course.root, config, state)
