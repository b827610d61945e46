"""Files: where the data lies, reading HDF5 with suspicion, writing it atomically.

Only h5py touches the content, and only after its size, keys, shapes and types were checked, so a
file from a stranger can neither run code nor fill the memory.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_datasets.dataset import DataError, DataFile, Dataset

if TYPE_CHECKING:
    import numpy as np

__all__ = ["data_folder", "file_sha256", "read", "write"]

FOLDER_VARIABLE = "CNN_COURSE_DATA"


def data_folder() -> Path:
    """Folder of the data files; it need not exist yet.

    In this order: the environment variable CNN_COURSE_DATA, the ``datasets/`` folder of the
    checkout this package runs from if it can be written, the user's cache folder.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    beside = Path(__file__).resolve().parents[1]
    is_checkout = beside.name == "datasets" and (beside.parent / "pyproject.toml").is_file()
    if is_checkout and os.access(beside, os.W_OK):
        return beside
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("cnn-course"))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path, file: DataFile, classes: tuple[int, ...]):
    """Read one data file after checking that it is whole and what it should be.

    Returns:
        images (uint8, ``file.shape``), labels (int64, ``(m,)``), classes (int64, ``(c,)``) and
        the file's attributes (dict).

    Raises:
        OSError: there is no such file, or it may not be read.
        DataError: it is too large, not HDF5, truncated, or has other keys, shapes, dtypes
            or labels.
    """
    import h5py
    import numpy as np

    size = path.stat().st_size
    if size > file.max_bytes:
        raise DataError(f"it has {size:,} bytes; {file.name} has at most {file.max_bytes:,}")
    if not h5py.is_hdf5(path):
        raise DataError(f"it is not an HDF5 file ({size:,} bytes)")
    expected = {
        file.images_key: (file.shape, np.uint8),
        file.labels_key: (file.shape[:1], np.int64),
        "list_classes": ((len(classes),), np.int64),
    }
    try:
        # Files are replaced, never written in place, so nobody needs the lock - and on network
        # folders taking it often fails.
        with h5py.File(path, "r", locking=False) as h5:
            for key, (shape, dtype) in expected.items():
                _check_array(h5, key, shape, dtype)
            arrays = [h5[key][()] for key in expected]
            attributes = dict(h5.attrs)
    except (OSError, RuntimeError) as error:
        raise DataError(f"it is truncated or damaged ({error})") from error
    if not np.isin(arrays[1], classes).all() or arrays[2].tolist() != list(classes):
        raise DataError(f"its labels are not the classes {list(classes)}")
    return (*arrays, attributes)


def _check_array(h5, key: str, shape: tuple[int, ...], dtype) -> None:
    """Refuse anything but a plain array stored in this very file."""
    import h5py

    found = h5.get(key) if isinstance(h5.get(key, getlink=True), h5py.HardLink) else None
    if not isinstance(found, h5py.Dataset):
        raise DataError(f"it has no array {key!r}; it has {sorted(h5)[:10]}")
    if found.external or found.is_virtual:
        raise DataError(f"its array {key!r} lies in another file")
    if found.shape != shape or found.dtype != dtype:
        raise DataError(
            f"{key!r} is {found.dtype} {found.shape}; expected {dtype.__name__} {shape}"
        )


def write(
    path: Path,
    file: DataFile,
    dataset: Dataset,
    images: np.ndarray,
    labels: np.ndarray,
    attributes: dict,
) -> None:
    """Write a data file so that other processes see the old file or the whole new one.

    Raises:
        OSError: the folder cannot be written or the disk is full; no partial file is left.
    """
    import h5py
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with h5py.File(temporary, "w-", locking=False) as h5:
            h5.create_dataset(file.images_key, data=images)
            h5.create_dataset(file.labels_key, data=labels)
            h5.create_dataset("list_classes", data=np.array(dataset.classes, np.int64))
            h5.attrs.update(attributes)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
