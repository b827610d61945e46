"""All datasets of the course by name."""

from cnn_datasets.dataset import Dataset
from cnn_datasets.happy_house import HAPPY_HOUSE
from cnn_datasets.signs import SIGNS

__all__ = ["DATASETS"]

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in (HAPPY_HOUSE, SIGNS)}
