"""The notebooks in an archive that was submitted under a notebook's name, or beside one.

Everything is bounded: an archive may claim any size. What is damaged is read as far as it goes.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO

from grader.errors import UnreadableNotebook
from grader.language import _
from grader.submissions.file_names import shown
from grader.submissions.files_beside import MOST_BYTES, Files
from grader.submissions.notebook_text import (
    MAX_FILE_BYTES,
    Wrapped,
    is_no_notebook,
    within_bounds,
)

MAX_MEMBERS = 50_000  # a student who submits an environment or a dataset has thousands
MAX_NOTEBOOKS = 50  # in one archive
MAX_BESIDE = 200  # files beside a notebook in an archive
MAX_NESTING = 3  # a zip in a gzip, say
SKIPPED_FOLDERS = {"__MACOSX", "__pycache__", "node_modules"}
INNER = (".zip", ".tar", ".tar.gz", ".tgz")  # archives that are looked for in an archive
IS_ZIP, IS_GZIP = b"PK\x03\x04", b"\x1f\x8b"
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
        yield within_bounds(file)
        return
    if nesting == MAX_NESTING:
        raise is_no_notebook(name, _("an archive in an archive in an archive"))
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
            raise is_no_notebook(name, closed) from None
    if not members:
        raise is_no_notebook(name, _("a {kind} archive without a notebook in it", kind=kind))

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
            raise is_no_notebook(name, _("an Office document, not a notebook"))
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
