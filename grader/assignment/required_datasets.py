"""The datasets that an assignment needs: read from its author's cells, made before it is graded.

Student workers can't draw a dataset: they can write nowhere. One that is missing would look like a
mistake of the student's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from grader.errors import GraderError

# Functions of `cnn_utils`, and the dataset that each of them loads.
LOADERS = {
    "load_happy_dataset": "happy",
    "load_signs_dataset": "signs",
    "load_fashion_mnist": "fashion_mnist",
    "horse_or_human_folders": "horse_or_human",
    "cats_and_dogs_folders": "cats_and_dogs",
    "happy_or_sad_folder": "happy_or_sad",
    "flowers_folder": "flowers",
}


class DataMissing(GraderError):
    """A dataset that an assignment needs is not there, and can't be made."""


def needed(sources: Iterable[str]) -> list[str]:
    """The names of the datasets that cells with these sources load."""
    words = set(re.findall(r"\w+", "\n".join(sources)))
    return [dataset for loader, dataset in LOADERS.items() if loader in words]


def ensure(names: Iterable[str], say: Callable[[str], None] = lambda line: None) -> None:
    """Draw those stand-ins that are not there yet; `say` is told what takes its time.

    Raises
    ------
    DataMissing
        If one can't be made, or can't be kept.
    """
    from cnn_datasets.catalog import DATASETS
    from cnn_datasets.loading import make

    for name in names:
        try:
            make(DATASETS[name], say=say)
        except Exception as error:
            raise DataMissing(_sentence(name, f"{type(error).__name__}: {error}")) from error
        if not _is_kept(name):
            raise DataMissing(_sentence(name, "the folder of the datasets can't be written"))


def _is_kept(name: str) -> bool:
    """Whether the stand-in lies where student workers will look for it."""
    from cnn_datasets.catalog import DATASETS
    from cnn_datasets.loading import locate

    return all(path.exists() for path in locate(DATASETS[name], drawn=True).paths)


def _sentence(name: str, why: str) -> str:
    from cnn_datasets.data_folder import FOLDER_VARIABLE, data_folder

    return (
        f"This assignment needs the dataset {name!r}, and its stand-in could not be drawn into "
        f"{data_folder()}: {why}. Nothing was graded. Make room there, or name another "
        f"folder with {FOLDER_VARIABLE}, and try `python -m grader data make {name}`."
    )
