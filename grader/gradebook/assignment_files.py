"""The files that are distributed with an assignment's notebooks, as nbgrader finds them."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from grader.course import Course
from grader.submissions.files_beside import GRADED
from grader.submissions.safe_files import is_folder, own_files

# Parts of a notebook that nbgrader takes out, whatever cell they stand in.
NOT_FOR_STUDENTS = (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS", b"AUTOTEST")


def assignment_files(course: Course, assignment: str) -> dict[str, Path]:
    """Return each file of the author's folder that students get besides notebooks, by its name.

    ``CourseDirectory.ignore`` leaves out the others. What notebooks are made from is never among
    them, whatever the settings say: it holds the solutions.
    """
    source = course.source(assignment)
    ignored = [*course.directory.ignore, "*.ipynb", f"{glob.escape(assignment)}*.py"]
    return {str(path.relative_to(source)): path for path in own_files(source, ignored)}


def files_for_code(course: Course, assignment: str) -> dict[str, Path]:
    """Return the files that code may read: the same, and the notebooks that hold helpers only.

    Such a one has no cell for a solution or a test, and nothing that students do not get.
    """
    source = course.source(assignment)
    found = {
        str(path.relative_to(source)): path
        for path in own_files(source, course.directory.ignore)
        if path.suffix == ".ipynb" and _is_helper(path.read_bytes())
    }
    return found | assignment_files(course, assignment)


def _is_helper(notebook: bytes) -> bool:
    return not GRADED.search(notebook) and not any(part in notebook for part in NOT_FOR_STUDENTS)


def digest(course: Course, assignment: str) -> str:
    """Return a digest of the names and contents of the files that code may read."""
    whole = hashlib.sha256()
    for name, path in files_for_code(course, assignment).items():
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name}\0{content}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()


def make_way(path: Path, folder: Path) -> None:
    """Remove what an earlier submission left below `folder` where a file can't be then."""
    for above in itertools.takewhile(lambda place: place != folder, path.parents):
        if os.path.lexists(above) and not is_folder(above):
            above.unlink()
    if is_folder(path):
        shutil.rmtree(path)


def copy_files(files: Mapping[str, Path], folder: Path, leave: Collection[str] = ()) -> None:
    """Copy files, by their names in a folder, into it; not those in `leave`, or there already."""
    for name, path in files.items():
        if name in leave:
            continue
        target = folder / name
        make_way(target, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.unlink(missing_ok=True)
            shutil.copy(path, target)


@contextlib.contextmanager
def copied_files(course: Course, assignment: str) -> Iterator[Path | None]:
    """A folder with copies of what code may read, as long as it is needed; None if it is none."""
    files = files_for_code(course, assignment)
    if not files:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="grader-files-") as folder:
        copy_files(files, Path(folder))
        yield Path(folder)
