"""IDX datasets: the original wherever this machine has it, else the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnn_datasets import folder_store, located, store
from cnn_datasets.dataset import DataError
from cnn_datasets.idx import IdxDataset, IdxFile, read
from cnn_datasets.idx_drawing import recipe
from cnn_datasets.located import Located

__all__ = ["load", "locate", "make", "verify"]


def _paths(dataset: IdxDataset, folder: Path) -> list[Path | None]:
    """The files of a dataset in a folder, packed or not; None for one that is not there."""
    both = ([folder / f"{file.name}.gz", folder / file.name] for file in dataset.files)
    return [next((path for path in pair if path.exists()), None) for pair in both]


def _originals(dataset: IdxDataset) -> tuple[list[Path], list, list[str]]:
    """Paths and arrays of the original, both empty if it is nowhere, and remarks on the search.

    Raises:
        DataError: a file in the data folder is damaged or not the original.
    """
    own = _own_folder(dataset)
    remarks = []
    for folder in (own, *dataset.elsewhere()):
        paths = _paths(dataset, folder)
        missing = [f.name for f, path in zip(dataset.files, paths, strict=True) if path is None]
        try:
            arrays = [
                _read_original(path, file)
                for path, file in zip(paths, dataset.files, strict=True)
                if path is not None
            ]
        except DataError as error:
            if folder == own:
                raise DataError(
                    f"{folder} is not usable: {error}. Move it away, then {_how(dataset)}, or "
                    "work with the drawn stand-in."
                ) from error
            remarks.append(f"{folder} is not usable: {error}")
            continue
        if not missing:
            return paths, arrays, remarks
        if arrays:
            remarks.append(f"{folder} is not used: {', '.join(missing)} is missing there")
    return [], [], remarks


def _own_folder(dataset: IdxDataset) -> Path:
    return store.data_folder() / dataset.folder


def _how(dataset: IdxDataset) -> str:
    return located.how_to_get(dataset.name, dataset.obtain, _own_folder(dataset))


def _read_original(path: Path, file: IdxFile):
    try:
        values, sha256 = read(path, file)
    except (OSError, DataError) as error:
        raise DataError(f"{path.name}: {error}") from error
    if sha256 != file.sha256:
        raise DataError(
            f"{path.name} is not the original: its content has SHA-256 {sha256}, expected "
            f"{file.sha256}"
        )
    return values


def _locate(dataset: IdxDataset, drawn: bool) -> tuple[Located, list]:
    root = folder_store.folder(recipe(dataset))
    stand_in = tuple(root / file.name for file in dataset.files)
    if chosen := located.asked_for(dataset.title, stand_in, drawn):
        return chosen, []
    paths, arrays, remarks = _originals(dataset)
    note = "".join(f" ({remark})" for remark in remarks)
    if paths:
        sentence = f"{dataset.title}: original, from {paths[0].parent}{note}"
        return Located("original", tuple(paths), sentence), arrays
    sentence = (
        f"{dataset.title}: stand-in (drawn, not photographs); for the original {_how(dataset)}"
        f"{note}"
    )
    return Located("stand-in", stand_in, sentence), []


def locate(dataset: IdxDataset, drawn: bool = False) -> Located:
    """See `sources.locate`."""
    return _locate(dataset, drawn)[0]


def load(dataset: IdxDataset, say: Callable[[str], None] = print, drawn: bool = False) -> dict:
    """See `sources.load`: dict from split to images and labels, both uint8."""
    found, arrays = _locate(dataset, drawn)
    say(found.sentence)
    if found.kind == "stand-in":
        make(dataset, say)
        try:
            arrays = [
                read(path, file)[0] for path, file in zip(found.paths, dataset.files, strict=True)
            ]
        except (OSError, DataError) as error:
            raise DataError(f"The stand-in of {dataset.title} cannot be read: {error}") from error
    train_images, train_labels, test_images, test_labels = arrays
    return {"train": (train_images, train_labels), "test": (test_images, test_labels)}


def make(dataset: IdxDataset, say: Callable[[str], None] = print) -> None:
    """See `sources.make`."""
    folder_store.ensure(recipe(dataset), say)


def verify(dataset: IdxDataset) -> list[tuple[str, str, str]]:
    """See `sources.verify`."""
    try:
        paths, _, remarks = _originals(dataset)
    except DataError as error:
        return [(dataset.name, "refused", str(error))]
    if paths:
        whole = f"the original, recognised by its SHA-256, from {paths[0].parent}"
        return [(file.name, "original", whole) for file in dataset.files]
    # What lies elsewhere on the machine is not ours: passed over, and no reason to fail.
    passed_over = [(dataset.name, "passed over", remark) for remark in remarks]
    return [*passed_over, folder_store.state(recipe(dataset), _how(dataset))]
