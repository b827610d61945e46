"""Cached stand-ins that are folders: their files, and a manifest of what these have to be.

A folder appears under its name when it is complete, by one rename. So no other process ever
sees half of it, and an interrupted drawing leaves nothing that could be mistaken for one.
"""

from __future__ import annotations

import abc
import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from cnn_datasets.data_folder import FOLDER_VARIABLE, stand_in_folder
from cnn_datasets.dataset import DataError, Dataset, Say, Storage
from cnn_datasets.manifest import (
    STALE_SECONDS,
    AddedFileError,
    check_added,
    check_digests,
    check_sizes,
    read_manifest,
    remove,
    sweep,
    write_manifest,
)
from cnn_datasets.parallel import WorkerError, progress_line
from grader.language import _

__all__ = ["CachedFolder", "alone_in", "check", "check_content", "ensure", "folder", "state"]


class CachedFolder(Storage):
    """Files whose stand-in is drawn into a folder of its own and kept there."""

    @abc.abstractmethod
    def file_names(self, dataset: Dataset) -> frozenset[str]:
        """Paths of all files of the stand-in, relative to its folder, with "/"."""

    @abc.abstractmethod
    def number_of_images(self, dataset: Dataset) -> int:
        """Number of images in these files."""

    @abc.abstractmethod
    def draw_files(
        self, dataset: Dataset, folder: Path, report: Callable[[int], None]
    ) -> dict[str, list]:
        """Draw all files into an empty folder.

        Parameters
        ----------
        report
            Called with the number of images drawn since the last call.

        Returns
        -------
        dict
            From relative path to [size in bytes, SHA-256].

        Raises
        ------
        OSError
            If a file cannot be written.
        WorkerError
            If a process that draws died.
        """

    def make_stand_in(self, dataset: Dataset, say: Say) -> None:
        ensure(dataset, say)


def folder(dataset: Dataset) -> Path:
    """The stand-in's folder; it may not have been drawn yet."""
    return stand_in_folder() / dataset.name


def check(dataset: Dataset) -> dict[str, list]:
    """The quick check of every load: version, names and sizes, without reading a file.

    Returns
    -------
    dict
        From relative path to [size in bytes, SHA-256].

    Raises
    ------
    FileNotFoundError
        If it has not been drawn.
    AddedFileError
        If there is a file that no version has drawn: drawing again would take it away.
    DataError
        If it was drawn by another version, or files are missing or cut short.
    """
    root = folder(dataset)
    try:
        manifest = read_manifest(root)
    except FileNotFoundError:
        if not root.exists():
            raise
        _check_added(dataset)
        raise DataError(_("it has no manifest")) from None
    except DataError:
        _check_added(dataset)
        raise
    check_sizes(root, manifest["files"])
    if manifest.get("drawing_version") != dataset.drawing_version:
        raise DataError(_("it was drawn by another version of the course"))
    if manifest["files"].keys() != dataset.storage.file_names(dataset):
        raise DataError(_("its list of files is not the one of this version"))
    return manifest["files"]


def _check_added(dataset: Dataset) -> None:
    root = folder(dataset)
    if not root.is_symlink():  # of a link only the link is replaced
        check_added(root, dataset.storage.file_names(dataset))


def check_content(dataset: Dataset) -> None:
    """The full check: that of `check`, and the SHA-256 of every file.

    Raises
    ------
    FileNotFoundError, DataError
        See `check`; or if the content of a file was changed.
    """
    check_digests(folder(dataset), check(dataset))


def ensure(dataset: Dataset, say: Say = print) -> Path:
    """Folder of a sound stand-in, drawn if there is none; `say` is told what is done and why.

    Raises
    ------
    DataError
        If it cannot be drawn or kept; the text says what to do.
    """
    if _is_sound(dataset, lambda sentence: None):
        return folder(dataset)
    place = stand_in_folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with alone_in(place / f".{dataset.name}.lock") as alone:
            if not _is_sound(dataset, say):  # another process may have drawn it meanwhile
                sweep(folder(dataset), older_than=0 if alone else STALE_SECONDS)
                _draw(dataset, say)
    except OSError as error:
        raise DataError(
            _(
                "The stand-in of {title} could not be drawn into {folder} ({error}). Make "
                "room there or make it writable, or set {variable} to a folder you can "
                "write. It needs to be drawn only once: python -m grader data make {name}",
                title=dataset.title,
                folder=place,
                error=error.strerror or error,
                variable=FOLDER_VARIABLE,
                name=dataset.name,
            )
        ) from error
    except WorkerError as error:
        raise DataError(
            _(
                "The stand-in of {title} could not be drawn: {error}",
                title=dataset.title,
                error=error,
            )
        ) from error
    return folder(dataset)


def state(dataset: Dataset) -> tuple[str, str, str]:
    """(name, status, sentence) for `loading.verify`, after reading every file."""
    how = dataset.storage.how_to_obtain(dataset)
    try:
        check_content(dataset)
    except FileNotFoundError:
        sentence = f"no original; the stand-in is drawn at the first load; {how}"
        return dataset.name, "missing", sentence
    except AddedFileError as error:
        return dataset.name, "stand-in damaged", f"{error}; move that away"
    except (DataError, OSError) as error:
        sentence = f"{error}; it is drawn again: python -m grader data make {dataset.name}"
        return dataset.name, "stand-in damaged", sentence
    return dataset.name, "stand-in", f"drawn, version {dataset.drawing_version}; {how}"


def _is_sound(dataset: Dataset, say: Say) -> bool:
    try:
        check(dataset)
    except FileNotFoundError:
        return False
    except AddedFileError as error:  # drawing again would take somebody's file away
        raise DataError(
            _(
                "{folder} cannot be used: {error}. Move that away.",
                folder=folder(dataset),
                error=error,
            )
        ) from error
    except (DataError, OSError) as error:
        say(_("The stand-in of {title} is drawn again: {error}.", title=dataset.title, error=error))
        return False
    return True


def _draw(dataset: Dataset, say: Say) -> None:
    root, total = folder(dataset), dataset.storage.number_of_images(dataset)
    say(
        _(
            "Drawing the stand-in of {title} ({count:,} images, once) ...",
            title=dataset.title,
            count=total,
        )
    )
    mark = f"{os.getpid()}-{secrets.token_hex(4)}"
    fresh, old = (root.with_name(f".{root.name}.{mark}.{end}") for end in ("tmp", "old"))
    try:
        fresh.mkdir()
        with progress_line(_("drawing {name}", name=dataset.name), total) as report:
            files = dataset.storage.draw_files(dataset, fresh, report)
        write_manifest(
            fresh,
            files,
            about=f"Stand-in for {dataset.title}: drawn, not photographs",
            drawing_version=dataset.drawing_version,
        )
        if _is_sound(dataset, lambda sentence: None):
            return  # where there are no locks, another process was first and may be reading
        with contextlib.suppress(FileNotFoundError):
            os.rename(root, old)
        os.rename(fresh, root)
    finally:
        remove(fresh)
        remove(old)


@contextlib.contextmanager
def alone_in(path: Path) -> Iterator[bool]:
    """Wait until no other process holds the lock file; the lock is released when the block is
    left, at the latest by the death of the process.

    Yields
    ------
    bool
        False where the file system or the platform has no such locks: then nobody waits.
    """
    with open(path, "a+b") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):
            yield False
        else:
            yield True
