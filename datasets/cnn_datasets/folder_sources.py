"""Datasets in folders: the original if its archives are there, else the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnn_datasets import folder_drawing, folder_store, located, originals, store
from cnn_datasets.dataset import DataError
from cnn_datasets.folder_store import Recipe
from cnn_datasets.folders import Archive, FolderDataset
from cnn_datasets.located import Located
from cnn_datasets.originals import Original

__all__ = ["load", "locate", "make", "recipe", "unpack", "verify"]


def recipe(dataset: FolderDataset) -> Recipe:
    """How the stand-in is made."""
    paths = frozenset(image.path for image in dataset.images())
    return Recipe(
        dataset.name,
        dataset.title,
        dataset.drawing_version,
        paths,
        len(paths),
        lambda folder, report: folder_drawing.draw_files(dataset, folder, report),
    )


def locate(dataset: FolderDataset, drawn: bool = False) -> Located:
    """See `sources.locate`. An original of one split is not used beside a drawn other one."""
    root = folder_store.folder(recipe(dataset))
    stand_in = tuple(root / split for split in dataset.splits)
    if chosen := located.asked_for(dataset.title, stand_in, drawn):
        return chosen
    found = {archive: originals.examine(dataset, archive) for archive in dataset.archives}
    missing = [archive.name for archive, original in found.items() if original.state == "missing"]
    if not missing:
        note = "".join(f" ({_unverified(a)})" for a in dataset.archives if _is_unverified(found, a))
        sentence = f"{dataset.title}: original{note}, from {store.data_folder()}"
        return Located("original", _folders(dataset, found), sentence)
    why = "drawn, not photographs"
    present = [archive.name for archive in dataset.archives if archive.name not in missing]
    if present:
        why += (
            f"; found {' and '.join(present)}, but {' and '.join(missing)} is missing, "
            "so the stand-in is used for both"
        )
    return Located(
        "stand-in", stand_in, f"{dataset.title}: stand-in ({why}); for the original {_how(dataset)}"
    )


def _how(dataset: FolderDataset) -> str:
    folder = store.data_folder()
    if all(archive.url for archive in dataset.archives):
        return located.how_to_get(dataset.name, dataset.obtain, folder)
    return f"{dataset.obtain} and put the download into {folder}"


def _is_unverified(found: dict[Archive, Original], archive: Archive) -> bool:
    return archive.sha256 is None or found[archive].state == "not verified"


def _unverified(archive: Archive) -> str:
    if archive.sha256 is None:
        return f"{archive.name} not verified: no published checksum"
    return f"{archive.stem} not verified: unpacked by somebody, the number of images is right"


def _folders(dataset: FolderDataset, found: dict[Archive, Original]) -> tuple[Path, ...]:
    """Folders of the splits; where an archive is still packed, those it will be unpacked into."""
    folders: dict[str, Path] = {}
    for archive, original in found.items():
        folders |= original.folders or originals.folders_below(
            dataset, archive, originals.unpacked_folder(archive)
        )
    return tuple(folders[split] for split in dataset.splits)


def load(
    dataset: FolderDataset, say: Callable[[str], None] = print, drawn: bool = False
) -> dict[str, Path]:
    """See `sources.load`: dict from split to its folder, which has a folder for each class."""
    found = locate(dataset, drawn)
    say(found.sentence)
    if found.kind == "stand-in":
        make(dataset, say)
    else:
        unpack(dataset, say)
    return dict(zip(dataset.splits, found.paths, strict=True))


def unpack(dataset: FolderDataset, say: Callable[[str], None] = print) -> None:
    """Unpack the archives of the data folder that are not unpacked yet.

    Raises:
        DataError: an archive is damaged or not the original, or cannot be unpacked there.
    """
    for archive in dataset.archives:
        if originals.examine(dataset, archive).state == "packed":
            originals.unpack_archive(dataset, archive, say)


def make(dataset: FolderDataset, say: Callable[[str], None] = print) -> None:
    """See `sources.make`."""
    folder_store.ensure(recipe(dataset), say)


def verify(dataset: FolderDataset) -> list[tuple[str, str, str]]:
    """See `sources.verify`."""
    rows = [(archive.name, *_state(dataset, archive)) for archive in dataset.archives]
    if all(status in ("original", "not verified") for _, status, _ in rows):
        return rows
    here = [row for row in rows if row[1] != "missing"]
    return [*here, folder_store.state(recipe(dataset), _how(dataset))]


def _state(dataset: FolderDataset, archive: Archive) -> tuple[str, str]:
    try:
        original = originals.examine(dataset, archive)
        if original.state == "original":
            originals.check_unpacked(archive)
    except (DataError, OSError) as error:
        return "refused", str(error)
    if original.state == "missing":
        return "missing", "not here"
    if _is_unverified({archive: original}, archive):
        return "not verified", _unverified(archive)
    where = "packed" if original.state == "packed" else "unpacked, every file as it was packed"
    return "original", f"the original, recognised by its SHA-256; {where}"
