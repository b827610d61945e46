"""Looking at submitted files without trusting them: by lstat, within bounds, through no link.

A link could lead to the solution or to another student's answer, a pipe would keep the grader
waiting, a file of holes would fill the memory, and a folder without rights would stop the class.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NoAccess, UnreadableNotebook
from grader.language import _
from grader.printable import escape, one_line

PIECE = 16_000_000  # bytes of a file that are held at a time, where it is not held whole
KINDS = {
    stat.S_ISLNK: "a link",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISDIR: "a folder",
    stat.S_ISREG: "a file",
}


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


def student_folders(submitted: Path) -> list[StudentFolder]:
    """List the folders of all students in `submitted`, by name; hidden ones are none.

    What is neither a folder nor a link to one is left out: it names no student.
    """
    found: list[StudentFolder] = []
    taken: set[str] = set()
    for path in sorted(submitted.iterdir()):
        if path.name.startswith(".") or not os.path.isdir(path):
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
        taken.add(student)
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


def kind(path: Path) -> str:
    """Say what `path` is, in English words."""
    return KINDS[_kind(path.lstat().st_mode)]


def _kind(mode: int) -> Callable[[int], bool]:
    return next((test for test in KINDS if test(mode)), stat.S_ISREG)


def plain_bytes(path: Path, most: int) -> bytes:
    """Read a plain file of at most `most` bytes; raises as `plain_part` does."""
    return plain_part(path, 0, most, most)


def plain_part(path: Path, start: int, size: int, most: int) -> bytes:
    """Read `size` bytes, or what is left, of a plain file of at most `most` bytes.

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
        raise UnreadableNotebook(
            _("{name} is missing; submit it under this name.", name=name)
        ) from None
    except OSError as error:
        raise _no_access(name, error) from None
    if stat.S_ISDIR(about.st_mode) and (reason := why_closed(path)):
        raise NoAccess(reason)
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableNotebook(
            _(
                "{name} is not a plain file but {kind}; submit the file itself.",
                name=name,
                kind=_(KINDS[_kind(about.st_mode)]),
            )
        )
    if about.st_size > most:
        raise UnreadableNotebook(
            _(
                "{name} has {size:,} bytes, more than {most:,}; clear its outputs (Kernel > "
                "Restart Kernel and Clear Outputs), save it and submit it again.",
                name=name,
                size=about.st_size,
                most=most,
            )
        )
    try:
        with _opened(path) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableNotebook(_("{name} is not a plain file any more.", name=name))
            file.seek(start)
            return file.read(size)
    except OSError as error:
        raise _no_access(name, error) from None


def plain_digest(path: Path, most: int) -> bytes:
    """The SHA-256 of a plain file, which is never held whole; raises as `plain_part` does."""
    digest, start = hashlib.sha256(), 0
    while part := plain_part(path, start, PIECE, most):
        digest.update(part)
        start += len(part)
    return digest.digest()


def own_files(folder: Path, ignored: Sequence[str] = ()) -> Iterator[Path]:
    """List the files in and below a folder of ours, where links are the course's own.

    nbgrader's listing ignores nothing below a folder with brackets in its name.
    """
    for path in sorted(folder.iterdir()):
        if has_name(path, ignored):
            continue
        if is_folder(path):
            yield from own_files(path, ignored)
        elif path.is_file():
            yield path


def has_name(path: Path, patterns: Sequence[str]) -> bool:
    """Whether a name fits one of the patterns, as nbgrader's ``ignore`` has them."""
    return any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)


def why_closed(folder: Path) -> str:
    """Say why a folder can't be looked into, or nothing; one of our own is opened first."""
    name = one_line(folder.name)
    if not may_read(folder):
        return (
            f"{name} can't be looked into: this machine's user has no rights to it. Give it to "
            "them (`chmod -R u+rwX`), and grade again."
        )
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except OSError as error:  # a disk that fails, a network folder that is gone
        return f"{name} can't be looked into ({error.strerror}). See to that, and grade again."
    return ""


def entries_in(folder: Path) -> list[Path]:
    """List what is in a folder, by name; nothing where `why_closed` has a reason."""
    try:
        return sorted(folder.iterdir()) if may_read(folder) else []
    except OSError:  # a disk that fails, or a folder that was removed
        return []


def may_read(path: Path) -> bool:
    """Whether a file can be read, or a folder looked into; one that we own is opened first."""
    mode = os.R_OK | os.X_OK if is_folder(path) else os.R_OK
    effective = os.access in os.supports_effective_ids
    if os.access(path, mode, effective_ids=effective):
        return True
    _open_up(path)
    return os.access(path, mode, effective_ids=effective)


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
