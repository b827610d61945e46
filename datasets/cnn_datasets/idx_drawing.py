"""Draw the stand-in of an IDX dataset, in pieces that do not depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnn_datasets import store, workers
from cnn_datasets.folder_store import Recipe
from cnn_datasets.idx import IdxDataset, IdxFile, header

__all__ = ["draw_piece", "labels_of", "recipe"]

PIECE = 1000  # images drawn with one generator
STREAMS = {"train": 1, "test": 2}


def recipe(dataset: IdxDataset) -> Recipe:
    """How the stand-in is made: four IDX files, not packed."""
    return Recipe(
        dataset.name,
        dataset.title,
        dataset.drawing_version,
        frozenset(file.name for file in dataset.files),
        sum(images.shape[0] for images, _ in _pairs(dataset)),
        lambda folder, report: _draw_files(dataset, folder, report),
    )


def labels_of(dataset: IdxDataset, images: IdxFile):
    """Labels of a split: int64, ``(m,)``, balanced, shuffled."""
    import numpy as np

    count = images.shape[0]
    labels = np.arange(count, dtype=np.int64) % len(dataset.class_names)
    return np.random.default_rng([dataset.seed, STREAMS[images.split]]).permutation(labels)


def draw_piece(dataset: IdxDataset, images: IdxFile, first: int):
    """Images `first` to `first` + PIECE of a split: uint8, ``(n, height, width)``."""
    import numpy as np

    rng = np.random.default_rng([dataset.seed, STREAMS[images.split], first + 1])
    labels = labels_of(dataset, images)[first : first + PIECE]
    return dataset.draw(rng, labels, images.split)


def _pairs(dataset: IdxDataset) -> list[tuple[IdxFile, IdxFile]]:
    train_images, train_labels, test_images, test_labels = dataset.files
    return [(train_images, train_labels), (test_images, test_labels)]


def _draw_files(
    dataset: IdxDataset, folder: Path, report: Callable[[int], None]
) -> dict[str, list]:
    pieces = []
    for images, labels in _pairs(dataset):
        content = header(labels.shape) + labels_of(dataset, images).astype("u1").tobytes()
        (folder / labels.name).write_bytes(content)
        (folder / images.name).write_bytes(header(images.shape))
        pieces += [(images, first) for first in range(0, images.shape[0], PIECE)]
    number = min(workers.cores(), len(pieces))
    shares = [(dataset, folder, pieces[begin::number]) for begin in range(number)]
    workers.run(_draw_share, shares, report)
    return {
        file.name: [(folder / file.name).stat().st_size, store.file_sha256(folder / file.name)]
        for file in dataset.files
    }


def _draw_share(
    share: tuple[IdxDataset, Path, list[tuple[IdxFile, int]]], tell: Callable[[int], None]
) -> dict:
    dataset, folder, pieces = share
    for images, first in pieces:
        drawn = draw_piece(dataset, images, first)
        height, width = images.shape[1:]
        with open(folder / images.name, "r+b") as file:
            file.seek(len(header(images.shape)) + first * height * width)
            file.write(drawn.tobytes())
        tell(len(drawn))
    return {}
