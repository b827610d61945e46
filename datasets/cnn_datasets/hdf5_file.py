"""One HDF5 file of a dataset: what it holds; read with suspicion, written atomically.

Only h5py touches the content, and only after its size, keys, shapes and types were checked, so a
file from a stranger can neither run code nor fill the memory.
"""

from __future__ import annotations

import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets.dataset import DataError
from cnn_datasets.manifest import sweep
from grader.language import _

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Hdf5File", "read", "write"]


@dataclass(frozen=True)
class Hdf5File:
    """One HDF5 file of a dataset.

    Attributes
    ----------
    name
        File name, e.g. ``"train_happy.h5"``.
    split
        ``"train"`` or ``"test"``; the keys are ``<split>_set_x`` and ``<split>_set_y``.
    shape
        Of the images, ``(m, height, width, channels)``, dtype uint8; the labels are int64 of shape
        ``(m,)``.
    per_class
        Number of images of each class, in the order of the dataset's classes.
    sha256
        Of the original file, or None where no checksum has been published.
    url
        A public address that may be used, or None where none is known.
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
    def classes(self) -> list[int]:
        """The labels, stored in the file under ``list_classes`` (int64)."""
        return list(range(len(self.per_class)))

    @property
    def max_bytes(self) -> int:
        """No honest copy is larger: the uncompressed arrays and a megabyte for HDF5's own needs."""
        images, height, width, channels = self.shape
        return images * (height * width * channels + 8) + 2**20


def read(path: Path, file: Hdf5File) -> tuple[np.ndarray, np.ndarray, dict]:
    """Read one data file after checking that it is whole and what it should be.

    Returns
    -------
    tuple
        Images (uint8, ``file.shape``), labels (int64, ``(m,)``) and the attributes of a stand-in.

    Raises
    ------
    OSError
        If there is no such file, or it may not be read.
    DataError
        If it is too large, not HDF5, truncated, or has other keys, shapes, dtypes or labels.
    """
    import h5py
    import numpy as np

    size = path.stat().st_size
    if size > file.max_bytes:
        raise DataError(
            _(
                "it has {size:,} bytes; {name} has at most {most:,}",
                size=size,
                name=file.name,
                most=file.max_bytes,
            )
        )
    if not h5py.is_hdf5(path):
        raise DataError(_("it is not an HDF5 file ({size:,} bytes)", size=size))
    expected = {
        file.images_key: (file.shape, np.uint8),
        file.labels_key: (file.shape[:1], np.int64),
        "list_classes": ((len(file.classes),), np.int64),
    }
    try:
        # Files are replaced, never written in place, so nobody needs the lock - and on network
        # folders taking it often fails.
        with h5py.File(path, "r", locking=False) as h5:
            for key, (shape, dtype) in expected.items():
                _check_array(h5, key, shape, dtype)
            images, labels, classes = (h5[key][()] for key in expected)
            attributes = _attributes(h5)
    except (OSError, RuntimeError, LookupError, TypeError, ValueError) as error:
        raise DataError(_("it is truncated or damaged ({error})", error=error)) from error
    if not np.isin(labels, file.classes).all() or classes.tolist() != file.classes:
        raise DataError(_("its labels are not the classes {classes}", classes=file.classes))
    return images, labels, attributes


def _attributes(h5) -> dict:
    """Those that say of what a stand-in was drawn, if they are an integer or text of fixed length:
    HDF5 crashes on other text whose place in the file is damaged."""
    found = {}
    for name in ("drawing_version", "content_sha256"):
        if name in h5.attrs:
            attribute = h5.attrs.get_id(name)
            if attribute.shape == () and attribute.dtype.kind in "iS":
                found[name] = h5.attrs[name]
    return found


def _check_array(h5, key: str, shape: tuple[int, ...], dtype) -> None:
    """Refuse anything but a plain array stored in this very file."""
    import h5py

    found = h5.get(key) if isinstance(h5.get(key, getlink=True), h5py.HardLink) else None
    if not isinstance(found, h5py.Dataset):
        raise DataError(
            _("it has no array {name!r}; it has {found}", name=key, found=sorted(map(str, h5))[:10])
        )
    if found.external or found.is_virtual:
        raise DataError(_("its array {name!r} lies in another file", name=key))
    if found.shape != shape or found.dtype != dtype:
        raise DataError(
            _(
                "{name!r} is {dtype} {shape}; expected {expected} {expected_shape}",
                name=key,
                dtype=found.dtype,
                shape=found.shape,
                expected=dtype.__name__,
                expected_shape=shape,
            )
        )


def write(
    path: Path, file: Hdf5File, images: np.ndarray, labels: np.ndarray, attributes: dict
) -> None:
    """Write a data file so that other processes see the old file or the whole new one.

    Raises
    ------
    OSError
        If the folder cannot be written or the disk is full; no partial file is left.
    """
    import h5py
    import numpy as np

    content = io.BytesIO()  # on a full disk HDF5 itself raises RuntimeErrors and keeps files open
    with h5py.File(content, "w") as h5:
        h5.create_dataset(file.images_key, data=images)
        h5.create_dataset(file.labels_key, data=labels)
        h5.create_dataset("list_classes", data=np.array(file.classes, np.int64))
        h5.attrs.update(attributes)
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        temporary.write_bytes(content.getbuffer())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
