"""Files submitted beside the notebooks: a list of them, and those that code may read."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UnreadableNotebook
from grader.language import _
from grader.printable import listed, one_line
from grader.submissions.safe_files import (
    entries_in,
    has_name,
    is_folder,
    kind,
    may_read,
    plain_bytes,
    why_closed,
)

MAX_FILES = 1_000  # of one submission
MAX_BYTES = 100_000_000  # in all of them; nbgrader's own limit for a folder
MAX_DEPTH = 20  # folders in folders
MAX_NAME_BYTES = 255  # of a file or folder, in most file systems
MAX_NOTES = 10
MOST_NAMES = 3  # of files that a sentence names
MOST_BYTES = 16_000_000  # that code may read: they cross to the worker with it
NOTEBOOK = ".ipynb"
GRADED = re.compile(rb'"(?:grade|solution|task)"\s*:\s*true')  # a cell of nbgrader's
NEVER = (".*", "*.pyc", "__pycache__", "timestamp.txt", "submission_secret.txt")

Files = tuple[tuple[str, bytes], ...]  # (name from the folder, content)


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


class Room:
    """Files that can lie in one folder: none is where another needs a folder."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._files = set(names)
        self._folders = {folder for name in names for folder in _folders_above(name)}

    def takes(self, name: str) -> bool:
        """Whether there is a place for a file of this name, which is then taken."""
        above = _folders_above(name)
        if name in self._folders or not self._files.isdisjoint(above):
            return False
        self._files.add(name)
        self._folders.update(above)
        return True


def _folders_above(name: str) -> list[str]:
    return [str(folder) for folder in PurePosixPath(name).parents[:-1]]


def files_beside(
    folder: Path,
    ignored: Sequence[str] = (),
    included: Sequence[str] = ("*",),
    max_file_bytes: int = MAX_BYTES,
    max_bytes: int = MAX_BYTES,
    *,
    notebooks: bool = False,
    given: Collection[str] = (),
) -> FilesBeside:
    """List the plain files in and below `folder`, without `notebooks`; never raises.

    Links and everything that is no file are left out, and so is what is more than `MAX_FILES`
    entries or `max_bytes` in all. Nothing is looked for in a folder that is a link itself.

    Parameters
    ----------
    ignored, included:
        Patterns of names, as nbgrader's ``ignore`` and ``include``.
    max_file_bytes, max_bytes:
        The size of a file, and of all of them, in bytes.
    given:
        The names of files that were distributed, which will lie there, too.
    """
    if not is_folder(folder):
        return FilesBeside()
    files: dict[str, Path] = {}
    left_out: list[tuple[str, str]] = []
    space, room = max_bytes, Room(given)
    ignored = [*ignored, *([] if notebooks else [f"*{NOTEBOOK}"])]
    for path in itertools.islice(_walk(folder, ignored, included), MAX_FILES + 1):
        inner = path.relative_to(folder).as_posix()
        name = "the folder" if path == folder else one_line(inner)
        size, why = _size(path)
        if not why and size > max_file_bytes:
            why = "is too large"
        elif not why and (len(files) == MAX_FILES or size > space):
            why = f"is more than a submission may have ({MAX_FILES:,} files, {max_bytes:,} bytes)"
        elif any(len(part.encode()) > MAX_NAME_BYTES for part in name.split("/")):
            why = "has too long a name"
        elif name in files or not room.takes(name):
            why = "has the name of another file or folder"
        if why:
            left_out.append((name, why))
        else:
            space -= size
            files[name] = path
    return FilesBeside(tuple(files.items()), tuple(left_out))


def _size(path: Path) -> tuple[int, str]:
    """The size of a plain file in bytes, and why it can't be taken, if so."""
    try:
        if (what := kind(path)) not in ("a file", "a folder"):
            return 0, f"is {what}"
        if not may_read(path):
            return 0, "can't be read on this machine"
        return path.lstat().st_size, "lies too deep" if what == "a folder" else ""
    except OSError as error:
        return 0, f"can't be read ({error.strerror})"


def _walk(
    folder: Path, ignored: Sequence[str], included: Sequence[str], depth: int = 0
) -> Iterator[Path]:
    """Everything below that is no open folder; what is nested too deep is not looked into."""
    if depth == MAX_DEPTH or why_closed(folder):
        yield folder
        return
    for path in entries_in(folder):
        if has_name(path, ignored):
            continue
        if is_folder(path):
            yield from _walk(path, ignored, included, depth + 1)
        elif has_name(path, included):
            yield path


def is_name_below(name: str) -> bool:
    """Whether a name with ``/`` between folders stays in the folder that it is put into."""
    return not {"", ".", ".."}.intersection(name.split("/")) and "\0" not in name


def files_to_read(folder: Path, inner: Path | None = None) -> tuple[Files, tuple[str, ...]]:
    """Read what lies in and below `folder`, the small files first and the notebooks last.

    Parameters
    ----------
    inner:
        The folder that the notebook itself is in; what lies there goes by its name from there,
        before what has that name in `folder`.

    Returns
    -------
    files, findings:
        Pairs (name in the folder, content), of `MOST_BYTES` at most, and a sentence on those for
        which there was no room. What is hidden, no plain file, or can't be read is not among them:
        the code that wants it then finds no file.
    """
    found: dict[str, bytes] = {}
    too_large: dict[str, None] = {}
    space = MOST_BYTES
    for place in filter(None, (inner, folder)):
        with contextlib.suppress(OSError):
            beside = files_beside(place, NEVER, notebooks=True).files
            for is_notebook, size, name, path in sorted(
                (_is_notebook(name), path.lstat().st_size, name, path) for name, path in beside
            ):
                if name in found:
                    continue
                if size > space:
                    too_large |= {} if is_notebook else {name: None}
                    continue
                with contextlib.suppress(UnreadableNotebook):
                    found[name] = plain_bytes(path, size)
                    space -= size
    return tuple(found.items()), _about(list(too_large))


def _about(too_large: list[str]) -> tuple[str, ...]:
    """A sentence on files that code finds missing, if there are any."""
    if not too_large:
        return ()
    text = "Your code could not read {names}: all files beside a notebook may have {most:g} MB."
    return (_(text, names=listed(too_large, MOST_NAMES), most=MOST_BYTES / 1e6),)


def without_answers(files: Files, code: Iterable[str]) -> Files:
    """Leave out the notebooks that are nothing code could mean, such as the one submitted.

    A notebook stays where `code`, or a notebook that stays, has its name in it, and if it has no
    graded cells. All other files stay.
    """
    helpers = {name: content for name, content in files if _is_notebook(name)}
    helpers = {name: content for name, content in helpers.items() if not GRADED.search(content)}
    chosen: set[str] = set()
    texts = [text.encode(errors="replace") for text in code] if helpers else []
    while texts:
        text = texts.pop()
        named = {n for n in helpers.keys() - chosen if Path(n).stem.encode() in text}
        chosen |= named
        texts += [helpers[name] for name in named]
    return tuple((n, content) for n, content in files if n in chosen or not _is_notebook(n))


def _is_notebook(name: str) -> bool:
    return name.endswith(NOTEBOOK)
