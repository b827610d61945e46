"""Which data is used: the original if it is there, else the stand-in, and never in silence.

A download the user asked for (see `download.fetch`) ends in the data folder, so it is found there
like a file the user put there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnn_datasets.data_folder import (
    FOLDER_VARIABLE,
    STAND_IN_VARIABLE,
    data_folder,
    stand_in_is_forced,
)
from cnn_datasets.dataset import DataError, Dataset, Original, Say
from grader.language import _

__all__ = ["Located", "load", "locate", "make", "verify"]


@dataclass(frozen=True)
class Located:
    """Where a dataset comes from.

    Attributes
    ----------
    kind
        ``"original"`` or ``"stand-in"``.
    paths
        Files in the order of the dataset's, or folders in the order of its splits. Stand-ins may
        not have been drawn yet.
    sentence
        The line shown at every load.
    """

    kind: str
    paths: tuple[Path, ...]
    sentence: str


def locate(dataset: Dataset, drawn: bool = False) -> Located:
    """Decide what a load would use, without drawing, unpacking or loading anything.

    An original test set beside a drawn training set would measure nothing, so the originals are
    used only when all of them are there.

    Parameters
    ----------
    drawn
        Whether it is the stand-in in any case.

    Raises
    ------
    DataError
        If something in the data folder is damaged or is not the original. The stand-in is not put
        in its place, because that would hide the damage.
    """
    with _readable(dataset):
        return _choose(dataset, drawn)[0]


@contextlib.contextmanager
def _readable(dataset: Dataset) -> Iterator[None]:
    """Turn an error of the file system that nobody has explained into a DataError."""
    try:
        yield
    except OSError as error:
        raise DataError(
            _(
                "The files of {title} in {folder} cannot be used ({error}). Make that folder and "
                "all in it readable, or set {variable} to another one.",
                title=dataset.title,
                folder=data_folder(),
                error=error,
                variable=FOLDER_VARIABLE,
            )
        ) from error


def _choose(dataset: Dataset, drawn: bool) -> tuple[Located, Original | None]:
    stand_in = dataset.storage.stand_in_paths(dataset)
    if drawn or stand_in_is_forced():
        sentence = _(
            "{title}: stand-in (drawn, not photographs; {why})",
            title=dataset.title,
            why=_("as the grader has it") if drawn else _("{name} is set", name=STAND_IN_VARIABLE),
        )
        return Located("stand-in", stand_in, sentence), None
    original = dataset.storage.find_original(dataset)
    skipped = "".join(_(" ({why})", why=why) for why in original.skipped)
    if original.paths:
        sentence = _(
            "{title}: original{note}, from {folder}{skipped}",
            title=dataset.title,
            note=original.note,
            folder=original.folder,
            skipped=skipped,
        )
        return Located("original", original.paths, sentence), original
    why = _("drawn, not photographs")
    if original.found:
        why = _(
            "drawn, not photographs; found {found}, but {missing} is missing, so the stand-in is "
            "used for both",
            found=_(" and ").join(original.found),
            missing=_(" and ").join(original.missing),
        )
    sentence = _(
        "{title}: stand-in ({why}); for the original {how}",
        title=dataset.title,
        why=why,
        how=f"{dataset.storage.how_to_obtain(dataset)}{skipped}",
    )
    return Located("stand-in", stand_in, sentence), None


def load(dataset: Dataset, say: Say = print, drawn: bool = False) -> dict:
    """Load a dataset and say in one line what was loaded.

    Parameters
    ----------
    say
        Is called with that line.
    drawn
        See `locate`.

    Returns
    -------
    dict
        From split to (images, labels), uint8 ``(m, height, width, 3)`` or ``(m, height, width)``
        and integers ``(m,)``; for a dataset in folders, to the split's folder, which has a folder
        for each class.

    Raises
    ------
    DataError
        See `locate`; also if the stand-in can neither be found nor drawn.
    """
    with _readable(dataset):
        located, original = _choose(dataset, drawn)
        say(located.sentence)
        if original is not None:
            return dataset.storage.load_original(dataset, original, say)
        return dataset.storage.load_stand_in(dataset, say)


def make(dataset: Dataset, say: Say = print) -> None:
    """Draw the stand-in and keep it, unless a sound one is there.

    Raises
    ------
    DataError
        If it cannot be drawn.
    """
    with _readable(dataset):
        dataset.storage.make_stand_in(dataset, say)


def verify(dataset: Dataset) -> list[tuple[str, str, str]]:
    """Check the content of every file of a dataset; bad data raises nothing.

    Returns
    -------
    list of (what, status, sentence)
        For each file or archive. Status is ``"original"``, ``"not verified"``, ``"refused"``
        (something of that name that is not the original), ``"passed over"``, ``"stand-in"``,
        ``"stand-in damaged"`` or ``"missing"``.
    """
    try:
        with _readable(dataset):
            return dataset.storage.verify(dataset)
    except DataError as error:
        return [(dataset.name, "refused", str(error))]
