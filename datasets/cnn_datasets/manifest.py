"""Manifests: what files a folder has to have, so that a damaged folder is noticed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from cnn_datasets.archives import IMAGES
from cnn_datasets.data_folder import file_sha256
from cnn_datasets.dataset import DataError
from grader.language import _

__all__ = [
    "MANIFEST", "AddedFileError", "check_added", "check_digests", "check_sizes", "read_manifest",
    "remove", "sweep", "write_manifest",
]  # fmt: skip

MANIFEST = "manifest.json"
LEFT_BY_DESKTOPS = frozenset({"thumbs.db", "desktop.ini"})
STALE_SECONDS = 3600  # no drawing or unpacking takes an hour


class AddedFileError(DataError):
    """A folder has a file that is somebody else's."""


def write_manifest(root: Path, files: dict[str, list], **facts: str | int) -> None:
    """Write a folder's manifest.

    Parameters
    ----------
    files
        {relative path with "/": [size in bytes, SHA-256]}.
    facts
        What else is known, e.g. about, drawing_version.
    """
    text = json.dumps(facts | {"files": files}, indent=0)
    (root / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(root: Path) -> dict:
    """The manifest of a folder: its facts, and under ``"files"`` its files.

    Raises
    ------
    FileNotFoundError
        If there is none.
    DataError
        If it is damaged.
    """
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        if not all(isinstance(size, int) and isinstance(sha, str) for size, sha in files.values()):
            raise TypeError("a file without size or digest")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(_("its manifest is damaged ({error})", error=error)) from error
    return manifest


def check_sizes(root: Path, files: dict[str, list]) -> None:
    """Compare names and sizes, without reading a file; what desktops leave behind is no matter.

    Raises
    ------
    AddedFileError
        If there is a file too many, whatever else is wrong.
    DataError
        If a file is missing or has another size.
    """
    found = check_added(root, files)
    for path, (size, _digest) in files.items():
        if found.get(path) != size:
            raise DataError(
                _("{name} is missing or has not its {size:,} bytes", name=path, size=size)
            )


def check_added(root: Path, names: Collection[str]) -> dict[str, int]:
    """Sizes of the files below a folder; AddedFileError if one is not among these names."""
    found = _sizes(root)
    if added := found.keys() - names:
        raise AddedFileError(_("{name} does not belong to it", name=min(added)))
    return found


def check_digests(root: Path, files: dict[str, list]) -> None:
    """Raises DataError if the content of a file is not what the manifest says."""
    for path, (_size, digest) in files.items():
        if file_sha256(root / path) != digest:
            raise DataError(_("the content of {name} was changed", name=path))


def remove(path: Path) -> None:
    """Remove a file or folder of ours, whatever state it is in."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def sweep(path: Path, older_than: float = STALE_SECONDS) -> None:
    """Remove what killed processes left that were making a file or folder of this path."""
    for rest in (
        *path.parent.glob(f".{path.name}.*.tmp"),
        *path.parent.glob(f".{path.name}.*.old"),
    ):
        with contextlib.suppress(OSError):
            if time.time() - rest.lstat().st_mtime >= older_than:
                remove(rest)


def _sizes(root: Path) -> dict[str, int]:
    """Sizes of the files below a folder by relative path; -1 for what is no plain file."""
    found, waiting = {}, [("", str(root))]
    while waiting:
        prefix, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                path = f"{prefix}{entry.name}"
                if _is_ignored(entry.name.lower()):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{path}/", entry.path))
                elif path != MANIFEST:
                    plain = entry.is_file(follow_symlinks=False)
                    found[path] = entry.stat(follow_symlinks=False).st_size if plain else -1
    return found


def _is_ignored(name: str) -> bool:
    """Whether an entry is no matter. A hidden image is: Keras reads a Mac's ``._a.jpg``, too."""
    return name in LEFT_BY_DESKTOPS or (name.startswith(".") and not name.endswith(IMAGES))
