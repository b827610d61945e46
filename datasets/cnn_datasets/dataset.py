"""What is known about a dataset: names, shapes, classes, origin, licence, checksums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DataError", "DataFile", "Dataset"]


class DataError(Exception):
    """Data that cannot be used; the text says what was found, what was expected, what to do."""


@dataclass(frozen=True)
class DataFile:
    """One HDF5 file of a dataset.

    Attributes:
        name: file name, e.g. ``"train_happy.h5"``.
        split: ``"train"`` or ``"test"``; the keys are ``<split>_set_x`` and ``<split>_set_y``.
        shape: of the images, ``(m, height, width, channels)``, dtype uint8; the labels are int64
            of shape ``(m,)``.
        per_class: number of images of each class, in the order of the dataset's classes.
        sha256: of the original file, or None where no checksum has been published.
        url: a public address that may be used, or None where none is known.
    """

    name: str
    split: str
    shape: tuple[int, int, int, int]
    per_class: tuple[int, ...]
    sha256: str | None = None
    url: str | None = None

    @property
    def images_key(self) -> str:
        return f"{self.split}_set_x"

    @property
    def labels_key(self) -> str:
        return f"{self.split}_set_y"

    @property
    def max_bytes(self) -> int:
        """No honest copy is larger: the uncompressed arrays and a megabyte for HDF5's own needs."""
        images, height, width, channels = self.shape
        return images * (height * width * channels + 8) + 2**20


@dataclass(frozen=True)
class Dataset:
    """A dataset and the drawing of its stand-in.

    Attributes:
        name: short name used on the command line, e.g. ``"happy"``.
        title: name shown to people.
        files: the training file, then the test file.
        classes: integer labels, stored in the files under ``list_classes`` (int64).
        class_names: what the labels mean.
        source, licence, citation: where it comes from and what may be done with it.
        obtain: a sentence that says how somebody gets the original.
        draw: ``draw(rng, label, split) -> uint8 image``; called with a generator of its own
            for every image, so that an image does not depend on the ones drawn before it.
        seed: first word of every generator's seed.
        drawing_version: raised whenever the drawing changes; older cached stand-ins are redrawn.
    """

    name: str
    title: str
    files: tuple[DataFile, ...]
    classes: tuple[int, ...]
    class_names: tuple[str, ...]
    source: str
    licence: str
    citation: str
    obtain: str
    draw: Callable[[np.random.Generator, int, str], np.ndarray]
    seed: int
    drawing_version: int

    def file(self, split: str) -> DataFile:
        """The file of a split. Raises KeyError for a split the dataset does not have."""
        for file in self.files:
            if file.split == split:
                return file
        raise KeyError(
            f"{self.title} has no split {split!r}; it has {[f.split for f in self.files]}"
        )
