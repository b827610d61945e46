"""Which data is used: the original if it is there, else the stand-in - and never in silence.

A download the user asked for (see `fetch`) ends in the data folder, so it is found there like a
file the user put there. One module for each kind of dataset does the work.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from cnn_datasets import folder_sources, hdf5_sources, idx_sources
from cnn_datasets.dataset import Dataset
from cnn_datasets.folders import FolderDataset
from cnn_datasets.idx import IdxDataset
from cnn_datasets.located import Located

__all__ = ["AnyDataset", "Located", "load", "locate", "make", "verify"]

AnyDataset = Dataset | FolderDataset | IdxDataset


def _module(dataset: AnyDataset) -> ModuleType:
    if isinstance(dataset, FolderDataset):
        return folder_sources
    return idx_sources if isinstance(dataset, IdxDataset) else hdf5_sources


def locate(dataset: AnyDataset, drawn: bool = False) -> Located:
    """Decide what a load would use, without drawing, unpacking or loading anything.

    Args:
        drawn: whether it is the stand-in in any case.

    Raises:
        DataError: what lies in the data folder is damaged or is not the original; the stand-in is
            not put in its place, because that would hide the damage.
    """
    return _module(dataset).locate(dataset, drawn)


def load(dataset: AnyDataset, say: Callable[[str], None] = print, drawn: bool = False) -> dict:
    """Load a dataset and say in one line what was loaded.

    Args:
        say: is called with that line.
        drawn: see `locate`.

    Returns:
        dict from split to (images, labels), uint8 ``(m, height, width, 3)`` or
        ``(m, height, width)`` and integers ``(m,)``; of a folder dataset, to the split's folder.

    Raises:
        DataError: see `locate`; or the stand-in can neither be found nor drawn.
    """
    return _module(dataset).load(dataset, say=say, drawn=drawn)


def make(dataset: AnyDataset, say: Callable[[str], None] = print) -> None:
    """Draw the stand-in and keep it, unless a sound one is there.

    Raises:
        DataError: it cannot be drawn.
    """
    _module(dataset).make(dataset, say=say)


def verify(dataset: AnyDataset) -> list[tuple[str, str, str]]:
    """Check the content of every file of a dataset; never raises for bad data.

    Returns:
        (what, status, sentence) for each file or archive. Status is ``"original"``,
        ``"not verified"``, ``"refused"`` (something of that name that is not the original),
        ``"stand-in"``, ``"stand-in damaged"`` or ``"missing"``.
    """
    return _module(dataset).verify(dataset)
