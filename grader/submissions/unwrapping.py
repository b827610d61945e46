"""The notebook inside what was submitted under a notebook's name: archives, encodings, RTF, HTML.

What holds the notebook's own text gives it up, with a finding. What does not is named for what it
is. Everything is bounded: an archive may claim any size.
"""

from __future__ import annotations

import contextlib
import gzip
import html
import io
import json
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO

from grader.errors import UnreadableNotebook
from grader.language import _
from grader.submissions.file_names import shown
from grader.submissions.files_beside import MOST_BYTES, Files
from grader.submissions.long_outputs import without_long_outputs
from grader.submissions.rtf import rtf_text

MAX_FILE_BYTES = 250_000_000  # of a file, and of what an archive has in it
MAX_BYTES = 100_000_000  # of a notebook without long outputs
MAX_MEMBERS = 50_000  # a student who submits an environment or a dataset has thousands
MAX_NOTEBOOKS = 50  # in one archive
MAX_BESIDE = 200  # files beside a notebook in an archive
MAX_NESTING = 3  # a zip in a gzip, say
SKIPPED_FOLDERS = {"__MACOSX", "__pycache__", "node_modules"}
INNER = (".zip", ".tar", ".tar.gz", ".tgz")  # archives that are looked for in an archive
IS_ZIP, IS_GZIP = b"PK\x03\x04", b"\x1f\x8b"
# What may stand around the text; a computer that crashed leaves NULs at the end of a file.
BLANK = " \t\r\n\f\v\0\ufeff"

# How a file begins, and what it is then. The text ones may follow white space.
ONLY_OPENED = "only zip, tar and gzip can be opened"
OTHER_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"Rar!": "a RAR archive",
}
KNOWN_BYTES = {
    b"%PDF": "a PDF, not a notebook",
    b"\x89PNG": "a picture, not a notebook",
    b"\xff\xd8\xff": "a picture, not a notebook",
    b"GIF8": "a picture, not a notebook",
    b"\xd0\xcf\x11\xe0": "a Microsoft Office document, not a notebook",
    b"bplist00": "a Safari web archive, not a notebook (was it saved from a browser?)",
    b"\x00\x05\x16\x07": "a companion file that macOS makes, not the notebook beside it",
    b"\x89HDF": "an HDF5 file, not a notebook (is it a saved model?)",
}
KNOWN_TEXT = {
    "version https://git-lfs": "a Git LFS pointer, not the notebook it points to",
    "[InternetShortcut]": "a shortcut to a web page, not a notebook",
    "<<<<<<<": "marked with a Git merge conflict; choose one side and save it again",
}
Findings = tuple[Callable[[], str], ...]
SCRIPT = re.compile(r"\A(?:#!|# coding|# In\[|# %%|# ---\n|import |from \w+ import |def |class )")


BROKEN = (  # what archives raise that are damaged
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    struct.error,
    RuntimeError,  # it is encrypted, or packed in a way that Python can't unpack
)


@dataclass(frozen=True)
class Wrapped:
    """The bytes of a file that may be a notebook, its name, and how it was wrapped.

    Attributes
    ----------
    findings:
        How it was wrapped. They are told in the notebook's language, which is known later.
    beside:
        What an archive has in and below the folder of the notebook: (name from there, content).
    """

    content: bytes
    name: str
    findings: Findings = ()
    beside: Files = ()


def files_in(content: bytes, name: str) -> list[Wrapped]:
    """The files of notebooks in a file called `name`: itself, unless it is an archive.

    Raises
    ------
    UnreadableNotebook
        If it is an archive that can't be opened, or has no notebook.
    """
    return list(_unpacked(Wrapped(content, name), 0, _Space()))


class _Space:
    """What a file may become in all, however many archives are in each other."""

    def __init__(self) -> None:
        self._left = MAX_FILE_BYTES

    def read(self, file: IO[bytes], name: str) -> bytes:
        data = file.read(self._left + 1)
        if len(data) > self._left:
            raise UnreadableNotebook(
                _(
                    "{name} is an archive with more than {most:,} bytes in it; clear the outputs "
                    "(Kernel > Restart Kernel and Clear Outputs), take out large pictures, save "
                    "it and submit it again.",
                    name=name,
                    most=MAX_FILE_BYTES,
                )
            )
        self._left -= len(data)
        return data


def _unpacked(file: Wrapped, nesting: int, space: _Space) -> Iterator[Wrapped]:
    kind, name = _archive(file.content), file.name
    if kind is None:
        yield _within_bounds(file)
        return
    if nesting == MAX_NESTING:
        raise _is_no_notebook(name, _("an archive in an archive in an archive"))
    members: list[Wrapped] = []
    damage = ""
    try:
        for member in _MEMBERS[kind](file.content, name, space):
            members.append(member)
    except UnreadableNotebook as error:  # there is no room for more
        if not members:
            raise
        damage = str(error)
    except BROKEN as error:
        damage = shown(str(error))
        if not members:
            closed = _("a {kind} archive that can't be opened ({why})", kind=kind, why=damage)
            raise _is_no_notebook(name, closed) from None
    if not members:
        raise _is_no_notebook(name, _("a {kind} archive without a notebook in it", kind=kind))

    def told() -> str:
        if damage:
            return _(
                "{name} was a {kind} archive that could be read in part only ({why}); the notebook "
                "in that part was read.",
                name=name,
                kind=kind,
                why=damage,
            )
        return _("{name} was a {kind} archive; the notebook in it was read.", name=name, kind=kind)

    findings = (*file.findings, told)
    found, reasons = [], []
    for one in members:
        label = name if one.name == name else f"{name}/{shown(one.name)}"
        one = Wrapped(one.content, label, findings, one.beside or file.beside)
        try:
            found += _unpacked(one, nesting + 1, space)
        except UnreadableNotebook as error:  # an archive in it; another one may be readable
            reasons.append(error)
    if not found:
        raise reasons[0]
    yield from found


def _within_bounds(file: Wrapped) -> Wrapped:
    """The file; without long outputs if it is too large to be parsed."""
    if len(file.content) <= MAX_BYTES:
        return file
    size = len(file.content)
    content, cells = without_long_outputs(file.content, MAX_BYTES)
    if len(content) > MAX_BYTES:
        raise UnreadableNotebook(
            _(
                "{name} has {size:,} bytes, and more than {most:,} without the outputs of its "
                "cells; clear the outputs (Kernel > Restart Kernel and Clear Outputs), take out "
                "large pictures, save it and submit it again.",
                name=file.name,
                size=size,
                most=MAX_BYTES,
            )
        )

    def told() -> str:
        return _(
            "{name} has {size:,} bytes; it was read without the outputs of {cells} of its cells. "
            "Nothing is lost.",
            name=file.name,
            size=size,
            cells=cells,
        )

    return replace(file, content=content, findings=(*file.findings, told))


def _archive(content: bytes) -> str | None:
    if content.startswith(IS_ZIP):
        return "zip"
    if content.startswith(IS_GZIP):
        return "gzip"
    is_tar = content[257:262] == b"ustar" and b"\0" in content[:257]  # no text has these
    return "tar" if is_tar else None


def _zip_members(content: bytes, name: str, space: _Space) -> Iterator[Wrapped]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        files = {info.filename: info for info in infos if info.filename and not info.is_dir()}
        if "[Content_Types].xml" in files or "mimetype" in files:
            raise _is_no_notebook(name, _("an Office document, not a notebook"))
        yield from _read(files, lambda path: archive.open(files[path]), name, space)


def _tar_members(content: bytes, name: str, space: _Space) -> Iterator[Wrapped]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        files: dict[str, tarfile.TarInfo] = {}
        damage: Exception | None = None
        try:
            for number, member in enumerate(archive):
                if number == MAX_MEMBERS:
                    raise ValueError(f"it has more than {MAX_MEMBERS:,} files")
                if member.isfile():
                    files[member.name] = member
            require_end(archive)
        except BROKEN as error:
            damage = error
        yield from _read(files, lambda path: archive.extractfile(files[path]), name, space)
        if damage:
            raise damage


def require_end(archive: tarfile.TarFile) -> None:
    """Raise if an archive does not end as they do: `tarfile` takes a damaged header for its end."""
    file = archive.fileobj
    file.seek(archive.offset)
    if file.read(tarfile.BLOCKSIZE) != tarfile.NUL * tarfile.BLOCKSIZE:
        raise tarfile.ReadError(f"it is damaged after {archive.offset:,} bytes")
    while file.read(1 << 20):  # what is compressed has its checksum at the end
        pass


def _gzip_members(content: bytes, name: str, space: _Space) -> Iterator[Wrapped]:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        yield Wrapped(space.read(file, name), name)


def _read(
    paths: Collection[str], opened: Callable[[str], IO[bytes]], name: str, space: _Space
) -> Iterator[Wrapped]:
    """Read what is worth it in an archive, each notebook with the files beside it.

    One that is damaged keeps no other from being read; what is wrong with it is raised at the end.
    """
    damage: Exception | None = None
    worth = _worth_reading(paths)
    others_first = sorted((path for path in paths if not is_hidden(path)), key=_is_notebook)
    parts = {path: _parts(path) for path in others_first}
    for path in worth[:MAX_NOTEBOOKS]:
        try:
            with opened(path) as file:
                data = space.read(file, name)
        except BROKEN as error:
            damage = error
            continue
        yield Wrapped(data, path, beside=_beside(path, parts, opened))
    if damage:
        raise damage
    if len(worth) > MAX_NOTEBOOKS:
        raise ValueError(f"it has more than {MAX_NOTEBOOKS} notebooks")


def _beside(
    notebook: str, paths: Mapping[str, tuple[str, ...]], opened: Callable[[str], IO[bytes]]
) -> Files:
    """Read the files in and below the folder of a notebook, as many as code may read."""
    found: dict[str, bytes] = {}
    space = MOST_BYTES
    folder = paths[notebook][:-1]
    for path, parts in paths.items():
        inner = parts[len(folder) :]
        if parts[: len(folder)] != folder or ".." in inner or not inner or path == notebook:
            continue
        if len(found) == MAX_BESIDE:
            break
        with contextlib.suppress(*BROKEN), opened(path) as file:
            content = file.read(space + 1)
            if len(content) <= space:
                space -= len(content)
                found["/".join(inner)] = content
    return tuple(found.items())


_MEMBERS = {"zip": _zip_members, "tar": _tar_members, "gzip": _gzip_members}


def is_hidden(path: str) -> bool:
    """Whether a path in an archive is hidden, or in a folder that programs make for themselves."""
    parts = _parts(path)
    return any(part in SKIPPED_FOLDERS or (part.startswith(".") and part != "..") for part in parts)


def _is_notebook(path: str) -> bool:
    parts = _parts(path)
    return bool(parts) and not is_hidden(path) and ".ipynb" in parts[-1].lower()


def _worth_reading(paths: Collection[str]) -> list[str]:
    """The notebooks in an archive, those nearest to the top first, then the archives in it."""
    notebooks = [path for path in paths if _is_notebook(path)]
    inner = [p for p in paths if p.lower().endswith(INNER) and not is_hidden(p)]
    return list(dict.fromkeys([*sorted(notebooks, key=lambda p: len(_parts(p))), *inner]))


def _parts(path: str) -> tuple[str, ...]:
    return PurePosixPath(path.replace("\\", "/")).parts


def text_of(file: Wrapped) -> tuple[str, Findings]:
    """The JSON text of a notebook, whatever it was saved as, and how it was wrapped.

    Raises
    ------
    UnreadableNotebook
        With a sentence that says what the file is instead of a notebook.
    """
    content, name, findings = file.content, file.name, file.findings
    for start in OTHER_ARCHIVES:
        if content.startswith(start):
            kind = _(OTHER_ARCHIVES[start])
            raise _is_no_notebook(name, _("{kind}; {more}", kind=kind, more=_(ONLY_OPENED)))
    for start in KNOWN_BYTES:
        if content.startswith(start):
            raise _is_no_notebook(name, _(KNOWN_BYTES[start]))
    encoding = json.detect_encoding(content[:4])
    text = content.decode(encoding, errors="replace").strip(BLANK)
    if not text:
        raise UnreadableNotebook(
            _("{name} is empty; save the notebook and submit it again.", name=name)
        )
    if not encoding.startswith("utf-8"):
        said = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        findings = (
            *findings,
            lambda: _(
                "{name} was saved as {encoding} instead of UTF-8; it was read as that.",
                name=name,
                encoding=said,
            ),
        )
    if text.startswith("{\\rtf"):
        text = rtf_text(text).strip()
        if not text.startswith("{"):
            raise _is_no_notebook(name, _("a rich text document (RTF), not a notebook"))
        return text, (
            *findings,
            lambda: _("{name} was saved as rich text (RTF); its text was read.", name=name),
        )
    if text.startswith("<") and not text.startswith("<<<<<<<"):
        return _in_page(text, name), (
            *findings,
            lambda: _("{name} was saved as a web page; its text was read.", name=name),
        )
    for start in KNOWN_TEXT:
        if text.startswith(start):
            raise _is_no_notebook(name, _(KNOWN_TEXT[start]))
    if SCRIPT.match(text):
        raise _is_no_notebook(name, _("a Python script, not a notebook"))
    return text, findings


def _is_no_notebook(name: str, kind: str) -> UnreadableNotebook:
    return UnreadableNotebook(
        _("{name} is {kind}; submit the .ipynb file itself.", name=name, kind=kind)
    )


def _in_page(text: str, name: str) -> str:
    """The notebook's JSON in a web page.

    Raises
    ------
    UnreadableNotebook
        If the page only shows the notebook, or something else.
    """
    # browsers put a JSON file that is saved as a page into one element
    start, end = text.find("<pre"), text.rfind("</pre")
    inside = html.unescape(text[text.find(">", start) + 1 : end]).strip() if start >= 0 else ""
    if inside.startswith("{") and '"cells"' in inside:
        return inside
    raise UnreadableNotebook(
        _(
            "{name} is an HTML or XML page, not a notebook (was it saved from a browser?); "
            "submit the .ipynb file itself (File > Download in Jupyter).",
            name=name,
        )
    )
