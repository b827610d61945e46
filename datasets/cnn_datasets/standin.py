"""Drawn stand-ins: same names, keys, shapes, types and class balance as the original.

Every cached file carries the digest of its own arrays and the version of the drawing, so that a
file that was cut short, edited or drawn by an older version is noticed and drawn again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from cnn_datasets import store
from cnn_datasets.dataset import DataError, DataFile, Dataset

__all__ = ["draw_split", "folder", "is_current", "load", "make"]

Progress = Callable[[int, int], None]


def folder() -> Path:
    """Folder of the cached stand-ins, apart from the one an original is put into."""
    return store.data_folder() / "stand-in"


def labels_of(dataset: Dataset, file: DataFile):
    """Labels of a stand-in: int64, ``(m,)``, the class balance of the original, shuffled."""
    import numpy as np

    labels = np.repeat(np.array(dataset.classes, np.int64), file.per_class)
    return np.random.default_rng([dataset.seed, _stream(file)]).permutation(labels)


def draw_image(dataset: Dataset, file: DataFile, index: int, label: int):
    """Image number `index` of a split: uint8, ``file.shape[1:]``; the same on every machine."""
    import numpy as np

    rng = np.random.default_rng([dataset.seed, _stream(file), index])
    return dataset.draw(rng, label, file.split)


def _stream(file: DataFile) -> int:
    return {"train": 1, "test": 2}[file.split]


def draw_split(dataset: Dataset, file: DataFile, progress: Progress | None = None):
    """Draw one split: images (uint8, ``file.shape``) and labels (int64, ``(m,)``)."""
    import numpy as np

    labels = labels_of(dataset, file)
    images = np.empty(file.shape, np.uint8)
    for index, label in enumerate(labels):
        images[index] = draw_image(dataset, file, index, int(label))
        if progress:
            progress(index + 1, len(labels))
    return images, labels


def content_digest(images, labels) -> str:
    """SHA-256 over the arrays, so that it does not depend on how HDF5 laid them out."""
    return hashlib.sha256(images.tobytes() + labels.astype("<i8").tobytes()).hexdigest()


def read_cached(dataset: Dataset, file: DataFile):
    """Images and labels of a cached stand-in.

    Raises:
        OSError: it has not been drawn or cannot be opened.
        DataError: it is damaged or was drawn by another version.
    """
    path = folder() / file.name
    images, labels, _, attributes = store.read(path, file, dataset.classes)
    if attributes.get("drawing_version") != dataset.drawing_version:
        raise DataError("it was drawn by another version of the course")
    if attributes.get("content_sha256") != content_digest(images, labels):
        raise DataError("its content is not what was drawn")
    return images, labels


def is_current(dataset: Dataset, file: DataFile) -> bool:
    """Whether the cached stand-in of a file is there, whole and of this version."""
    try:
        read_cached(dataset, file)
    except (OSError, DataError):
        return False
    return True


def load(
    dataset: Dataset,
    file: DataFile,
    progress: Progress | None = None,
    say: Callable[[str], None] = print,
):
    """Images and labels of a stand-in; drawn, and cached if the folder can be written, when
    there is no sound copy yet. `say` receives a sentence for everything out of the ordinary."""
    try:
        return read_cached(dataset, file)
    except OSError:
        say(f"Drawing the stand-in of {file.name} (once, some seconds) ...")
    except DataError as error:
        say(f"The stand-in of {file.name} is drawn again: {error}.")
    images, labels = draw_split(dataset, file, progress)
    attributes = {
        "about": f"Stand-in for {dataset.title}: drawn, not photographs",
        "drawing_version": dataset.drawing_version,
        "content_sha256": content_digest(images, labels),
    }
    try:
        store.write(folder() / file.name, file, dataset, images, labels, attributes)
    except OSError as error:
        say(
            f"It could not be kept in {folder()} ({error.strerror or error}) and will be drawn "
            f"again next time; set {store.FOLDER_VARIABLE} to a folder you can write."
        )
    return images, labels


def make(dataset: Dataset, progress: Progress | None = None, say=print) -> list[Path]:
    """Draw and cache what is missing or damaged; returns the paths of the stand-ins.

    Args:
        progress: called as ``progress(done, total)`` over the images of all files.
    """
    total = sum(file.shape[0] for file in dataset.files)
    done = 0
    for file in dataset.files:
        before = done
        load(dataset, file, progress and (lambda i, _, b=before: progress(b + i, total)), say)
        done += file.shape[0]
    if progress:
        progress(total, total)
    return [folder() / file.name for file in dataset.files]
