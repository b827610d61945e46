"""Datasets in HDF5 files: the original files, and their stand-ins, drawn once and kept.

Every stand-in carries the digest of its own arrays and the version of the drawing, so that a file
that was cut short, edited or drawn by an older version is noticed and drawn again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets.data_folder import FOLDER_VARIABLE, data_folder, file_sha256, stand_in_folder
from cnn_datasets.dataset import DataError, Dataset, Download, Original, Say, Storage
from cnn_datasets.hdf5_file import Hdf5File, read, write
from grader.language import _

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Hdf5Files", "draw_image", "draw_split", "read_stand_in"]

STREAMS = {"train": 1, "test": 2}
"""Second word of the seed of every generator."""


@dataclass(frozen=True)
class Hdf5Files(Storage):
    """A training file and a test file; a load gives (images, labels) of both."""

    files: tuple[Hdf5File, ...]

    def file(self, split: str) -> Hdf5File:
        """The file of a split. Raises KeyError for a split the dataset does not have."""
        for file in self.files:
            if file.split == split:
                return file
        raise KeyError(f"there is no split {split!r}; there is {[f.split for f in self.files]}")

    def find_original(self, dataset: Dataset) -> Original:
        states = {file.name: _state_of_original(file) for file in self.files}
        missing = tuple(name for name, state in states.items() if state == "missing")
        if missing:
            found = [f"{name} ({state})" for name, state in states.items() if state != "missing"]
            return Original((), data_folder(), found=tuple(found), missing=missing)
        unknown = [name for name, state in states.items() if state == "not verified"]
        names = ", ".join(unknown)
        note = _(" ({names} not verified: no published checksum)", names=names) if unknown else ""
        return Original(tuple(data_folder() / name for name in states), data_folder(), note)

    def load_original(self, dataset: Dataset, original: Original, say: Say) -> dict:
        pairs = zip(self.files, original.paths, strict=True)
        return {file.split: read(path, file)[:2] for file, path in pairs}

    def stand_in_paths(self, dataset: Dataset) -> tuple[Path, ...]:
        return tuple(stand_in_folder() / file.name for file in self.files)

    def load_stand_in(self, dataset: Dataset, say: Say) -> dict:
        return {file.split: _stand_in(dataset, file, say) for file in self.files}

    def make_stand_in(self, dataset: Dataset, say: Say) -> None:
        self.load_stand_in(dataset, say)

    def verify(self, dataset: Dataset) -> list[tuple[str, str, str]]:
        return [(file.name, *_verify(dataset, file)) for file in self.files]

    def how_to_obtain(self, dataset: Dataset) -> str:
        missing = [f.name for f in self.files if not (data_folder() / f.name).exists()]
        names = _(" and ").join(missing)
        return _("put {names} into {folder}", names=names, folder=data_folder())

    def downloads(self, dataset: Dataset) -> list[Download]:
        # Without a checksum a file is not downloaded: nothing would tell what it is.
        return [
            Download(file.url if file.sha256 else None, data_folder() / file.name, file.sha256)
            for file in self.files
        ]

    def draw_unseen(
        self, dataset: Dataset, seed: list[int], labels: np.ndarray
    ) -> Iterator[np.ndarray]:
        import numpy as np

        for index, label in enumerate(labels):
            yield dataset.draw(np.random.default_rng([*seed, index + 1]), int(label), "test")

    def draw_samples(self, dataset: Dataset, label: int, count: int) -> Iterator[np.ndarray]:
        import numpy as np

        file = self.file("train")
        for index in np.flatnonzero(_labels(dataset, file) == label)[:count]:
            yield draw_image(dataset, file, int(index), label)


def _state_of_original(file: Hdf5File) -> str:
    """``"missing"``, ``"original"`` or ``"not verified"``. Raises DataError for anything else."""
    path = data_folder() / file.name
    if not path.exists():
        return "missing"
    try:
        if path.stat().st_size <= file.max_bytes and file.sha256 == file_sha256(path):
            return "original"
        read(path, file)
        if file.sha256:
            raise DataError(
                _("its content is another one (SHA-256 {sha256})", sha256=file_sha256(path))
            )
    except (DataError, OSError) as error:
        wanted = _("a whole original")
        if file.sha256:
            wanted = _("the original with SHA-256 {sha256}", sha256=file.sha256)
        raise DataError(
            _(
                "{path} is not usable: {error}. Expected {expected}. Replace it by a fresh copy, "
                "or move it away to work with the drawn stand-in.",
                path=path,
                error=error,
                expected=wanted,
            )
        ) from error
    return "not verified"


def _verify(dataset: Dataset, file: Hdf5File) -> tuple[str, str]:
    try:
        state = _state_of_original(file)
    except DataError as error:
        return "refused", str(error)
    if state == "original":
        return state, "the original, recognised by its SHA-256"
    if state == "not verified":
        return state, "whole, with the original's keys, shapes and types; no published checksum"
    try:
        read_stand_in(dataset, file)
    except OSError:
        return "missing", "no original; the stand-in is drawn at the first load"
    except DataError as error:
        return "stand-in damaged", f"{error}; it is drawn again at the next load"
    return "stand-in", f"drawn, version {dataset.drawing_version}; {dataset.obtain}"


def _labels(dataset: Dataset, file: Hdf5File) -> np.ndarray:
    """Labels of a stand-in: int64, ``(m,)``, the class balance of the original, shuffled."""
    import numpy as np

    labels = np.repeat(np.array(file.classes, np.int64), file.per_class)
    return np.random.default_rng([dataset.seed, STREAMS[file.split]]).permutation(labels)


def draw_image(dataset: Dataset, file: Hdf5File, index: int, label: int) -> np.ndarray:
    """Image number `index` of a split: uint8, ``file.shape[1:]``; the same on every machine."""
    import numpy as np

    rng = np.random.default_rng([dataset.seed, STREAMS[file.split], index])
    return dataset.draw(rng, label, file.split)


def draw_split(dataset: Dataset, file: Hdf5File) -> tuple[np.ndarray, np.ndarray]:
    """Draw one split: images (uint8, ``file.shape``) and labels (int64, ``(m,)``)."""
    import numpy as np

    labels = _labels(dataset, file)
    images = np.empty(file.shape, np.uint8)
    for index, label in enumerate(labels):
        images[index] = draw_image(dataset, file, index, int(label))
    return images, labels


def _content_sha256(images: np.ndarray, labels: np.ndarray) -> str:
    """SHA-256 over the arrays, so that it does not depend on how HDF5 laid them out."""
    return hashlib.sha256(images.tobytes() + labels.astype("<i8").tobytes()).hexdigest()


def read_stand_in(dataset: Dataset, file: Hdf5File) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a cached stand-in.

    Raises
    ------
    OSError
        If it has not been drawn or cannot be opened.
    DataError
        If it is damaged or was drawn by another version.
    """
    images, labels, attributes = read(stand_in_folder() / file.name, file)
    if attributes.get("drawing_version") != dataset.drawing_version:
        raise DataError(_("it was drawn by another version of the course"))
    if attributes.get("content_sha256") != _content_sha256(images, labels).encode():
        raise DataError(_("its content is not what was drawn"))
    return images, labels


def _stand_in(dataset: Dataset, file: Hdf5File, say: Say) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a stand-in; drawn, and cached if the folder can be written, when there
    is no sound copy yet."""
    import numpy as np

    try:
        return read_stand_in(dataset, file)
    except OSError:
        say(_("Drawing the stand-in of {name} (once, some seconds) ...", name=file.name))
    except DataError as error:
        say(_("The stand-in of {name} is drawn again: {error}.", name=file.name, error=error))
    images, labels = draw_split(dataset, file)
    attributes = {
        "about": f"Stand-in for {dataset.title}: drawn, not photographs",
        "drawing_version": dataset.drawing_version,
        "content_sha256": np.bytes_(_content_sha256(images, labels)),  # of fixed length
    }
    try:
        write(stand_in_folder() / file.name, file, images, labels, attributes)
    except OSError as error:
        say(
            _(
                "It could not be kept in {folder} ({error}) and will be drawn again next "
                "time; set {variable} to a folder you can write.",
                folder=stand_in_folder(),
                error=error.strerror or error,
                variable=FOLDER_VARIABLE,
            )
        )
    return images, labels
