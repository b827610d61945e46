"""What a student submitted beside the notebook, put where formgrader and feedback look for it.

nbgrader copies all of it. Here only plain files are copied, within the limits that the course sets
for nbgrader's own copies, and a page that a browser would run is shown as text: formgrader gives
these files out under the address where a teacher is logged in.
"""

from __future__ import annotations

import fnmatch
import hashlib
import mimetypes
import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from grader.atomic_write import write_whole

MAX_FILES = 1_000
MAX_DEPTH = 20
ACTIVE = re.compile(r"html|xml|script|multipart")  # in a media type: a browser may run it
ACTIVE_NAME = re.compile(r"\.(?:[psx]?html?|xht|svgz?|m?js|mht(?:ml)?|xslt?|swf)$", re.I)
TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class SubmittedFiles:
    """The files beside a submitted notebook, and a sentence for each that can't be shown.

    Attributes
    ----------
    contents:
        The bytes by the name in the submission, with ``/`` between folders.
    left_out:
        What is not among them, and why.
    """

    contents: dict[str, bytes]
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Changes with every name and byte."""
        whole = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            whole.update(hashlib.sha256(os.fsencode(name)).digest())
            whole.update(hashlib.sha256(content).digest())
        return whole.hexdigest()

    @property
    def shown_names(self) -> list[str]:
        """The names under which `write` puts them, those of nbgrader's own left out."""
        return sorted(shown_name(name) for name in self.contents if name != "submission_secret.txt")

    def write(self, folder: Path, leave: Collection[str] = ()) -> None:
        """Put the files into `folder`, but those called in `leave`; others there stay."""
        for name, content in self.contents.items():
            if name not in leave:
                put(folder / shown_name(name), content)

    def rename_active(self, folder: Path) -> None:
        """Rename what nbgrader has copied to `folder` as `write` would have called it."""
        for name in self.contents:
            if shown_name(name) != name and (folder / name).is_file():
                os.replace(folder / name, folder / shown_name(name))


def submitted_files(folder: Path, settings: CourseDirectory) -> SubmittedFiles:
    """Read what lies beside the notebooks in the submitted `folder`.

    Never raises for anything that is in there: what can't be read is told.
    """
    contents: dict[str, bytes] = {}
    left_out: list[str] = []
    space = settings.max_dir_size * 1000
    for name, path, kind in _walk(str(folder), "", settings, left_out):
        if len(contents) >= MAX_FILES:
            left_out.append(f"more than {MAX_FILES:,} files")
            break
        if kind is not None:
            left_out.append(f"{_printable(name)} is {kind}")
            continue
        try:
            content = _read(path, min(settings.max_file_size * 1000, space))
        except OSError as error:
            left_out.append(f"{_printable(name)} can't be read ({error.strerror})")
            continue
        if content is None:
            left_out.append(f"{_printable(name)} is too large")
            continue
        space -= len(content)
        contents[name] = content
    return SubmittedFiles(contents, tuple(left_out))


def shown_name(name: str) -> str:
    """The name under which a file is put: ``.txt`` is added where a browser might run it."""
    kind = mimetypes.guess_type(name)[0] or ""
    return f"{name}.txt" if ACTIVE.search(kind) or ACTIVE_NAME.search(name) else name


def put(path: Path, content: bytes) -> None:
    """Write a file in place of whatever is there, also what may not be written to."""
    if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
        return
    write_whole(path, content)


def _walk(
    folder: str, below: str, settings: CourseDirectory, left_out: list[str], depth: int = 0
) -> Iterator[tuple[str, str, str | None]]:
    """(name, path, what it is if no plain file) of what is no notebook and not ignored."""
    try:
        if os.path.islink(folder):
            raise OSError(0, "it is a link")
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        left_out.append(f"{_printable(below) or 'the folder'} can't be read ({error.strerror})")
        return
    for entry in entries:
        name = f"{below}{entry.name}"
        ignored = any(fnmatch.fnmatch(entry.name, pattern) for pattern in settings.ignore)
        wanted = any(fnmatch.fnmatch(entry.name, pattern) for pattern in settings.include)
        if ignored or name == TIMESTAMP:
            continue
        if entry.is_symlink():
            yield name, entry.path, "a link"
        elif entry.is_dir(follow_symlinks=False):
            if depth >= MAX_DEPTH:
                left_out.append(f"{_printable(name)} lies too deep")
                continue
            yield from _walk(entry.path, f"{name}/", settings, left_out, depth + 1)
        elif not entry.name.endswith(".ipynb") and wanted:
            plain = entry.is_file(follow_symlinks=False)
            yield name, entry.path, None if plain else "no plain file"


def _read(path: str, most: int) -> bytes | None:
    """The content of a plain file, or None if it has more than `most` bytes."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(number, "rb") as file:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "no plain file")
        if about.st_size > most:
            return None
        content = file.read(most + 1)
        return None if len(content) > most else content


def _printable(name: str) -> str:
    shown = name.encode(errors="surrogateescape").decode(errors="replace")
    return "".join(c if c.isprintable() else "�" for c in shown)
