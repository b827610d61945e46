"""What is known about a dataset, and what its kind of files has to be able to do."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_datasets.data_folder import data_folder, file_sha256
from grader.language import _

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DataError", "Dataset", "Download", "Original", "Storage", "how_to_download"]

Say = Callable[[str], None]


class DataError(Exception):
    """Data that cannot be used; the text says what was found, what was expected, what to do."""


@dataclass(frozen=True)
class Dataset:
    """A dataset: its facts, its files, and the drawing of its stand-in.

    Attributes
    ----------
    name
        Short name used on the command line, e.g. ``"happy"``.
    title
        Name shown to people.
    class_names
        What the labels mean, in the order of the labels.
    storage
        In which files the original is distributed and the stand-in is kept: their names, shapes,
        addresses and checksums.
    source, licence, citation
        Where it comes from and what may be done with it.
    obtain
        A sentence that says how somebody gets the original.
    draw
        ``draw(rng, label, split)`` returns one uint8 image. It is called with a generator of its
        own for every image, so that an image does not depend on the ones drawn before it. For IDX
        files ``draw(rng, labels, split)`` returns many, uint8 ``(n, height, width)``.
    seed
        First word of every generator's seed.
    drawing_version
        Raised whenever the drawing changes; older cached stand-ins are drawn again.
    """

    name: str
    title: str
    class_names: tuple[str, ...]
    storage: Storage
    source: str
    licence: str
    citation: str
    obtain: str
    draw: Callable[[np.random.Generator, Any, str], np.ndarray]
    seed: int
    drawing_version: int


@dataclass(frozen=True)
class Original:
    """What this machine has of a dataset's original.

    Attributes
    ----------
    paths
        Its files, or the folders of its splits; empty unless everything is there.
    folder
        Where it lies.
    note
        What to say of it, in parentheses: why it is not verified.
    found, missing
        Parts that are there and parts that are not.
    skipped
        What else was found and cannot be used, and why.
    arrays
        Its content, where it had to be read to be recognised.
    """

    paths: tuple[Path, ...]
    folder: Path
    note: str = ""
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    arrays: tuple[np.ndarray, ...] = ()


@dataclass(frozen=True)
class Download:
    """A file to download: from where, to where, and what it must be."""

    url: str | None
    target: Path
    sha256: str | None
    size: int | None = None


class Storage(abc.ABC):
    """A kind of files. `loading` decides between original and stand-in, this does the work."""

    @abc.abstractmethod
    def find_original(self, dataset: Dataset) -> Original:
        """Find what is there of the original, without changing or unpacking anything.

        Raises
        ------
        DataError
            If something in the data folder is damaged or is not the original.
        """

    @abc.abstractmethod
    def load_original(self, dataset: Dataset, original: Original, say: Say) -> dict:
        """Load what `find_original` has found: a dict from split to content."""

    @abc.abstractmethod
    def stand_in_paths(self, dataset: Dataset) -> tuple[Path, ...]:
        """Files of the stand-in, or folders of its splits; they may not have been drawn yet."""

    @abc.abstractmethod
    def load_stand_in(self, dataset: Dataset, say: Say) -> dict:
        """Load the stand-in, drawn first if there is no sound one: a dict from split to content."""

    @abc.abstractmethod
    def make_stand_in(self, dataset: Dataset, say: Say) -> None:
        """Draw the stand-in and keep it, unless a sound one is there."""

    @abc.abstractmethod
    def verify(self, dataset: Dataset) -> list[tuple[str, str, str]]:
        """Read every file; see `loading.verify`."""

    @abc.abstractmethod
    def how_to_obtain(self, dataset: Dataset) -> str:
        """What to do for the original, as the end of a sentence."""

    @abc.abstractmethod
    def downloads(self, dataset: Dataset) -> list[Download]:
        """The files to download; a `url` is None where none may be used."""

    @abc.abstractmethod
    def draw_unseen(
        self, dataset: Dataset, seed: list[int], labels: np.ndarray
    ) -> Iterable[np.ndarray]:
        """Draw an image for each label, as a reader of the files would get it."""

    @abc.abstractmethod
    def draw_samples(self, dataset: Dataset, label: int, count: int) -> Iterator[np.ndarray]:
        """Draw the first `count` training images of class number `label`."""

    def is_here(self, dataset: Dataset, download: Download) -> bool:
        """Whether a file does not have to be downloaded any more."""
        target = download.target
        return target.exists() and file_sha256(target) == download.sha256

    def unpack(self, dataset: Dataset, say: Say = print) -> None:  # noqa: B027
        """Unpack what was downloaded; most kinds of files need no unpacking."""


def how_to_download(dataset: Dataset, folder: Path | None = None) -> str:
    """What to do for an original that may be downloaded, as the end of a sentence."""
    return _(
        "run `python -m grader data fetch {name}`, or {obtain} and put the download into {folder}",
        name=dataset.name,
        obtain=_(dataset.obtain),
        folder=folder or data_folder(),
    )
