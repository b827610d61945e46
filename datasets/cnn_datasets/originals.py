"""Archives of originals: recognised by checksum, unpacked once; folders unpacked by hand."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cnn_datasets.archives import IMAGES, Expected, unpack
from cnn_datasets.checksums import check_checksum, remember
from cnn_datasets.data_folder import data_folder
from cnn_datasets.dataset import DataError, Say
from cnn_datasets.manifest import (
    MANIFEST,
    check_digests,
    check_sizes,
    read_manifest,
    remove,
    sweep,
    write_manifest,
)
from cnn_datasets.parallel import progress_line
from grader.language import _

__all__ = [
    "Archive", "ArchiveState", "check_unpacked", "examine", "unpack_archive", "why_unverified",
]  # fmt: skip

DEPTH = 3  # of folders above the classes', e.g. Files/data

Counts = dict[str, dict[str, int]]
"""Number of images by split and class."""


@dataclass(frozen=True)
class Archive:
    """One archive in which an original is distributed.

    Attributes
    ----------
    name
        File name, e.g. ``"horse-or-human.zip"``. Its content is unpacked into a folder of that
        name without the ending, where a folder unpacked by hand is looked for, too.
    url
        A public address, or None where none is known.
    bytes
        Size of the archive, or None where it is not known.
    sha256
        Of the archive, or None where no checksum is known.
    folder
        The split it holds, e.g. ``"train"``; ``""`` if it holds the whole dataset.
    """

    name: str
    url: str | None
    bytes: int | None
    sha256: str | None
    folder: str = ""

    def __post_init__(self):
        if self.sha256 is None and not self.name.endswith(".zip"):
            raise ValueError(f"{self.name}: only a zip archive may be without a checksum")

    @property
    def stem(self) -> str:
        """Name without its ending, e.g. ``"flower_photos"``."""
        return self.name.removesuffix(".gz").rpartition(".")[0]

    @property
    def unpacked_folder(self) -> Path:
        """The folder in which its content lies or will lie."""
        return data_folder() / self.stem

    def folders(self, counts: Counts, root: Path) -> dict[str, Path]:
        """Folder of every split that it holds, below the root of its content."""
        return {self.folder: root} if self.folder else {split: root / split for split in counts}

    def expected(self, counts: Counts) -> Expected:
        """What it has to hold: ``<split>/<class>`` if it has several splits."""
        return Expected({"": counts[self.folder]} if self.folder else counts)


@dataclass(frozen=True)
class ArchiveState:
    """What is there of one archive's content.

    Attributes
    ----------
    state
        ``"missing"``, ``"packed"`` (the archive lies there), ``"original"`` (unpacked by us) or
        ``"not verified"`` (a folder somebody unpacked, with the right counts).
    folders
        By split, where it is unpacked; else empty.
    """

    state: str
    folders: dict[str, Path]


def examine(archive: Archive, counts: Counts) -> ArchiveState:
    """What is there of an archive's content; quick if it was unpacked.

    Raises
    ------
    DataError
        If something is there and not usable: damaged, changed, or not the original.
    """
    packed, folder = data_folder() / archive.name, archive.unpacked_folder
    try:
        if (folder / MANIFEST).exists():
            _check_unpacked(archive)
            return ArchiveState("original", archive.folders(counts, folder))
        if folder.exists():
            return ArchiveState("not verified", _search(archive, counts, folder))
    except (DataError, OSError) as error:
        raise DataError(_not_usable(archive, error)) from error
    if not packed.exists():
        return ArchiveState("missing", {})
    try:
        check_checksum(packed, archive.sha256, archive.bytes)
    except (DataError, OSError) as error:
        raise DataError(
            _(
                "{path} is not usable: {error}. Replace it by a fresh copy, or move it away "
                "to work with the drawn stand-in.",
                path=packed,
                error=error,
            )
        ) from error
    return ArchiveState("packed", {})


def why_unverified(archive: Archive, what: ArchiveState) -> str:
    """Why the content of an archive is not known to be the original's; "" if it is."""
    if archive.sha256 is None:
        return _("{name} not verified: no published checksum", name=archive.name)
    if what.state == "not verified":
        return _(
            "{name} not verified: unpacked by somebody, the number of images is right",
            name=archive.stem,
        )
    return ""


def unpack_archive(archive: Archive, counts: Counts, say: Say = print) -> None:
    """Unpack an archive of the data folder beside itself; the folder appears when it is whole.

    Raises
    ------
    DataError
        If it is not the original, or the folder cannot be written.
    """
    packed, folder = data_folder() / archive.name, archive.unpacked_folder
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    expected = archive.expected(counts)
    say(
        _("Unpacking {name} ({count:,} images, once) ...", name=archive.name, count=expected.images)
    )
    try:
        sha256 = check_checksum(packed, archive.sha256, archive.bytes)
        sweep(folder)
        fresh.mkdir()
        with progress_line(_("unpacking {name}", name=archive.name), expected.images) as report:
            files = unpack(packed, fresh, expected, report)
        write_manifest(fresh, files, about=f"from {archive.name}", archive_sha256=sha256)
        if not (folder / MANIFEST).exists():  # another process may have been first
            os.rename(fresh, folder)
        if archive.sha256 is None:
            remember(archive.name, sha256)
    except DataError as error:
        raise DataError(
            _(
                "{path} is not usable: {error}. Nothing of it was kept. Replace it by a "
                "fresh copy, or move it away to work with the drawn stand-in.",
                path=packed,
                error=error,
            )
        ) from error
    except OSError as error:
        if (folder / MANIFEST).exists():
            return  # another process was first after all
        raise DataError(
            _(
                "{name} could not be unpacked into {folder} ({error}). Make room there or "
                "make it writable.",
                name=archive.name,
                folder=folder.parent,
                error=error.strerror or error,
            )
        ) from error
    finally:
        remove(fresh)


def check_unpacked(archive: Archive) -> None:
    """The full check of a folder we unpacked. Raises DataError if a file is not as it was."""
    try:
        check_digests(archive.unpacked_folder, _check_unpacked(archive))
    except DataError as error:
        raise DataError(_not_usable(archive, error)) from error


def _check_unpacked(archive: Archive) -> dict[str, list]:
    manifest = read_manifest(archive.unpacked_folder)
    if archive.sha256 and manifest.get("archive_sha256") != archive.sha256:
        raise DataError(_("it was unpacked from another archive"))
    check_sizes(archive.unpacked_folder, manifest["files"])
    return manifest["files"]


def _not_usable(archive: Archive, error: DataError | OSError) -> str:
    return _(
        "{folder} is not usable: {error}. Move it away; {name} beside it is then "
        "unpacked again, and without that the drawn stand-in is used.",
        folder=archive.unpacked_folder,
        error=error,
        name=archive.name,
    )


def _search(archive: Archive, counts: Counts, folder: Path) -> dict[str, Path]:
    """Find the class folders of what somebody unpacked, wherever the archive has put them."""
    expected = archive.expected(counts).counts
    roots = [folder]
    for _depth in range(DEPTH + 1):
        for root in roots:
            if all((root / s / c).is_dir() for s, classes in expected.items() for c in classes):
                _check_classes(root, expected)
                return archive.folders(counts, root)
        roots = [below for root in roots for below in sorted(root.iterdir()) if below.is_dir()]
    names = ", ".join(sorted({name for classes in expected.values() for name in classes}))
    raise DataError(_("no folders {names} were found in it", names=names))


def _check_classes(root: Path, expected: Counts) -> None:
    """Check what Keras finds: every folder is a class, with all images at any depth below it."""
    for split, classes in expected.items():
        for path in sorted((root / split).iterdir()):
            if path.is_dir() and path.name not in classes and not path.name.startswith("."):
                raise DataError(
                    _(
                        "its folder {place} is none of the classes, but would be taken for one",
                        place=path.relative_to(root),
                    )
                )
        for name, count in sorted(classes.items()):
            place = root / split / name
            found = sum(1 for path in place.rglob("*") if path.name.lower().endswith(IMAGES))
            if found != count:
                raise DataError(
                    _(
                        "{place} has {found:,} images, not {expected:,}",
                        place=place.relative_to(root),
                        found=found,
                        expected=count,
                    )
                )
