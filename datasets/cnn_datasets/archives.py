"""Unpack the images of an archive from a stranger: only what is expected, never more.

An archive can name paths outside its folder, hide links, or grow without end. So paths are taken
apart and put together anew, everything that is no plain file is refused, and sizes are bounded
both as declared and as they come.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnn_datasets.archive_members import Member, damage_told, members
from cnn_datasets.dataset import DataError

__all__ = ["Expected", "unpack"]

IMAGES = (".png", ".jpg", ".jpeg")
LICENCES = ("license.txt", "license")  # that of the flowers names every photographer
BYTES_AN_IMAGE = 2**19  # on average; the flowers' photographs have 62 KB
BYTES_OF_ALL_ELSE = 2**24
CHUNK = 2**18


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


def unpack(
    archive: Path,
    folder: Path,
    expected: Expected,
    report: Callable[[int], None] = lambda images: None,
) -> dict[str, list]:
    """Unpack the expected images into an empty folder, as ``[<split>/]<class>/<file>``.

    Returns:
        dict from relative path to [size in bytes, SHA-256].

    Raises:
        DataError: it is no zip or tar.gz archive, damaged, larger than it can be, has names or
            members that no honest archive has, or not the expected images. The folder may then
            hold some of the files; the caller removes it.
        OSError: it cannot be read or the files cannot be written.
    """
    written: dict[str, list] = {}
    seen: set[str] = set()
    left = expected.max_bytes
    with damage_told(), contextlib.closing(members(archive)) as found:
        for number, member in enumerate(found):
            left -= member.size
            if left < 0 or number >= expected.max_members:
                raise DataError(
                    f"unpacked, it has more than {expected.max_bytes:,} bytes or "
                    f"{expected.max_members:,} files; no archive of {expected.images:,} images has"
                )
            place = expected.place(member.parts)
            if place is None:
                continue
            path = "/".join(place)
            if path.casefold() in seen:
                raise DataError(f"it has {path} twice")
            seen.add(path.casefold())
            written[path] = _write(member, folder / path)
            report(1)
    _check_counts(written, expected)
    return written


def _write(member: Member, target: Path) -> list:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    # "x": whatever lies there already, a link even, is never written through.
    with member.open() as source, open(target, "xb") as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > member.size:
                raise DataError(f"{member.path} is larger than the {member.size:,} bytes it says")
            digest.update(chunk)
            file.write(chunk)
    if size != member.size or size == 0:
        raise DataError(f"{member.path} has {size:,} bytes, but says {member.size:,}")
    return [size, digest.hexdigest()]


def _check_counts(written: dict[str, list], expected: Expected) -> None:
    found = {s: dict.fromkeys(sorted(classes), 0) for s, classes in expected.counts.items()}
    for path in written:
        *split, class_name, name = ["", *path.split("/")][-3:]
        if name.lower() in LICENCES:
            continue
        found[split[0]][class_name] += 1
    if found != expected.counts:
        raise DataError(f"it has {_words(found)}; expected {_words(expected.counts)}")


def _words(counts: dict[str, dict[str, int]]) -> str:
    return ", ".join(
        f"{count:,} {split} {class_name}".replace("  ", " ")
        for split, classes in counts.items()
        for class_name, count in sorted(classes.items())
    )
