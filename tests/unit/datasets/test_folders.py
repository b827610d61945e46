"""Facts about datasets in folders."""

import numpy as np
import pytest
from cnn_datasets.catalog import DATASETS
from cnn_datasets.folders import Archive, FolderDataset

FOLDERS = [d for d in DATASETS.values() if isinstance(d, FolderDataset)]


@pytest.mark.parametrize(
    ("name", "stem"),
    [("horse-or-human.zip", "horse-or-human"), ("flower_photos.tgz", "flower_photos"),
     ("a.b.tar.gz", "a.b")],
)  # fmt: skip
def test_an_archive_is_unpacked_into_a_folder_of_its_name(name, stem):
    assert Archive(name, None, None, None).stem == stem


def test_labels_are_the_positions_of_the_sorted_class_names_as_in_keras(spots):
    assert spots.class_names == ("dark", "pale")
    assert [(i.path, i.label, i.index) for i in spots.images()][:4] == [
        ("train/dark/dark-0000.png", 0, 0),
        ("train/dark/dark-0001.png", 0, 1),
        ("train/dark/dark-0002.png", 0, 2),
        ("train/pale/pale-0000.png", 1, 0),
    ]


def test_without_splits_the_classes_lie_in_the_root():
    dataset = FolderDataset(
        "n", "N", (), {"": {"a": 1}}, ".jpg", "", "", "", "", np.zeros, 1, 1,
        naming=lambda split, class_name, index: f"{class_name}.{index}.jpg",
    )  # fmt: skip
    assert [image.path for image in dataset.images()] == ["a/a.0.jpg"]


@pytest.mark.parametrize("dataset", FOLDERS, ids=lambda d: d.name)
def test_file_names_are_different_and_have_the_extension(dataset):
    paths = [image.path for image in dataset.images()]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(path.endswith(dataset.extension) for path in paths)


@pytest.mark.parametrize("dataset", FOLDERS, ids=lambda d: d.name)
def test_the_archives_hold_every_split_once(dataset):
    held = [archive.folder for archive in dataset.archives]
    assert held == [""] or sorted(held) == sorted(dataset.splits)
    assert set(dataset.counts_of_original) == set(dataset.counts)
