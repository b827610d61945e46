"""Cached stand-ins that are folders: their files, and a manifest of what these have to be.

A folder appears under its name when it is complete, by one rename. So no other process ever
sees half of it, and an interrupted drawing leaves nothing that could be mistaken for one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnn_datasets import standin, store
from cnn_datasets.dataset import DataError
from cnn_datasets.lock import alone_in
from cnn_datasets.manifest import (
    AddedFileError,
    check_digests,
    check_sizes,
    read_manifest,
    remove,
    write_manifest,
)
from cnn_datasets.progress import progress_line
from cnn_datasets.workers import WorkerError

__all__ = ["Recipe", "check", "check_content", "ensure", "folder", "state"]

STALE_SECONDS = 3600  # no drawing takes an hour


@dataclass(frozen=True)
class Recipe:
    """How the stand-in of a dataset is made and recognised.

    Attributes:
        name, title: of the dataset; the folder has its name.
        drawing_version: of the dataset.
        paths: of all files, relative to the folder, with "/".
        total: number of images, for the progress line.
        draw: ``draw(folder, report) -> {path: [size in bytes, SHA-256]}`` draws all files into
            an empty folder and calls ``report(n)`` when n more images are done.
    """

    name: str
    title: str
    drawing_version: int
    paths: frozenset[str]
    total: int
    draw: Callable[[Path, Callable[[int], None]], dict[str, list]]


def folder(recipe: Recipe) -> Path:
    """The stand-in's folder; it may not have been drawn yet."""
    return standin.folder() / recipe.name


def check(recipe: Recipe) -> None:
    """The quick check of every load: version, names and sizes, without reading a file.

    Raises:
        FileNotFoundError: it has not been drawn.
        DataError: it was drawn by another version, or files are missing, added or cut short.
    """
    _check(recipe)


def check_content(recipe: Recipe) -> None:
    """The full check: that of `check`, and the SHA-256 of every file.

    Raises:
        FileNotFoundError, DataError: see `check`; or the content of a file was changed.
    """
    check_digests(folder(recipe), _check(recipe))


def ensure(recipe: Recipe, say: Callable[[str], None] = print) -> Path:
    """Folder of a sound stand-in, drawn if there is none; `say` is told what is done and why.

    Raises:
        DataError: it cannot be drawn or kept; the text says what to do.
    """
    if _is_sound(recipe, lambda sentence: None):
        return folder(recipe)
    place = standin.folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with alone_in(place / f".{recipe.name}.lock") as alone:
            if not _is_sound(recipe, say):  # another process may have drawn it meanwhile
                _sweep(place, recipe.name, older_than=0 if alone else STALE_SECONDS)
                _draw(recipe, say)
    except OSError as error:
        raise DataError(
            f"The stand-in of {recipe.title} could not be drawn into {place} "
            f"({error.strerror or error}). Make room there or make it writable, or set "
            f"{store.FOLDER_VARIABLE} to a folder you can write. It needs to be drawn only once: "
            f"python -m grader data make {recipe.name}"
        ) from error
    except WorkerError as error:
        raise DataError(f"The stand-in of {recipe.title} could not be drawn: {error}") from error
    return folder(recipe)


def state(recipe: Recipe, obtain: str) -> tuple[str, str, str]:
    """(name, status, sentence) for `sources.verify`, after reading every file."""
    try:
        check_content(recipe)
    except FileNotFoundError:
        sentence = f"no original; the stand-in is drawn at the first load; {obtain}"
        return recipe.name, "missing", sentence
    except (DataError, OSError) as error:
        sentence = f"{error}; it is drawn again: python -m grader data make {recipe.name}"
        return recipe.name, "stand-in damaged", sentence
    return recipe.name, "stand-in", f"drawn, version {recipe.drawing_version}; {obtain}"


def _check(recipe: Recipe) -> dict[str, list]:
    root = folder(recipe)
    try:
        manifest = read_manifest(root)
    except FileNotFoundError:
        if root.exists():
            raise DataError("it has no manifest") from None
        raise
    if manifest.get("drawing_version") != recipe.drawing_version:
        raise DataError("it was drawn by another version of the course")
    if manifest["files"].keys() != recipe.paths:
        raise DataError("its list of files is not the one of this version")
    check_sizes(root, manifest["files"])
    return manifest["files"]


def _is_sound(recipe: Recipe, say: Callable[[str], None]) -> bool:
    try:
        _check(recipe)
    except FileNotFoundError:
        return False
    except AddedFileError as error:  # drawing again would take somebody's file away
        raise DataError(f"{folder(recipe)} cannot be used: {error}. Move that away.") from error
    except (DataError, OSError) as error:
        say(f"The stand-in of {recipe.title} is drawn again: {error}.")
        return False
    return True


def _draw(recipe: Recipe, say: Callable[[str], None]) -> None:
    root = folder(recipe)
    say(f"Drawing the stand-in of {recipe.title} ({recipe.total:,} images, once) ...")
    mark = f"{os.getpid()}-{secrets.token_hex(4)}"
    fresh, old = (root.with_name(f".{root.name}.{mark}.{end}") for end in ("tmp", "old"))
    try:
        fresh.mkdir()
        with progress_line(f"drawing {recipe.name}", recipe.total) as report:
            files = recipe.draw(fresh, report)
        write_manifest(
            fresh,
            files,
            about=f"Stand-in for {recipe.title}: drawn, not photographs",
            drawing_version=recipe.drawing_version,
        )
        with contextlib.suppress(FileNotFoundError):
            os.rename(root, old)
        os.rename(fresh, root)
    finally:
        remove(fresh)
        remove(old)


def _sweep(parent: Path, name: str, older_than: float) -> None:
    """Remove what processes that were killed have left."""
    for rest in (*parent.glob(f".{name}.*.tmp"), *parent.glob(f".{name}.*.old")):
        with contextlib.suppress(OSError):
            if time.time() - rest.lstat().st_mtime >= older_than:
                remove(rest)
