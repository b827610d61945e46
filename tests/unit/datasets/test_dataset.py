"""Facts about the datasets agree with each other and, where at hand, with the originals."""

import h5py
import numpy as np
import pytest
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import Dataset

FILES = [(d, f) for d in DATASETS.values() if isinstance(d, Dataset) for f in d.files]


@pytest.mark.parametrize(("dataset", "file"), FILES, ids=lambda x: x.name)
def test_class_balance_adds_up_to_the_number_of_images(dataset, file):
    assert len(file.per_class) == len(dataset.classes) == len(dataset.class_names)
    assert sum(file.per_class) == file.shape[0]


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_shape_keys_types_and_balance_are_those_of_the_original(name, original):
    dataset = DATASETS[name]
    file = dataset.file("test")
    with h5py.File(original(file.name), "r") as h5:
        assert set(h5) == {file.images_key, file.labels_key, "list_classes"}
        assert h5[file.images_key].shape == file.shape
        assert h5[file.images_key].dtype == np.uint8
        assert h5[file.labels_key].dtype == np.int64
        assert tuple(np.bincount(h5[file.labels_key][()])) == file.per_class
        assert tuple(h5["list_classes"][()]) == dataset.classes


def test_the_size_bound_lets_every_uncompressed_original_through():
    # 13,281,872 bytes is the size of the original train_signs.h5.
    assert 13_281_872 <= DATASETS["signs"].file("train").max_bytes < 2 * 13_281_872


def test_asking_for_an_unknown_split_names_the_splits_there_are():
    with pytest.raises(KeyError, match=r"no split 'dev'.*train.*test"):
        DATASETS["happy"].file("dev")
