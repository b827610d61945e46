"""HDF5 datasets: the original if all of its files are there, else the stand-in."""

from __future__ import annotations

from collections.abc import Callable

from cnn_datasets import located, standin, store
from cnn_datasets.dataset import DataError, DataFile, Dataset
from cnn_datasets.located import Located
from cnn_datasets.standin import make

__all__ = ["load", "locate", "make", "verify"]


def check_original(dataset: Dataset, file: DataFile) -> str:
    """State of a file in the data folder: ``"missing"``, ``"original"`` or ``"not verified"``.

    Raises:
        DataError: something else lies under that name.
    """
    path = store.data_folder() / file.name
    if not path.exists():
        return "missing"
    try:
        if path.stat().st_size <= file.max_bytes and file.sha256 == store.file_sha256(path):
            return "original"
        store.read(path, file, dataset.classes)
        if file.sha256:
            raise DataError(f"its content is another one (SHA-256 {store.file_sha256(path)})")
    except (DataError, OSError) as error:
        wanted = f"the original with SHA-256 {file.sha256}" if file.sha256 else "a whole original"
        raise DataError(
            f"{path} is not usable: {error}. Expected {wanted}. Replace it by a fresh copy, or "
            f"move it away to work with the drawn stand-in."
        ) from error
    return "not verified"


def locate(dataset: Dataset, drawn: bool = False) -> Located:
    """Decide what a load would use, without drawing or loading anything.

    An original test set beside a drawn training set would measure nothing, so the originals are
    used only when all of them are there.

    Raises:
        DataError: a file in the data folder is damaged or is not the original; the stand-in is
            not put in its place, because that would hide the damage.
    """
    paths = tuple(standin.folder() / file.name for file in dataset.files)
    if chosen := located.asked_for(dataset.title, paths, drawn):
        return chosen
    states = {file.name: check_original(dataset, file) for file in dataset.files}
    missing = [name for name, state in states.items() if state == "missing"]
    folder = store.data_folder()
    if not missing:
        unknown = [name for name, state in states.items() if state == "not verified"]
        note = f" ({', '.join(unknown)} not verified: no published checksum)" if unknown else ""
        originals = tuple(folder / file.name for file in dataset.files)
        return Located("original", originals, f"{dataset.title}: original{note}, from {folder}")
    found = [f"{name} ({state})" for name, state in states.items() if state != "missing"]
    why = "drawn, not photographs"
    if found:
        why += (
            f"; found {', '.join(found)}, but {', '.join(missing)} is missing, "
            "so the stand-in is used for both"
        )
    sentence = (
        f"{dataset.title}: stand-in ({why}); for the original put {' and '.join(missing)} "
        f"into {folder}"
    )
    return Located("stand-in", paths, sentence)


def load(
    dataset: Dataset,
    progress: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] = print,
    drawn: bool = False,
):
    """Load a dataset and say in one line what was loaded.

    Returns:
        dict from split (``"train"``, ``"test"``) to (images uint8 ``(m, height, width, 3)``,
        labels int64 ``(m,)``).

    Raises:
        DataError: see `locate`.
    """
    found = locate(dataset, drawn)
    say(found.sentence)
    splits = {}
    for file, path in zip(dataset.files, found.paths, strict=True):
        if found.kind == "original":
            splits[file.split] = store.read(path, file, dataset.classes)[:2]
        else:
            splits[file.split] = standin.load(dataset, file, progress, say)
    return splits


def verify(dataset: Dataset) -> list[tuple[str, str, str]]:
    """Check every file of a dataset; never raises for bad data.

    Returns:
        (file name, status, sentence) for each file. Status is ``"original"``, ``"not verified"``,
        ``"refused"`` (a file of that name that is not the original), ``"stand-in"``,
        ``"stand-in damaged"`` or ``"missing"``.
    """
    return [(file.name, *_state(dataset, file)) for file in dataset.files]


def _state(dataset: Dataset, file: DataFile) -> tuple[str, str]:
    try:
        state = check_original(dataset, file)
    except DataError as error:
        return "refused", str(error)
    if state == "original":
        return state, "the original, recognised by its SHA-256"
    if state == "not verified":
        return state, "whole, with the original's keys, shapes and types; no published checksum"
    try:
        standin.read_cached(dataset, file)
    except OSError:
        return "missing", "no original; the stand-in is drawn at the first load"
    except DataError as error:
        return "stand-in damaged", f"{error}; it is drawn again at the next load"
    return "stand-in", f"drawn, version {dataset.drawing_version}; {dataset.obtain}"
