"""Held-out images: new ones, balanced, the same for the same seed."""

import dataclasses

import numpy as np
import pytest
from cnn_datasets import hdf5, held_out, image_folders
from cnn_datasets.catalog import DATASETS
from PIL import Image

KINDS = ["happy", "signs", "fashion_mnist"]


@pytest.fixture
def with_spots(spots, monkeypatch):
    monkeypatch.setitem(DATASETS, "spots", spots)
    return spots


@pytest.mark.parametrize("name", KINDS)
def test_shapes_and_types_are_those_of_the_dataset(name):
    X, Y = held_out(name, 12, 3)
    assert X.shape == ((12, 28, 28) if name == "fashion_mnist" else (12, 64, 64, 3))
    assert (X.dtype, Y.dtype, Y.shape) == (np.uint8, np.int64, (12,))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", [1, 7, 20])
def test_classes_are_balanced_to_one(name, count):
    Y = held_out(name, count, 1)[1]
    numbers = np.bincount(Y, minlength=len(DATASETS[name].class_names))
    assert numbers.max() - numbers.min() <= 1


@pytest.mark.parametrize("name", KINDS)
def test_the_seed_decides(name):
    first, again, other = (held_out(name, 6, seed) for seed in (11, 11, 12))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not {x.tobytes() for x in first[0]} & {x.tobytes() for x in other[0]}


def test_no_image_is_one_of_the_files():
    dataset = DATASETS["happy"]
    known = {
        hdf5.draw_image(dataset, file, index, label).tobytes()
        for file in dataset.storage.files for index in range(8) for label in (0, 1)
    }  # fmt: skip
    for seed in range(4):
        assert not {x.tobytes() for x in held_out("happy", 8, seed)[0]} & known


def test_nor_one_of_a_dataset_in_folders(with_spots):
    known = {
        image_folders.draw_image(
            with_spots, image_folders.ImageFile("", split, label, index)
        ).tobytes()
        for split in with_spots.storage.splits for label in (0, 1) for index in range(10)
    }  # fmt: skip
    for seed in (0, 1):
        assert not {x.tobytes() for x in held_out("spots", 8, seed)[0]} & known


def test_images_of_folders_have_the_labels_of_their_classes(with_spots):
    X, Y = held_out("spots", 40, 0)
    assert X.shape == (40, 6, 5, 3)
    assert (X.mean(axis=(1, 2, 3)) > 75).astype(int).tolist() == Y.tolist()


def test_resizing_is_pillows_with_antialiasing(with_spots):
    full, _ = held_out("spots", 3, 0)
    small, _ = held_out("spots", 3, 0, size=(3, 2))
    assert small.shape == (3, 3, 2, 3)
    expected = Image.fromarray(full[1]).resize((2, 3), Image.Resampling.BILINEAR)
    assert np.array_equal(small[1], np.asarray(expected))


def test_grey_images_are_resized_too():
    assert held_out("fashion_mnist", 2, 0, size=(14, 10))[0].shape == (2, 14, 10)


def test_images_of_several_sizes_need_a_size(with_spots, monkeypatch):
    def draw(rng, label, split):
        return np.zeros((int(rng.integers(3, 60)), 5, 3), np.uint8)

    monkeypatch.setitem(DATASETS, "spots", dataclasses.replace(with_spots, draw=draw))
    with pytest.raises(ValueError, match=r"different sizes; pass size=\(height, width\)"):
        held_out("spots", 8, 0)
    assert held_out("spots", 8, 0, size=(4, 4))[0].shape == (8, 4, 4, 3)


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(KeyError, match=r"no dataset 'cats'; there is: happy, signs"):
        held_out("cats", 3, 0)
    with pytest.raises(ValueError, match="count must be at least 1"):
        held_out("happy", 0, 0)
    with pytest.raises(ValueError, match="seed at least 0"):
        held_out("happy", 1, -1)
