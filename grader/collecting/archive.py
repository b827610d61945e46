"""The files in an archive, a folder, or a single file, read one by one and within bounds."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.collecting.entry_names import decoded, names_of
from grader.errors import CourseError, UnreadableNotebook
from grader.submissions.archived_notebooks import (
    BROKEN,
    IS_GZIP,
    IS_ZIP,
    is_hidden,
    require_end,
)
from grader.submissions.notebook_text import (
    MAX_BYTES,
    ONLY_OPENED,
    OTHER_ARCHIVES,
)
from grader.submissions.safe_files import is_folder, plain_bytes

MAX_ENTRIES = 50_000
IS_ENCRYPTED = 0x1  # a bit of a zip entry's flags
AGAIN = "download it again"


@dataclass(frozen=True)
class Entry:
    """A file of an archive.

    Attributes
    ----------
    when:
        Its time; without a zone if the archive names none, None if there is none.
    read:
        Gives its bytes; raises `UnreadableNotebook` if they are no file's, or too many.
    """

    name: str
    when: datetime.datetime | None
    read: Callable[[], bytes]


@contextlib.contextmanager
def opened(path: Path) -> Iterator[list[Entry]]:
    """The files in `path`, hidden ones and those of programs left out, to be read while it is open.

    Raises
    ------
    CourseError
        If there is no such file, or it is damaged.
    """
    with contextlib.ExitStack() as stack:
        try:
            found = list(_entries(path, stack))
        except BROKEN as error:
            raise CourseError(f"{path} can't be opened ({error}); download it again.") from None
        yield found


def _entries(path: Path, stack: contextlib.ExitStack) -> Iterator[Entry]:
    if is_folder(path):
        found = _of_folder(path)
    elif zipfile.is_zipfile(path):
        found = _of_zip(stack.enter_context(zipfile.ZipFile(path)))
    elif tarfile.is_tarfile(path):
        found = _of_tar(stack.enter_context(tarfile.open(path)))  # noqa: SIM115 - the stack closes it
    else:
        _refuse_other_archive(path)
        found = iter([Entry(path.name, None, lambda: plain_bytes(path, MAX_BYTES))])
    own = (entry for entry in found if not is_hidden(entry.name))
    for number, entry in enumerate(own):
        if number == MAX_ENTRIES:
            raise CourseError(f"{path} has more than {MAX_ENTRIES:,} files. Is it the right one?")
        yield entry


def _refuse_other_archive(path: Path) -> None:
    """Raise `CourseError` for what was downloaded as an archive, and can't be opened as one."""
    with path.open("rb") as file:
        start = file.read(512)
    known = [(IS_ZIP, f"a zip archive that is cut off or damaged; {AGAIN}")]
    known += [(IS_GZIP, f"a gzip archive of something else, or damaged; {AGAIN}")]
    other = f"{ONLY_OPENED}, so unpack it and name the folder"
    known += [(begin, f"{kind}; {other}") for begin, kind in OTHER_ARCHIVES.items()]
    for begin, told in known:
        if start.startswith(begin):
            raise CourseError(f"{path} is {told}.")
    if not start.strip(b" \t\r\n\0"):
        raise CourseError(f"{path} is empty; {AGAIN}.")
    if start.lstrip().startswith(b"<"):
        raise CourseError(
            f"{path} is a web page, not an archive (perhaps one to log in); log in and {AGAIN}."
        )


def _of_zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    infos = archive.infolist()
    for info, written in zip(infos, names_of(infos), strict=True):
        if not written or info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            continue
        try:
            when = datetime.datetime(*info.date_time)
        except ValueError:
            when = None
        if when and when.year <= 1980:  # what zip programs write that know no time
            when = None
        name = written.replace("\\", "/")  # as some programs on Windows write it
        yield Entry(name, when, lambda info=info: _zip_bytes(archive, info))


def _zip_bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & IS_ENCRYPTED:
        raise UnreadableNotebook("it needs a password; ask for it without one")
    try:
        with archive.open(info) as file:
            content = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UnreadableNotebook(f"it can't be unpacked ({error})") from None
    except Exception as error:  # what a damaged deflate stream raises has no common ancestor
        raise UnreadableNotebook(f"it can't be unpacked ({type(error).__name__})") from None
    return _bounded(content)


def _of_tar(archive: tarfile.TarFile) -> Iterator[Entry]:
    files = (m for m in archive if m.isfile() and not is_hidden(m.name))
    members = list(itertools.islice(files, MAX_ENTRIES + 1))
    if len(members) <= MAX_ENTRIES:
        require_end(archive)
    names = decoded([member.name.encode("utf-8", "surrogateescape") for member in members])
    for member, name in zip(members, names, strict=True):
        when = _time(member.mtime, datetime.UTC) if member.mtime > 0 else None
        yield Entry(name, when, lambda member=member: _tar_bytes(archive, member))


def _tar_bytes(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return _bounded(file.read(MAX_BYTES + 1) if file else b"")


def _time(seconds: float, zone: datetime.tzinfo | None = None) -> datetime.datetime | None:
    """A file's time; None for one that no clock has shown."""
    try:
        return datetime.datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise UnreadableNotebook(f"it has more than {MAX_BYTES:,} bytes")
    return content


def _of_folder(path: Path) -> Iterator[Entry]:
    files = list(itertools.islice(_plain_files(path), MAX_ENTRIES + 1))
    names = decoded([os.fsencode(file.relative_to(path).as_posix()) for file in files])
    for file, name in zip(files, names, strict=True):
        when = _time(file.lstat().st_mtime)
        yield Entry(name, when, lambda file=file: plain_bytes(file, MAX_BYTES))


def _plain_files(path: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(path):
        folders[:] = sorted(folder for folder in folders if not is_hidden(folder))
        for name in sorted(files):
            file = Path(place, name)
            if stat.S_ISREG(file.lstat().st_mode):
                yield file
