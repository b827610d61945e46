"""The files that are distributed with an assignment's notebooks, as nbgrader finds them."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from grader.course import Course
from grader.submissions.safe_files import own_files


def assignment_files(course: Course, assignment: str) -> dict[str, Path]:
    """Return each file of the author's folder that students get besides notebooks, by its name.

    ``CourseDirectory.ignore`` leaves out the others. What notebooks are made from is never among
    them, whatever the settings say: it holds the solutions.
    """
    source = course.source(assignment)
    ignored = [*course.directory.ignore, "*.ipynb", f"{glob.escape(assignment)}*.py"]
    return {str(path.relative_to(source)): path for path in own_files(source, ignored)}


def digest(course: Course, assignment: str) -> str:
    """Return a digest of the names and contents of these files."""
    whole = hashlib.sha256()
    for name, path in assignment_files(course, assignment).items():
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name}\0{content}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()


def copy_files(course: Course, assignment: str, folder: Path, leave: Collection[str] = ()) -> None:
    """Copy these files into a folder, except the names in `leave` and what is there already."""
    for name, path in assignment_files(course, assignment).items():
        target = folder / name
        if name in leave:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.unlink(missing_ok=True)
            shutil.copy(path, target)


@contextlib.contextmanager
def copied_files(course: Course, assignment: str) -> Iterator[Path | None]:
    """A folder with copies of these files, as long as it is needed; None if there are none."""
    if not assignment_files(course, assignment):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="grader-files-") as folder:
        copy_files(course, assignment, Path(folder))
        yield Path(folder)
