"""The plain files in a zip or tar.gz archive from a stranger, one after the other."""

from __future__ import annotations

import contextlib
import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cnn_datasets.dataset import DataError

__all__ = ["Member", "damage_told", "members"]

RESERVED = frozenset('<>:"|?*')  # in file names on Windows; a drive or a stream hides behind ":"
LONGEST_PATH = 1000
BLOCK = 512  # of a tar archive
SLACK = 2**20  # for long names and the empty blocks at its end
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError,
    NotImplementedError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path's parts, the size it declares, and how to read it.

    It has to be read before the next member is asked for.
    """

    parts: tuple[str, ...]
    size: int
    open: Callable[[], BinaryIO]

    @property
    def path(self) -> str:
        return "/".join(self.parts)


@contextlib.contextmanager
def damage_told() -> Iterator[None]:
    """Turns what zipfile, tarfile and gzip say of damaged archives into a DataError."""
    try:
        yield
    except DAMAGE as error:
        raise DataError(f"it is truncated or damaged ({error})") from error


def members(archive: Path) -> Iterator[Member]:
    """The files of an archive; only from within `damage_told`.

    Nothing of a file is unpacked before its member was yielded, so a caller to whom it is too
    large need only stop.

    Raises:
        DataError: it is of another kind, or has a link, a device, an encrypted file, or a path
            that could lead out of the folder it is unpacked into.
    """
    with open(archive, "rb") as file:
        start = file.read(4)
    if start[:2] == b"PK":
        return _zip_members(archive)
    if start[:2] == b"\x1f\x8b":
        return _tar_members(archive)
    raise DataError(f"it is neither a zip nor a tar.gz archive; it starts with {start!r}")


def _zip_members(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            name = info.orig_filename  # `filename` hides what follows a zero byte
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise DataError(f"its member {name[:100]!r} is a link or device, not a file")
            if info.flag_bits & 1:
                raise DataError(f"its member {name[:100]!r} is encrypted")
            parts = _safe_parts(name)
            if not info.is_dir():
                yield Member(parts, info.file_size, lambda info=info: opened.open(info))


def _tar_members(archive: Path) -> Iterator[Member]:
    with gzip.open(archive, "rb") as plain:
        stream = _Rationed(plain)
        with tarfile.open(fileobj=stream, mode="r|") as opened:
            for info in opened:
                name = info.name[:100]
                if not (info.isfile() or info.isdir()) or info.issparse():
                    raise DataError(f"its member {name!r} is a link or device, not a file")
                if info.isdir() and info.name == ".":
                    continue
                parts = _safe_parts(info.name)
                stream.allow(info.size)
                if info.isfile():
                    yield Member(parts, info.size, lambda info=info: opened.extractfile(info))
        while stream.read(SLACK):  # to the end, where the checksum of the whole is
            pass


def _safe_parts(name: str) -> tuple[str, ...]:
    """The parts of a member's path. Raises DataError for one that could lead elsewhere."""
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    leads_out = not parts or name.startswith("/") or ".." in parts or "\\" in name
    odd = any(ord(c) < 32 or c in RESERVED for c in name) or len(name) > LONGEST_PATH
    if leads_out or odd:
        raise DataError(f"it has a member with the path {name[:100]!r}, which no honest one has")
    return parts


class _Rationed:
    """A stream that gives no more than the members met so far have been said to need: a header
    may declare a name of gigabytes, and tarfile would read it into memory."""

    def __init__(self, stream: BinaryIO):
        self._stream, self._left = stream, SLACK

    def allow(self, size: int) -> None:
        self._left += size + 4 * BLOCK  # its header, its padding, and those of a longer name

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise DataError("it has more between its files than an honest archive has")
        return data
