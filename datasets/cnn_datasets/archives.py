"""Unpack the images of an archive from a stranger: only what is expected, never more.

An archive can name paths outside its folder, hide links, or grow without end. So paths are taken
apart and put together anew, everything that is no plain file is refused, and sizes are bounded
both as declared and as they come. A tar archive is unpacked only if its checksum is published
(see `originals.Archive`), so the work of tarfile itself needs no bound.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cnn_datasets.dataset import DataError
from grader.language import _

__all__ = ["Expected", "unpack"]

IMAGES = (".png", ".jpg", ".jpeg")
LICENCES = ("license.txt", "license")  # that of the flowers names every photographer
BYTES_AN_IMAGE = 2**19  # on average; the flowers' photographs have 62 KB
BYTES_OF_ALL_ELSE = 2**24
CHUNK = 2**18
RESERVED = frozenset('<>:"|?*')  # in file names on Windows; a drive or a stream hides behind ":"
LONGEST_PATH = 1000
NO_FILE = "its member {name!r} is a link or device, not a file"
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError,
    NotImplementedError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What an archive has to hold: number of images by split (``""`` for none) and class."""

    counts: dict[str, dict[str, int]]

    @property
    def images(self) -> int:
        return sum(sum(classes.values()) for classes in self.counts.values())

    @property
    def max_bytes(self) -> int:
        """No honest archive of so many images is larger when unpacked."""
        return self.images * BYTES_AN_IMAGE + BYTES_OF_ALL_ELSE

    @property
    def max_members(self) -> int:
        return 4 * self.images + 1000

    def place(self, parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """Where a member belongs: ([split,] class, file) of an image, (file,) of the licence; None
        for all else."""
        if parts[-1].lower() in LICENCES and len(parts) <= 2:
            return (parts[-1],)
        if len(parts) < 2 or not parts[-1].lower().endswith(IMAGES) or parts[-1].startswith("."):
            return None
        for split, classes in self.counts.items():
            if parts[-2] in classes and (not split or parts[-3:-2] == (split,)):
                return parts[-3:] if split else parts[-2:]
        return None


@dataclass(frozen=True)
class _Member:
    """A file in an archive. It has to be read before the next one is asked for."""

    parts: tuple[str, ...]
    size: int
    open: Callable[[], BinaryIO]


def unpack(
    archive: Path,
    folder: Path,
    expected: Expected,
    report: Callable[[int], None] = lambda images: None,
) -> dict[str, list]:
    """Unpack the expected images into an empty folder, as ``[<split>/]<class>/<file>``.

    Parameters
    ----------
    archive
        A zip archive if its name ends in ``.zip``, else a tar archive packed with gzip.

    Returns
    -------
    dict
        From relative path to [size in bytes, SHA-256].

    Raises
    ------
    DataError
        If it is damaged, larger than it can be, has names or members that no honest archive has,
        or not the expected images. The folder may then hold some of the files; the caller removes
        it.
    OSError
        If it cannot be read or the files cannot be written.
    """
    written: dict[str, list] = {}
    seen: set[str] = set()
    left = expected.max_bytes
    is_zip = archive.name.endswith(".zip")
    with open(archive, "rb") as file:
        start = file.read(4)
    if not start.startswith(b"PK" if is_zip else b"\x1f\x8b"):
        kind = "zip" if is_zip else "tar.gz"
        raise DataError(
            _("it is not a {kind} archive; it starts with {start!r}", kind=kind, start=start)
        )
    members = _zip_members if is_zip else _tar_members
    with _damage_as_data_error(), contextlib.closing(members(archive)) as found:
        for number, member in enumerate(found):
            left -= member.size
            if left < 0 or number >= expected.max_members:
                raise DataError(
                    _(
                        "unpacked, it has more than {bytes:,} bytes or {files:,} files; no "
                        "archive of {images:,} images has",
                        bytes=expected.max_bytes,
                        files=expected.max_members,
                        images=expected.images,
                    )
                )
            place = expected.place(member.parts)
            if place is None:
                continue
            path = "/".join(place)
            if path.casefold() in seen:
                raise DataError(_("it has {name} twice", name=path))
            seen.add(path.casefold())
            written[path] = _write(member, folder / path)
            report(1)
    _check_counts(written, expected)
    return written


@contextlib.contextmanager
def _damage_as_data_error() -> Iterator[None]:
    """Turns what zipfile, tarfile and gzip raise for damaged archives into a DataError."""
    try:
        yield
    except DAMAGE as error:
        raise DataError(_("it is truncated or damaged ({error})", error=error)) from error


def _zip_members(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            name = info.orig_filename  # `filename` hides what follows a zero byte
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise DataError(_(NO_FILE, name=name[:100]))
            if info.flag_bits & 1:
                raise DataError(_("its member {name!r} is encrypted", name=name[:100]))
            parts = _safe_parts(name)
            if not info.is_dir():
                yield _Member(parts, info.file_size, lambda info=info: opened.open(info))


def _tar_members(archive: Path) -> Iterator[_Member]:
    with tarfile.open(archive, "r:gz") as opened:
        for info in opened:
            if not (info.isfile() or info.isdir()) or info.issparse():
                raise DataError(_(NO_FILE, name=info.name[:100]))
            if info.isfile():
                parts = _safe_parts(info.name)
                yield _Member(parts, info.size, lambda info=info: opened.extractfile(info))


def _safe_parts(name: str) -> tuple[str, ...]:
    """The parts of a member's path. Raises DataError for one that could lead elsewhere."""
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    leads_out = not parts or name.startswith("/") or ".." in parts or "\\" in name
    odd = any(ord(c) < 32 or c in RESERVED for c in name) or len(name) > LONGEST_PATH
    if leads_out or odd:
        raise DataError(
            _("it has a member with the path {name!r}, which no honest one has", name=name[:100])
        )
    return parts


def _write(member: _Member, target: Path) -> list:
    path = "/".join(member.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    # "x": whatever lies there already, a link even, is never written through.
    with member.open() as source, open(target, "xb") as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > member.size:
                raise DataError(
                    _(
                        "{name} is larger than the {size:,} bytes it says",
                        name=path,
                        size=member.size,
                    )
                )
            digest.update(chunk)
            file.write(chunk)
    if size != member.size or size == 0:
        raise DataError(
            _(
                "{name} has {found:,} bytes, but says {size:,}",
                name=path,
                found=size,
                size=member.size,
            )
        )
    return [size, digest.hexdigest()]


def _check_counts(written: dict[str, list], expected: Expected) -> None:
    found = {s: dict.fromkeys(sorted(classes), 0) for s, classes in expected.counts.items()}
    for path in written:
        *split, class_name, name = ["", *path.split("/")][-3:]
        if name.lower() not in LICENCES:
            found[split[0]][class_name] += 1
    if found != expected.counts:
        raise DataError(
            _(
                "it has {found}; expected {expected}",
                found=_words(found),
                expected=_words(expected.counts),
            )
        )


def _words(counts: dict[str, dict[str, int]]) -> str:
    return ", ".join(
        f"{count:,} {split} {class_name}".replace("  ", " ")
        for split, classes in counts.items()
        for class_name, count in sorted(classes.items())
    )
