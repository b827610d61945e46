"""Facts about the datasets agree with each other and, where at hand, with the originals."""

import re

import h5py
import numpy as np
import pytest
from cnn_datasets.catalog import DATASETS
from cnn_datasets.fashion_mnist import FASHION_MNIST
from cnn_datasets.flowers import FLOWERS
from cnn_datasets.hdf5 import Hdf5Files

FILES = [
    (d, f) for d in DATASETS.values() if isinstance(d.storage, Hdf5Files) for f in d.storage.files
]


@pytest.mark.parametrize(("dataset", "file"), FILES, ids=lambda x: x.name)
def test_class_balance_adds_up_to_the_number_of_images(dataset, file):
    assert len(file.per_class) == len(file.classes) == len(dataset.class_names)
    assert sum(file.per_class) == file.shape[0]


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_shape_keys_types_and_balance_are_those_of_the_original(name, original):
    dataset = DATASETS[name]
    file = dataset.storage.file("test")
    with h5py.File(original(file.name), "r") as h5:
        assert set(h5) == {file.images_key, file.labels_key, "list_classes"}
        assert h5[file.images_key].shape == file.shape
        assert h5[file.images_key].dtype == np.uint8
        assert h5[file.labels_key].dtype == np.int64
        assert tuple(np.bincount(h5[file.labels_key][()])) == file.per_class
        assert tuple(h5["list_classes"][()]) == tuple(file.classes)


def test_the_size_bound_lets_every_uncompressed_original_through():
    # 13,281,872 bytes is the size of the original train_signs.h5.
    assert 13_281_872 <= DATASETS["signs"].storage.file("train").max_bytes < 2 * 13_281_872


def test_asking_for_an_unknown_split_names_the_splits_there_are():
    with pytest.raises(KeyError, match=r"no split 'dev'.*train.*test"):
        DATASETS["happy"].storage.file("dev")


def test_the_shapes_are_the_published_ones():
    assert {file.name: file.shape for file in FASHION_MNIST.storage.files} == {
        "train-images-idx3-ubyte": (60_000, 28, 28),
        "train-labels-idx1-ubyte": (60_000,),
        "t10k-images-idx3-ubyte": (10_000, 28, 28),
        "t10k-labels-idx1-ubyte": (10_000,),
    }
    assert [file.split for file in FASHION_MNIST.storage.files] == [
        "train",
        "train",
        "test",
        "test",
    ]


def test_every_file_has_its_own_checksums_and_address():
    files = FASHION_MNIST.storage.files
    sums = [digest for file in files for digest in (file.sha256, file.packed_sha256)]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in sums)
    assert len(set(sums)) == 8
    assert all(file.url.endswith(f"/{file.name}.gz") for file in files)


def test_the_labels_mean_ten_kinds_of_clothing():
    names = FASHION_MNIST.class_names
    assert (len(names), names[0], names[9]) == (10, "T-shirt/top", "Ankle boot")


def test_the_counts_of_flowers_are_the_ones_the_course_says():
    assert sum(FLOWERS.storage.counts[""].values()) == 600
    assert sum(FLOWERS.storage.counts_of_original[""].values()) == 3670
