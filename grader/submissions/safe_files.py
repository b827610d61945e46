"""Looking at submitted files without trusting them: by lstat, within bounds, through no link.

A link could lead to the solution or to another student's answer, a pipe would keep the grader
waiting, a file of holes would fill the memory, and a folder without rights would stop the class.
"""

from __future__ import annotations

import contextlib
import fnmatch
import itertools
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NoAccess, UnreadableNotebook
from grader.printable import escape, one_line

MAX_FILES = 1_000  # beside the notebooks of one submission
MAX_BYTES_BESIDE = 100_000_000  # in all of them; nbgrader's own limit for a folder
MAX_DEPTH = 20  # folders in folders
MAX_NOTES = 10
CLOSED = "can't be read on this machine"
KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


@dataclass(frozen=True)
class StudentFolder:
    """A student's folder under ``submitted/``.

    Attributes
    ----------
    student:
        The id under which it is graded: the folder's name, with what can't be stored or shown
        as an escape.
    refused:
        Why nothing in it can be graded; empty where it can.
    """

    student: str
    path: Path
    refused: str = ""


@dataclass(frozen=True)
class FilesBeside:
    """What a submission has beside its notebooks.

    Attributes
    ----------
    files:
        (name, path) of each plain file. The name has ``/`` between folders, and control codes as
        escapes.
    left_out:
        (name, why) of all else; why is a part of a sentence, such as "is a link".
    """

    files: tuple[tuple[str, Path], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def notes(self) -> list[str]:
        """What was left out, as sentences, not too many."""
        notes = [f"{name} was left out: it {why}." for name, why in self.left_out]
        if len(notes) > MAX_NOTES:
            notes[MAX_NOTES:] = [f"{len(notes) - MAX_NOTES} more files were left out."]
        return notes


def student_folders(submitted: Path) -> list[StudentFolder]:
    """List the folders of all students in `submitted`, by name; hidden ones are none.

    What is neither a folder nor a link to one is left out: it names no student.
    """
    found: list[StudentFolder] = []
    taken: dict[str, str] = {}
    for path in sorted(submitted.iterdir()):
        if path.name.startswith(".") or not (is_folder(path) or _leads_to_folder(path)):
            continue
        student = student_id(path.name)
        refused = ""
        if not is_folder(path):
            refused = (
                f"{student} is {kind(path)}, not a folder, and could lead anywhere. Put the "
                "submission itself there, and grade again."
            )
        elif student in taken:
            refused = (
                f"Two folders are named {student} (one of them in bytes that are no text). "
                "Rename one, and grade again."
            )
        else:
            refused = why_closed(path)
        taken[student] = path.name
        found.append(StudentFolder(student, path, refused))
    return found


def student_id(name: str) -> str:
    """Make an id of a folder's name that a gradebook can store and every page can show.

    Control codes, bytes that are no text, and what has a meaning in HTML and scripts become a
    tilde and their code: formgrader puts ids into its pages as they are.
    """
    shown = one_line(name, mark="~")
    return "".join(escape(c, "~") if c in '<>"&\\' else c for c in shown)


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder itself, not a link to one."""
    with contextlib.suppress(OSError):
        return stat.S_ISDIR(path.lstat().st_mode)
    return False


def exists(path: Path) -> bool:
    """Whether there is anything under this name, a dangling link included."""
    with contextlib.suppress(OSError):
        path.lstat()
        return True
    return False


def kind(path: Path) -> str:
    """Say what `path` is, in words."""
    mode = path.lstat().st_mode
    return next((words for test, words in KINDS if test(mode)), "a file")


def plain_bytes(path: Path, most: int) -> bytes:
    """Read a plain file of at most `most` bytes.

    A file that we own and may not read, as some zip programs leave it, is made readable.

    Raises
    ------
    UnreadableNotebook
        If it is missing, or no plain file, or larger.
    NoAccess
        If this machine refuses to read it, which is no fault of who handed it in.
    """
    name = one_line(path.name)
    try:
        about = path.lstat()
    except FileNotFoundError:
        raise UnreadableNotebook(f"{name} is missing; submit it under this name.") from None
    except OSError as error:
        raise _no_access(name, error) from None
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableNotebook(
            f"{name} is not a plain file but {kind(path)}; submit the file itself."
        )
    if about.st_size > most:
        raise UnreadableNotebook(
            f"{name} has {about.st_size:,} bytes, more than {most:,}; clear its outputs "
            "(Kernel > Restart Kernel and Clear Outputs) and save it again."
        )
    try:
        with _opened(path) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableNotebook(f"{name} is not a plain file any more.")
            return file.read(most)
    except OSError as error:
        raise _no_access(name, error) from None


def files_beside(
    folder: Path,
    ignored: Sequence[str] = (),
    included: Sequence[str] = ("*",),
    max_file_bytes: int = MAX_BYTES_BESIDE,
    max_bytes: int = MAX_BYTES_BESIDE,
) -> FilesBeside:
    """List the plain files in and below `folder` that are no notebooks; never raises.

    Links and everything that is no file are left out, and so is what is more than `MAX_FILES`
    entries or `max_bytes` in all. Nothing is looked for in a folder that is a link itself.

    Parameters
    ----------
    ignored, included:
        Patterns of names, as nbgrader's ``ignore`` and ``include``.
    max_file_bytes, max_bytes:
        The size of a file, and of all of them, in bytes.
    """
    if not is_folder(folder):
        return FilesBeside()
    files: dict[str, Path] = {}
    left_out: list[tuple[str, str]] = []
    space = max_bytes
    for path in itertools.islice(_walk(folder, [*ignored, "*.ipynb"], included), MAX_FILES + 1):
        inner = path.relative_to(folder).as_posix()
        name = "the folder" if path == folder else one_line(inner)
        size, why = _size(path)
        if not why and size > max_file_bytes:
            why = "is too large"
        elif not why and (len(files) == MAX_FILES or size > space):
            why = f"is more than a submission may have ({MAX_FILES:,} files, {max_bytes:,} bytes)"
        elif name in files:
            why = "has the name of another file"
        if why:
            left_out.append((name, why))
        else:
            space -= size
            files[name] = path
    return FilesBeside(tuple(files.items()), tuple(left_out))


def _size(path: Path) -> tuple[int, str]:
    """The size of a plain file in bytes, and why it can't be taken, if so."""
    try:
        if is_folder(path):  # `_walk` did not look into it
            return 0, "lies too deep" if _may(path, os.R_OK | os.X_OK) else CLOSED
        if (what := kind(path)) != "a file":
            return 0, f"is {what}"
        if not _may(path, os.R_OK):
            _open_up(path)
        return path.lstat().st_size, "" if _may(path, os.R_OK) else CLOSED
    except OSError as error:
        return 0, f"can't be read ({error.strerror})"


def own_files(folder: Path, ignored: Sequence[str] = ()) -> Iterator[Path]:
    """List the files in and below a folder of ours, where links are the course's own.

    nbgrader's listing ignores nothing below a folder with brackets in its name.
    """
    for path in sorted(folder.iterdir()):
        if _has_name(path, ignored):
            continue
        if is_folder(path):
            yield from own_files(path, ignored)
        elif path.is_file():
            yield path


def _walk(
    folder: Path, ignored: Sequence[str], included: Sequence[str], depth: int = 0
) -> Iterator[Path]:
    """Everything below that is no open folder; what is nested too deep is not looked into."""
    if depth == MAX_DEPTH or why_closed(folder):
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if _has_name(path, ignored):
            continue
        if is_folder(path):
            yield from _walk(path, ignored, included, depth + 1)
        elif _has_name(path, included):
            yield path


def _has_name(path: Path, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)


def _leads_to_folder(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.is_dir()
    return False


def why_closed(folder: Path) -> str:
    """Say why a folder can't be looked into, or nothing; one of our own is opened first."""
    if not _may(folder, os.R_OK | os.X_OK):
        _open_up(folder)
    if _may(folder, os.R_OK | os.X_OK):
        return ""
    name = one_line(folder.name)
    return (
        f"{name} can't be looked into: this machine's user has no rights to it. Give it to them "
        "(`chmod -R u+rwX`), and grade again."
    )


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        number = os.open(path, flags)
    except PermissionError:
        _open_up(path)
        number = os.open(path, flags)
    with open(number, "rb") as file:
        yield file


def _open_up(path: Path) -> None:
    """Make a file or folder that we own readable for us; some zip programs store no rights."""
    with contextlib.suppress(OSError):
        about = path.lstat()
        if about.st_uid == os.geteuid() and not stat.S_ISLNK(about.st_mode):
            rights = stat.S_IRUSR | (stat.S_IXUSR if stat.S_ISDIR(about.st_mode) else 0)
            os.chmod(path, stat.S_IMODE(about.st_mode) | rights)


def _no_access(name: str, error: OSError) -> NoAccess:
    return NoAccess(
        f"{name} can't be read on this machine ({error.strerror}), which is no fault of the "
        "submission. Let the grader's user read it, and grade again."
    )
