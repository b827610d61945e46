"""What is known about a dataset of image files in folders, one folder for each class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Archive", "FolderDataset", "ImageFile"]


@dataclass(frozen=True)
class Archive:
    """One archive in which the original is distributed.

    Attributes:
        name: file name, e.g. ``"horse-or-human.zip"``; its content is unpacked into a folder of
            that name without the ending, where a folder unpacked by hand is looked for, too.
        url: a public address, or None where none is known.
        bytes: size of the archive, or None where it is not known.
        sha256: of the archive, or None where no checksum is known.
        folder: the split it holds, e.g. ``"train"``; ``""`` if it holds the whole dataset.
    """

    name: str
    url: str | None
    bytes: int | None
    sha256: str | None
    folder: str = ""

    @property
    def stem(self) -> str:
        """Name without its ending, e.g. ``"flower_photos"``."""
        return self.name.removesuffix(".gz").rpartition(".")[0]


@dataclass(frozen=True)
class ImageFile:
    """One image of the stand-in: where it belongs and what is to be seen on it."""

    path: str  # relative to the dataset's root, with "/"
    split: str
    label: int
    index: int  # within its split and class


@dataclass(frozen=True)
class FolderDataset:
    """Images in folders: ``root/<split>/<class>/<file>``, or ``root/<class>/<file>``.

    Attributes:
        name: short name used on the command line, e.g. ``"horse_or_human"``.
        title: name shown to people.
        archives: in which the original is distributed.
        counts: number of images by split and class, e.g. ``{"train": {"horses": 500, ...}}``; the
            split ``""`` means that there is none. These are the counts of the stand-in, and of
            the original unless `original_counts` says otherwise.
        extension: ``".png"`` or ``".jpg"``.
        source, licence, citation: where it comes from and what may be done with it.
        obtain: a sentence that says how somebody gets the original.
        draw: ``draw(rng, label, split) -> uint8 (height, width, 3)``; label is the position of
            the class's name in sorted order, as Keras numbers folders. Called with a generator
            of its own for every image.
        seed: first word of every generator's seed.
        drawing_version: raised whenever the drawing changes; older stand-ins are drawn again.
        naming: ``naming(split, class_name, index) -> file name`` as in the original.
        original_counts: like `counts`, where the original has more images than the stand-in.
    """

    name: str
    title: str
    archives: tuple[Archive, ...]
    counts: dict[str, dict[str, int]]
    extension: str
    source: str
    licence: str
    citation: str
    obtain: str
    draw: Callable[[np.random.Generator, int, str], np.ndarray]
    seed: int
    drawing_version: int
    naming: Callable[[str, str, int], str] | None = None
    original_counts: dict[str, dict[str, int]] | None = None

    @property
    def splits(self) -> tuple[str, ...]:
        """Names of the splits, ``("",)`` if there are none."""
        return tuple(self.counts)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the class folders in sorted order: their positions are the labels."""
        return tuple(sorted(next(iter(self.counts.values()))))

    @property
    def counts_of_original(self) -> dict[str, dict[str, int]]:
        return self.original_counts or self.counts

    def file_name(self, split: str, class_name: str, index: int) -> str:
        """Name of image number `index` (from 0) of a class, as the original names its files."""
        if self.naming is not None:
            return self.naming(split, class_name, index)
        return f"{class_name}-{index:04d}{self.extension}"

    def images(self) -> Iterator[ImageFile]:
        """All images of the stand-in, split by split and class by class."""
        for split, classes in self.counts.items():
            for label, class_name in enumerate(self.class_names):
                for index in range(classes[class_name]):
                    name = self.file_name(split, class_name, index)
                    path = "/".join(part for part in (split, class_name, name) if part)
                    yield ImageFile(path, split, label, index)
