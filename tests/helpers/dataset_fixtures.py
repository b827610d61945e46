"""Data folders for the tests: never the checkout's own; the stand-ins are drawn once a session."""

import dataclasses
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
from cnn_datasets import hdf5
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import Dataset
from cnn_datasets.hdf5 import Hdf5Files
from cnn_datasets.hdf5_file import Hdf5File
from cnn_datasets.idx import IdxFile, IdxFiles
from cnn_datasets.image_folders import Archive, ImageFolders

ORIGINALS = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("CNN_COURSE_DATA", str(folder))
    monkeypatch.delenv("CNN_COURSE_STAND_IN", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return folder


@pytest.fixture(scope="session")
def drawn():
    """Both stand-ins: drawn["happy"]["train"] is (images, labels)."""
    return {
        name: {file.split: hdf5.draw_split(dataset, file) for file in dataset.storage.files}
        for name, dataset in DATASETS.items()
        if isinstance(dataset.storage, Hdf5Files)
    }


@pytest.fixture
def original():
    """Path of an original file by name; the test is skipped where there is none."""

    def find(name):
        if not (ORIGINALS / name).is_file():
            pytest.skip(f"the original {name} is not here; it may not be distributed")
        return ORIGINALS / name

    return find


def draw_speck(rng, label, split):
    """The quickest drawing there is: an image filled with its label, and a little noise."""
    return (rng.integers(0, 3, (8, 8, 3)) + 10 * label).astype(np.uint8)


def draw_spot(rng, label, split):
    return rng.integers(100 * label, 100 * label + 50, (6, 5, 3)).astype(np.uint8)


@pytest.fixture
def spots():
    """A tiny dataset in folders, with two archives of which nothing is published."""
    storage = ImageFolders(
        archives=(Archive("spots.zip", None, None, None, "train"),
                  Archive("more-spots.zip", None, None, None, "validation")),
        counts={"train": {"dark": 3, "pale": 2}, "validation": {"dark": 1, "pale": 1}},
        extension=".png",
    )  # fmt: skip
    return Dataset(
        name="spots", title="Spots", class_names=("dark", "pale"), storage=storage,
        source="tests", licence="CC0-1.0", citation="-",
        obtain="ask somebody for spots.zip and more-spots.zip",
        draw=draw_spot, seed=6, drawing_version=4,
    )  # fmt: skip


DOTS = """
import numpy as np
def draw(rng, labels, split):
    return (20 * labels[:, None, None] + rng.integers(0, 20, (len(labels), 4, 4))).astype("u1")
"""


@pytest.fixture
def dots(tmp_path, monkeypatch):
    """A tiny IDX dataset, drawn by a module that other processes can import."""
    (tmp_path / "dot_drawing.py").write_text(DOTS)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("dot_drawing", None)
    import dot_drawing

    shapes = {"train-images": (2100, 4, 4), "train-labels": (2100,),
              "test-images": (30, 4, 4), "test-labels": (30,)}  # fmt: skip
    files = tuple(IdxFile(name, name.split("-")[0], shape) for name, shape in shapes.items())
    yield Dataset(
        name="dots", title="Dots", class_names=("a", "b", "c"), storage=IdxFiles(files, "dots"),
        source="tests", licence="CC0-1.0", citation="-", obtain="ask nobody",
        draw=dot_drawing.draw, seed=7, drawing_version=1,
    )  # fmt: skip
    sys.modules.pop("dot_drawing", None)


@pytest.fixture
def specks():
    """A tiny dataset that draws in no time; nothing about its files is published."""
    storage = Hdf5Files((Hdf5File("train_specks.h5", "train", (6, 8, 8, 3), (2, 4)),
                         Hdf5File("test_specks.h5", "test", (4, 8, 8, 3), (2, 2))))  # fmt: skip
    return Dataset(
        name="specks", title="Specks", class_names=("none", "one"), storage=storage,
        source="tests", licence="CC0-1.0", citation="-", obtain="ask nobody",
        draw=draw_speck, seed=5, drawing_version=3,
    )  # fmt: skip


def replace_storage(dataset, **changes):
    """The dataset with other facts about its files."""
    return dataclasses.replace(dataset, storage=dataclasses.replace(dataset.storage, **changes))


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
