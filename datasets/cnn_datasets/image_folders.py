"""Datasets of image files in folders, one folder for each class."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets import originals, parallel, stand_in_cache
from cnn_datasets.checksums import known_sha256
from cnn_datasets.data_folder import data_folder, stand_in_folder
from cnn_datasets.dataset import DataError, Dataset, Download, Original, Say, how_to_download
from cnn_datasets.originals import Archive
from grader.language import _

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Archive", "ImageFile", "ImageFolders", "draw_image", "encode"]

STREAMS = {"train": 1, "": 1, "validation": 2, "test": 2}
IMAGES_WORTH_A_WORKER = 50  # starting one takes as long as drawing some dozens of images
FORMATS = {
    # Level 1 takes a fifth of level 6's time; the drawings' noise hardly packs anyway.
    ".png": {"format": "PNG", "compress_level": 1},
    ".jpg": {"format": "JPEG", "quality": 90},
}


@dataclass(frozen=True)
class ImageFile:
    """One image of the stand-in: where it belongs and what it shows.

    `path` is relative to the dataset's root, with "/"; `index` counts within split and class.
    """

    path: str
    split: str
    label: int
    index: int


@dataclass(frozen=True)
class ImageFolders(stand_in_cache.CachedFolder):
    """Images in folders: ``root/<split>/<class>/<file>``, or ``root/<class>/<file>``.

    A load gives the folder of every split. Labels are the positions of the class names in sorted
    order, as Keras numbers folders.

    Attributes
    ----------
    archives
        In which the original is distributed.
    counts
        Number of images by split and class, e.g. ``{"train": {"horses": 500, ...}}``; the split
        ``""`` means that there is none. These are the counts of the stand-in, and of the original
        unless `original_counts` says otherwise.
    extension
        ``".png"`` or ``".jpg"``.
    naming
        ``naming(split, class_name, index)`` returns the file name as in the original.
    original_counts
        Like `counts`, where the original has more images than the stand-in.
    """

    archives: tuple[Archive, ...]
    counts: dict[str, dict[str, int]]
    extension: str
    naming: Callable[[str, str, int], str] | None = None
    original_counts: dict[str, dict[str, int]] | None = None

    @property
    def splits(self) -> tuple[str, ...]:
        """Names of the splits, ``("",)`` if there are none."""
        return tuple(self.counts)

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
            for label, class_name in enumerate(sorted(classes)):
                for index in range(classes[class_name]):
                    name = self.file_name(split, class_name, index)
                    path = "/".join(part for part in (split, class_name, name) if part)
                    yield ImageFile(path, split, label, index)

    def find_original(self, dataset: Dataset) -> Original:
        found = {a: originals.examine(a, self.counts_of_original) for a in self.archives}
        missing = tuple(a.name for a, what in found.items() if what.state == "missing")
        if missing:
            present = tuple(a.name for a in self.archives if a.name not in missing)
            return Original((), data_folder(), found=present, missing=missing)
        notes = (originals.why_unverified(a, what) for a, what in found.items())
        note = "".join(_(" ({why})", why=why) for why in notes if why)
        folders: dict[str, Path] = {}
        for archive, what in found.items():
            # Where an archive is still packed, the folders it will be unpacked into.
            folders |= what.folders or archive.folders(self.counts, archive.unpacked_folder)
        return Original(tuple(folders[split] for split in self.splits), data_folder(), note)

    def load_original(self, dataset: Dataset, original: Original, say: Say) -> dict:
        self.unpack(dataset, say)
        return dict(zip(self.splits, original.paths, strict=True))

    def stand_in_paths(self, dataset: Dataset) -> tuple[Path, ...]:
        return tuple(stand_in_folder() / dataset.name / split for split in self.splits)

    def load_stand_in(self, dataset: Dataset, say: Say) -> dict:
        self.make_stand_in(dataset, say)
        return dict(zip(self.splits, self.stand_in_paths(dataset), strict=True))

    def verify(self, dataset: Dataset) -> list[tuple[str, str, str]]:
        rows = [(archive.name, *self._verify(archive)) for archive in self.archives]
        if all(status in ("original", "not verified") for _, status, _ in rows):
            return rows
        here = [row for row in rows if row[1] != "missing"]
        return [*here, stand_in_cache.state(dataset)]

    def _verify(self, archive: Archive) -> tuple[str, str]:
        try:
            what = originals.examine(archive, self.counts_of_original)
            if what.state == "original":
                originals.check_unpacked(archive)
        except (DataError, OSError) as error:
            return "refused", str(error)
        if what.state == "missing":
            return "missing", "not here"
        if why := originals.why_unverified(archive, what):
            return "not verified", why
        where = "packed" if what.state == "packed" else "unpacked, every file as it was packed"
        return "original", f"the original, recognised by its SHA-256; {where}"

    def how_to_obtain(self, dataset: Dataset) -> str:
        if all(archive.url for archive in self.archives):
            return how_to_download(dataset)
        return _(
            "{obtain} and put the download into {folder}",
            obtain=_(dataset.obtain),
            folder=data_folder(),
        )

    def downloads(self, dataset: Dataset) -> list[Download]:
        return [
            Download(a.url, data_folder() / a.name, known_sha256(a.name, a.sha256), a.bytes)
            for a in self.archives
        ]

    def is_here(self, dataset: Dataset, download: Download) -> bool:
        archive = next(a for a in self.archives if a.name == download.target.name)
        return originals.examine(archive, self.counts_of_original).state != "missing"

    def unpack(self, dataset: Dataset, say: Say = print) -> None:
        """Unpack the archives of the data folder that are not unpacked yet.

        Raises
        ------
        DataError
            If an archive is damaged or not the original, or cannot be unpacked there.
        """
        for archive in self.archives:
            if originals.examine(archive, self.counts_of_original).state == "packed":
                originals.unpack_archive(archive, self.counts_of_original, say)

    def draw_unseen(
        self, dataset: Dataset, seed: list[int], labels: np.ndarray
    ) -> Iterator[np.ndarray]:
        import numpy as np

        for index, label in enumerate(labels):
            rng = np.random.default_rng([*seed, index + 1])
            yield _through_a_file(dataset.draw(rng, int(label), self.splits[-1]), self.extension)

    def draw_samples(self, dataset: Dataset, label: int, count: int) -> Iterator[np.ndarray]:
        for index in range(count):
            yield draw_image(dataset, ImageFile("", self.splits[0], label, index))

    def file_names(self, dataset: Dataset) -> frozenset[str]:
        return frozenset(image.path for image in self.images())

    def number_of_images(self, dataset: Dataset) -> int:
        return sum(sum(classes.values()) for classes in self.counts.values())

    def draw_files(
        self, dataset: Dataset, folder: Path, report: Callable[[int], None]
    ) -> dict[str, list]:
        """See `stand_in_cache.CachedFolder`."""
        images = list(self.images())
        for parent in {(folder / image.path).parent for image in images}:
            parent.mkdir(parents=True, exist_ok=True)
        number = max(1, min(parallel.cores(), len(images) // IMAGES_WORTH_A_WORKER))
        shares = [(dataset, folder, images[first::number]) for first in range(number)]
        return parallel.run(_draw_share, shares, report)


def draw_image(dataset: Dataset, image: ImageFile) -> np.ndarray:
    """The pixels of one image: uint8 (height, width, 3), the same on every machine."""
    import numpy as np

    words = [dataset.seed, STREAMS[image.split], image.label, image.index]
    return dataset.draw(np.random.default_rng(words), image.label, image.split)


def encode(pixels: np.ndarray, extension: str) -> bytes:
    """Content of an image file: PNG for ``".png"``, JPEG of quality 90 for ``".jpg"``."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, **FORMATS[extension])
    return buffer.getvalue()


def _through_a_file(pixels: np.ndarray, extension: str) -> np.ndarray:
    """What a reader of the dataset's files would get: JPEG changes an image a little."""
    if extension != ".jpg":
        return pixels
    import numpy as np
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(encode(pixels, extension))))


def _draw_share(
    share: tuple[Dataset, Path, list[ImageFile]], tell: Callable[[int], None]
) -> dict[str, list]:
    dataset, folder, images = share
    written = {}
    for image in images:
        content = encode(draw_image(dataset, image), dataset.storage.extension)
        (folder / image.path).write_bytes(content)
        written[image.path] = [len(content), hashlib.sha256(content).hexdigest()]
        tell(1)
    return written
