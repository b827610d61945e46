"""The datasets that an assignment needs: read from its author's cells, made before it is graded.

Student workers can't draw a dataset: they can write nowhere. One that is missing would look like a
mistake of the student's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from grader.errors import GraderError
from grader.language import _

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


def datasets_in(sources: Iterable[str]) -> list[str]:
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
    from cnn_datasets.data_folder import FOLDER_VARIABLE, data_folder
    from cnn_datasets.loading import locate, make

    for name in names:
        why = _("the folder of the datasets can't be written")
        try:
            make(DATASETS[name], say=say)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
        else:
            if all(path.exists() for path in locate(DATASETS[name], drawn=True).paths):
                continue  # student workers will find it there
        raise DataMissing(
            _(
                "This assignment needs the dataset {name!r}, and its stand-in could not be "
                "drawn into {folder}: {why}. Nothing was graded. Make room there, or name "
                "another folder with {variable}, and try `python -m grader data make {name}`.",
                name=name,
                folder=data_folder(),
                why=why,
                variable=FOLDER_VARIABLE,
            )
        )
