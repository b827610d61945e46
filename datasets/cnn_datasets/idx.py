"""Datasets in the IDX format of MNIST: read with suspicion, drawn in pieces.

The format (http://yann.lecun.com/exdb/mnist/): two zero bytes, a type byte (8: unsigned bytes), the
number of dimensions, each dimension as a big-endian 32-bit integer, then the values. The files
are distributed packed with gzip.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets import parallel, stand_in_cache
from cnn_datasets.data_folder import data_folder, file_sha256, stand_in_folder
from cnn_datasets.dataset import DataError, Dataset, Download, Original, Say, how_to_download
from grader.language import _

if TYPE_CHECKING:
    import numpy as np

__all__ = ["IdxFile", "IdxFiles", "draw_piece", "header", "labels_of", "read"]

PIECE = 1000  # images drawn with one generator
STREAMS = {"train": 1, "test": 2}


@dataclass(frozen=True)
class IdxFile:
    """One file of unsigned bytes.

    Attributes
    ----------
    name
        Without the ending ``.gz``, e.g. ``"train-images-idx3-ubyte"``.
    split
        ``"train"`` or ``"test"``.
    shape
        ``(m, height, width)`` of images, ``(m,)`` of labels.
    sha256
        Of the original's content, unpacked. Packed it differs from place to place.
    packed_sha256
        Of the ``.gz`` file at `url`.
    url
        A public address, or None where none is known.
    """

    name: str
    split: str
    shape: tuple[int, ...]
    sha256: str | None = None
    packed_sha256: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class IdxFiles(stand_in_cache.CachedFolder):
    """Small grey images in four IDX files; a load gives (images, labels) of both splits, uint8.

    Attributes
    ----------
    files
        Training images, training labels, test images, test labels.
    folder
        Name of the folder in which the original's four files are looked for.
    elsewhere
        Returns other folders in which this machine may have the original.
    """

    files: tuple[IdxFile, IdxFile, IdxFile, IdxFile]
    folder: str
    elsewhere: Callable[[], tuple[Path, ...]] = tuple

    def find_original(self, dataset: Dataset) -> Original:
        own = data_folder() / self.folder
        skipped = []
        for folder in (own, *self.elsewhere()):
            try:
                paths = {file: _present(folder, file) for file in self.files}
                arrays = [_read_original(path, file) for file, path in paths.items() if path]
            except (DataError, OSError) as error:
                if folder == own:
                    raise DataError(
                        _(
                            "{folder} is not usable: {error}. Move it away, then {how}, or "
                            "work with the drawn stand-in.",
                            folder=folder,
                            error=error,
                            how=self.how_to_obtain(dataset),
                        )
                    ) from error
                skipped.append(_("{folder} is not usable: {error}", folder=folder, error=error))
                continue
            missing = [file.name for file, path in paths.items() if path is None]
            if not missing:
                everything = tuple(paths.values())
                return Original(everything, folder, skipped=tuple(skipped), arrays=tuple(arrays))
            if arrays:
                skipped.append(
                    _(
                        "{folder} is not used: {names} is missing there",
                        folder=folder,
                        names=", ".join(missing),
                    )
                )
        return Original((), own, skipped=tuple(skipped))

    def load_original(self, dataset: Dataset, original: Original, say: Say) -> dict:
        return _by_split(original.arrays)

    def stand_in_paths(self, dataset: Dataset) -> tuple[Path, ...]:
        return tuple(stand_in_folder() / dataset.name / file.name for file in self.files)

    def load_stand_in(self, dataset: Dataset, say: Say) -> dict:
        self.make_stand_in(dataset, say)
        paths = self.stand_in_paths(dataset)
        try:
            return _by_split(
                [read(path, file)[0] for path, file in zip(paths, self.files, strict=True)]
            )
        except (OSError, DataError) as error:
            raise DataError(
                _(
                    "The stand-in of {title} cannot be read: {error}",
                    title=dataset.title,
                    error=error,
                )
            ) from error

    def verify(self, dataset: Dataset) -> list[tuple[str, str, str]]:
        try:
            original = self.find_original(dataset)
        except DataError as error:
            return [(dataset.name, "refused", str(error))]
        if original.paths:
            whole = f"the original, recognised by its SHA-256, from {original.folder}"
            return [(file.name, "original", whole) for file in self.files]
        # What lies elsewhere on the machine is not ours: passed over, and no reason to fail.
        passed_over = [(dataset.name, "passed over", why) for why in original.skipped]
        return [*passed_over, stand_in_cache.state(dataset)]

    def how_to_obtain(self, dataset: Dataset) -> str:
        return how_to_download(dataset, data_folder() / self.folder)

    def downloads(self, dataset: Dataset) -> list[Download]:
        folder = data_folder() / self.folder
        return [Download(f.url, folder / f"{f.name}.gz", f.packed_sha256) for f in self.files]

    def draw_unseen(self, dataset: Dataset, seed: list[int], labels: np.ndarray) -> np.ndarray:
        import numpy as np

        return dataset.draw(np.random.default_rng([*seed, 1]), labels, self.files[-1].split)

    def draw_samples(self, dataset: Dataset, label: int, count: int) -> Iterator[np.ndarray]:
        import numpy as np

        chosen = np.flatnonzero(labels_of(dataset, self.files[0])[:PIECE] == label)
        yield from draw_piece(dataset, self.files[0], 0)[chosen[:count]]

    def file_names(self, dataset: Dataset) -> frozenset[str]:
        return frozenset(file.name for file in self.files)

    def number_of_images(self, dataset: Dataset) -> int:
        return sum(images.shape[0] for images in self.files[::2])

    def draw_files(
        self, dataset: Dataset, folder: Path, report: Callable[[int], None]
    ) -> dict[str, list]:
        """See `stand_in_cache.CachedFolder`: four files, not packed, written piece by piece."""
        pieces = []
        for images, labels in zip(self.files[::2], self.files[1::2], strict=True):
            content = header(labels.shape) + labels_of(dataset, images).astype("u1").tobytes()
            (folder / labels.name).write_bytes(content)
            (folder / images.name).write_bytes(header(images.shape))
            pieces += [(images, first) for first in range(0, images.shape[0], PIECE)]
        number = min(parallel.cores(), len(pieces))
        shares = [(dataset, folder, pieces[begin::number]) for begin in range(number)]
        parallel.run(_draw_share, shares, report)
        return {
            file.name: [(folder / file.name).stat().st_size, file_sha256(folder / file.name)]
            for file in self.files
        }


def _present(folder: Path, file: IdxFile) -> Path | None:
    """Path of a file in a folder, packed or not; None if it is not there."""
    both = folder / f"{file.name}.gz", folder / file.name
    return next((path for path in both if path.exists()), None)


def _read_original(path: Path, file: IdxFile) -> np.ndarray:
    try:
        values, sha256 = read(path, file)
    except (OSError, DataError) as error:
        raise DataError(_("{name}: {error}", name=path.name, error=error)) from error
    if sha256 != file.sha256:
        raise DataError(
            _(
                "{name} is not the original: its content has SHA-256 {found}, expected {expected}",
                name=path.name,
                found=sha256,
                expected=file.sha256,
            )
        )
    return values


def _by_split(arrays) -> dict:
    train_images, train_labels, test_images, test_labels = arrays
    return {"train": (train_images, train_labels), "test": (test_images, test_labels)}


def header(shape: tuple[int, ...]) -> bytes:
    """The bytes before the values."""
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)


def read(path: Path, file: IdxFile) -> tuple[np.ndarray, str]:
    """Read an IDX file, packed if its name ends in ``.gz``.

    Returns
    -------
    tuple
        The values (uint8, ``file.shape``) and the SHA-256 of the unpacked content.

    Raises
    ------
    OSError
        If there is no such file, or it may not be read.
    DataError
        If it is damaged, or has another type, shape or length. Never more is unpacked than the
        shape needs.
    """
    import numpy as np

    expected = header(file.shape)
    length = len(expected) + math.prod(file.shape)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as stream:
        try:
            content = stream.read(length + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError(_("it is truncated or damaged ({error})", error=error)) from error
    found = content[: len(expected)]
    if found != expected:
        raise DataError(
            _(
                "it starts with {found}; expected {expected} (IDX)",
                found=found.hex(" "),
                expected=expected.hex(" "),
            )
        )
    if len(content) != length:
        raise DataError(
            _(
                "it has {found} bytes; {shape} needs {expected:,}",
                found=_("more") if len(content) > length else f"{len(content):,}",
                shape=file.shape,
                expected=length,
            )
        )
    values = np.frombuffer(content, np.uint8, offset=len(expected)).reshape(file.shape)
    return values, hashlib.sha256(content).hexdigest()


def labels_of(dataset: Dataset, images: IdxFile) -> np.ndarray:
    """Labels of a stand-in's split: int64, ``(m,)``, balanced, shuffled."""
    import numpy as np

    count = images.shape[0]
    labels = np.arange(count, dtype=np.int64) % len(dataset.class_names)
    return np.random.default_rng([dataset.seed, STREAMS[images.split]]).permutation(labels)


def draw_piece(dataset: Dataset, images: IdxFile, first: int) -> np.ndarray:
    """Images `first` to `first` + PIECE of a split: uint8, ``(n, height, width)``."""
    import numpy as np

    rng = np.random.default_rng([dataset.seed, STREAMS[images.split], first + 1])
    labels = labels_of(dataset, images)[first : first + PIECE]
    return dataset.draw(rng, labels, images.split)


def _draw_share(
    share: tuple[Dataset, Path, list[tuple[IdxFile, int]]], tell: Callable[[int], None]
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
