"""Originals of folder datasets: archives recognised, unpacked once; folders unpacked by hand."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnn_datasets import store
from cnn_datasets.archives import IMAGES, Expected, unpack
from cnn_datasets.checksums import check_checksum, remember
from cnn_datasets.dataset import DataError
from cnn_datasets.folders import Archive, FolderDataset
from cnn_datasets.manifest import (
    MANIFEST,
    check_digests,
    check_sizes,
    read_manifest,
    remove,
    write_manifest,
)
from cnn_datasets.progress import progress_line

__all__ = [
    "Original", "check_unpacked", "examine", "folders_below", "unpack_archive", "unpacked_folder",
]  # fmt: skip

DEPTH = 3  # of folders above the classes', e.g. Files/data


@dataclass(frozen=True)
class Original:
    """What is there of one archive's content.

    Attributes:
        state: ``"missing"``, ``"packed"`` (the archive lies there), ``"original"`` (unpacked by
            us) or ``"not verified"`` (a folder somebody unpacked, with the right counts).
        folders: by split, where it is unpacked; else empty.
    """

    state: str
    folders: dict[str, Path]


def _expected(dataset: FolderDataset, archive: Archive) -> Expected:
    """What an archive has to hold once unpacked: ``<split>/<class>`` if it has several splits."""
    counts = dataset.counts_of_original
    return Expected({"": counts[archive.folder]} if archive.folder else counts)


def unpacked_folder(archive: Archive) -> Path:
    """The folder in which its content lies or will lie."""
    return store.data_folder() / archive.stem


def examine(dataset: FolderDataset, archive: Archive) -> Original:
    """What is there of an archive's content; quick if it was unpacked.

    Raises:
        DataError: something is there and not usable: damaged, changed, or not the original.
    """
    packed, folder = store.data_folder() / archive.name, unpacked_folder(archive)
    try:
        if (folder / MANIFEST).exists():
            _check_unpacked(archive, folder)
            return Original("original", folders_below(dataset, archive, folder))
        if folder.exists():
            return Original("not verified", _search(dataset, archive, folder))
    except DataError as error:
        raise DataError(_not_usable(archive, error)) from error
    if not packed.exists():
        return Original("missing", {})
    try:
        check_checksum(packed, archive.sha256, archive.bytes)
    except (DataError, OSError) as error:
        raise DataError(
            f"{packed} is not usable: {error}. Replace it by a fresh copy, or move it away to "
            "work with the drawn stand-in."
        ) from error
    return Original("packed", {})


def unpack_archive(
    dataset: FolderDataset, archive: Archive, say: Callable[[str], None] = print
) -> None:
    """Unpack an archive of the data folder beside itself; the folder appears when it is whole.

    Raises:
        DataError: it is not the original, or the folder cannot be written.
    """
    packed, folder = store.data_folder() / archive.name, unpacked_folder(archive)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    expected = _expected(dataset, archive)
    say(f"Unpacking {archive.name} ({expected.images:,} images, once) ...")
    try:
        sha256 = check_checksum(packed, archive.sha256, archive.bytes)
        fresh.mkdir()
        with progress_line(f"unpacking {archive.name}", expected.images) as report:
            files = unpack(packed, fresh, expected, report)
        write_manifest(fresh, files, about=f"from {archive.name}", archive_sha256=sha256)
        if not (folder / MANIFEST).exists():  # another process may have been first
            os.rename(fresh, folder)
        if archive.sha256 is None:
            remember(archive.name, sha256)
    except DataError as error:
        raise DataError(
            f"{packed} is not usable: {error}. Nothing of it was kept. Replace it by a fresh "
            "copy, or move it away to work with the drawn stand-in."
        ) from error
    except OSError as error:
        if (folder / MANIFEST).exists():
            return  # another process was first after all
        raise DataError(
            f"{archive.name} could not be unpacked into {folder.parent} "
            f"({error.strerror or error}). Make room there or make it writable."
        ) from error
    finally:
        remove(fresh)


def check_unpacked(archive: Archive) -> None:
    """The full check of a folder we unpacked. Raises DataError if a file is not as it was."""
    folder = unpacked_folder(archive)
    try:
        check_digests(folder, _check_unpacked(archive, folder))
    except DataError as error:
        raise DataError(_not_usable(archive, error)) from error


def _check_unpacked(archive: Archive, folder: Path) -> dict[str, list]:
    manifest = read_manifest(folder)
    if archive.sha256 and manifest.get("archive_sha256") != archive.sha256:
        raise DataError("it was unpacked from another archive")
    check_sizes(folder, manifest["files"])
    return manifest["files"]


def _not_usable(archive: Archive, error: DataError) -> str:
    return (
        f"{unpacked_folder(archive)} is not usable: {error}. Move it away; {archive.name} beside "
        "it is then unpacked again, and without that the drawn stand-in is used."
    )


def folders_below(dataset: FolderDataset, archive: Archive, root: Path) -> dict[str, Path]:
    """Folder of every split that an archive holds, below the root of its content."""
    if archive.folder:
        return {archive.folder: root}
    return {split: root / split for split in dataset.splits}


def _search(dataset: FolderDataset, archive: Archive, folder: Path) -> dict[str, Path]:
    """Find the class folders of what somebody unpacked, wherever the archive has put them."""
    expected = _expected(dataset, archive)
    roots = [folder]
    for _ in range(DEPTH + 1):
        for root in roots:
            if all(
                (root / split / name).is_dir()
                for split, classes in expected.counts.items()
                for name in classes
            ):
                _count(root, expected)
                return folders_below(dataset, archive, root)
        roots = [below for root in roots for below in sorted(root.iterdir()) if below.is_dir()]
    names = ", ".join(sorted({name for c in expected.counts.values() for name in c}))
    raise DataError(f"no folders {names} were found in it")


def _count(root: Path, expected: Expected) -> None:
    for split, classes in expected.counts.items():
        for name, count in sorted(classes.items()):
            place = root / split / name
            found = sum(1 for path in place.iterdir() if path.name.lower().endswith(IMAGES))
            if found != count:
                raise DataError(f"{place.relative_to(root)} has {found:,} images, not {count:,}")
