"""All datasets of the course by name."""

from __future__ import annotations

from cnn_datasets.cats_and_dogs import CATS_AND_DOGS
from cnn_datasets.dataset import Dataset
from cnn_datasets.fashion_mnist import FASHION_MNIST
from cnn_datasets.flowers import FLOWERS
from cnn_datasets.happy_house import HAPPY_HOUSE
from cnn_datasets.happy_or_sad import HAPPY_OR_SAD
from cnn_datasets.horse_or_human import HORSE_OR_HUMAN
from cnn_datasets.signs import SIGNS

__all__ = ["DATASETS"]

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        HAPPY_HOUSE, SIGNS, FASHION_MNIST, HORSE_OR_HUMAN, HAPPY_OR_SAD, CATS_AND_DOGS, FLOWERS,
    )
}  # fmt: skip
