"""Datasets in the IDX format of MNIST, and reading it with suspicion.

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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets.dataset import DataError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["IdxDataset", "IdxFile", "header", "read"]


@dataclass(frozen=True)
class IdxFile:
    """One file of unsigned bytes.

    Attributes:
        name: without the ending ``.gz``, e.g. ``"train-images-idx3-ubyte"``.
        split: ``"train"`` or ``"test"``.
        shape: ``(m, height, width)`` of images, ``(m,)`` of labels.
        sha256: of the original's content, unpacked. Packed it differs from place to place.
        packed_sha256: of the ``.gz`` file at `url`.
        url: a public address, or None where none is known.
    """

    name: str
    split: str
    shape: tuple[int, ...]
    sha256: str | None = None
    packed_sha256: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class IdxDataset:
    """A dataset of small grey images in four IDX files; its fields are those of `Dataset`.

    Attributes:
        files: training images, training labels, test images, test labels.
        folder: name of the folder in which the original's four files are looked for.
        elsewhere: returns other folders in which this machine may have the original.
        draw: ``draw(rng, labels, split) -> uint8 (n, height, width)``; labels int64 ``(n,)``.
    """

    name: str
    title: str
    files: tuple[IdxFile, IdxFile, IdxFile, IdxFile]
    folder: str
    class_names: tuple[str, ...]
    source: str
    licence: str
    citation: str
    obtain: str
    elsewhere: Callable[[], tuple[Path, ...]]
    draw: Callable[[np.random.Generator, np.ndarray, str], np.ndarray]
    seed: int
    drawing_version: int


def header(shape: tuple[int, ...]) -> bytes:
    """The bytes before the values."""
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)


def read(path: Path, file: IdxFile):
    """Read an IDX file, packed if its name ends in ``.gz``.

    Returns:
        the values (uint8, ``file.shape``) and the SHA-256 of the unpacked content.

    Raises:
        OSError: there is no such file, or it may not be read.
        DataError: it is damaged, or has another type, shape or length. Never more is unpacked
            than the shape needs.
    """
    import numpy as np

    expected = header(file.shape)
    length = len(expected) + math.prod(file.shape)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as stream:
        try:
            content = stream.read(length + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError(f"it is truncated or damaged ({error})") from error
    found = content[: len(expected)]
    if found != expected:
        raise DataError(f"it starts with {found.hex(' ')}; expected {expected.hex(' ')} (IDX)")
    if len(content) != length:
        less = "more" if len(content) > length else f"{len(content):,}"
        raise DataError(f"it has {less} bytes; {file.shape} needs {length:,}")
    values = np.frombuffer(content, np.uint8, offset=len(expected)).reshape(file.shape)
    return values, hashlib.sha256(content).hexdigest()
