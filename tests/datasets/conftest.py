"""Data folders for the tests: never the checkout's own; the stand-ins are drawn once a session."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from cnn_datasets import standin
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import DataFile, Dataset

ORIGINALS = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("CNN_COURSE_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def drawn():
    """Both stand-ins: drawn["happy"]["train"] is (images, labels)."""
    return {
        name: {file.split: standin.draw_split(dataset, file) for file in dataset.files}
        for name, dataset in DATASETS.items()
    }


@pytest.fixture
def original():
    """Path of an original file by name; the test is skipped where there is none."""

    def find(name):
        if not (ORIGINALS / name).is_file():
            pytest.skip(f"the original {name} is not here; it may not be handed on")
        return ORIGINALS / name

    return find


def draw_speck(rng, label, split):
    """The quickest drawing there is: an image filled with its label, and a little noise."""
    return (rng.integers(0, 3, (8, 8, 3)) + 10 * label).astype(np.uint8)


@pytest.fixture
def specks():
    """A tiny dataset that draws in no time; nothing about its files is published."""
    return Dataset(
        name="specks", title="Specks",
        files=(DataFile("train_specks.h5", "train", (6, 8, 8, 3), (2, 4)),
               DataFile("test_specks.h5", "test", (4, 8, 8, 3), (2, 2))),
        classes=(0, 1), class_names=("none", "one"), source="tests", licence="CC0-1.0",
        citation="-", obtain="ask nobody", draw=draw_speck, seed=5, drawing_version=3,
    )  # fmt: skip


def write_original(path, file, classes=(0, 1), **changes):
    """Write a file as a course would hand it out; `changes` replace or remove (None) arrays."""
    images, *_ = file.shape
    arrays = {
        file.images_key: np.full(file.shape, 7, np.uint8),
        file.labels_key: np.arange(images) % len(classes),
        "list_classes": np.array(classes),
    }
    with h5py.File(path, "w") as h5:
        for key, value in (arrays | changes).items():
            if value is not None:
                h5[key] = value
    return path


@pytest.fixture(name="write_original")
def write_original_fixture():
    return write_original
