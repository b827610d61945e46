"""Images in folders: names, labels, and files that are the same whoever draws them."""

import dataclasses
import io
import sys

import numpy as np
import pytest
from cnn_datasets import image_folders, parallel
from cnn_datasets.catalog import DATASETS
from cnn_datasets.image_folders import Archive, ImageFolders
from dataset_fixtures import replace_storage
from PIL import Image

FOLDERS = [d for d in DATASETS.values() if isinstance(d.storage, ImageFolders)]


@pytest.mark.parametrize(
    ("name", "stem"),
    [("horse-or-human.zip", "horse-or-human"), ("flower_photos.tgz", "flower_photos"),
     ("a.b.tar.gz", "a.b")],
)  # fmt: skip
def test_an_archive_is_unpacked_into_a_folder_of_its_name(name, stem):
    assert Archive(name, None, None, "0" * 64).stem == stem


def test_labels_are_the_positions_of_the_sorted_class_names_as_in_keras(spots):
    assert [(i.path, i.label, i.index) for i in spots.storage.images()][:4] == [
        ("train/dark/dark-0000.png", 0, 0),
        ("train/dark/dark-0001.png", 0, 1),
        ("train/dark/dark-0002.png", 0, 2),
        ("train/pale/pale-0000.png", 1, 0),
    ]


def test_without_splits_the_classes_lie_in_the_root():
    storage = ImageFolders(
        (), {"": {"a": 1}}, ".jpg", lambda split, class_name, index: f"{class_name}.{index}.jpg"
    )
    assert [image.path for image in storage.images()] == ["a/a.0.jpg"]


@pytest.mark.parametrize("dataset", FOLDERS, ids=lambda d: d.name)
def test_file_names_are_different_and_have_the_extension(dataset):
    paths = [image.path for image in dataset.storage.images()]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(path.endswith(dataset.storage.extension) for path in paths)


@pytest.mark.parametrize("dataset", FOLDERS, ids=lambda d: d.name)
def test_the_archives_hold_every_split_once(dataset):
    held = [archive.folder for archive in dataset.storage.archives]
    assert held == [""] or sorted(held) == sorted(dataset.storage.splits)
    assert set(dataset.storage.counts_of_original) == set(dataset.storage.counts)


@pytest.mark.parametrize("dataset", FOLDERS, ids=lambda d: d.name)
def test_the_class_names_are_the_sorted_names_of_the_folders(dataset):
    for counts in (dataset.storage.counts, dataset.storage.counts_of_original):
        assert all(tuple(sorted(classes)) == dataset.class_names for classes in counts.values())


FILE_NAMES = {
    "horse_or_human": {
        0: "train/horses/horse01-0.png",
        499: "train/horses/horse50-9.png",
        500: "train/humans/human01-00.png",
        1027: "validation/horses/horse1-000.png",
        1155: "validation/humans/valhuman01-00.png",
    },
    "happy_or_sad": {0: "happy/happy1-00.png", 79: "sad/sad2-19.png"},
    "cats_and_dogs": {
        0: "train/cats/cat.0.jpg",
        1999: "train/dogs/dog.999.jpg",
        2000: "validation/cats/cat.2000.jpg",
        2999: "validation/dogs/dog.2499.jpg",
    },
}


@pytest.mark.parametrize("name", FILE_NAMES)
def test_files_are_named_like_the_original(name):
    paths = [image.path for image in DATASETS[name].storage.images()]
    assert {number: paths[number] for number in FILE_NAMES[name]} == FILE_NAMES[name]


DRAWING = """
import numpy as np
def draw(rng, label, split):
    return rng.integers(100 * label, 100 * label + 50, (6, 5, 3)).astype(np.uint8)
"""


def test_each_image_has_a_generator_of_its_own(spots):
    images = list(spots.storage.images())
    pixels = {image_folders.draw_image(spots, image).tobytes() for image in images}
    assert len(pixels) == len(images)
    again = image_folders.draw_image(spots, images[2])
    assert np.array_equal(again, image_folders.draw_image(spots, images[2]))


def test_a_png_keeps_every_pixel(spots, tmp_path):
    written = spots.storage.draw_files(spots, tmp_path, lambda more: None)
    for image in spots.storage.images():
        pixels = np.asarray(Image.open(tmp_path / image.path))
        assert np.array_equal(pixels, image_folders.draw_image(spots, image))
    assert sorted(written) == sorted(image.path for image in spots.storage.images())


def test_a_jpeg_is_one_and_near_the_drawing():
    pixels = np.full((20, 30, 3), 90, np.uint8)
    image = Image.open(io.BytesIO(image_folders.encode(pixels, ".jpg")))
    assert image.format == "JPEG"
    assert np.abs(np.asarray(image).astype(int) - pixels).max() <= 2


@pytest.fixture
def many(spots, tmp_path, monkeypatch):
    """150 images, drawn by a module that other processes can import."""
    (tmp_path / "spot_drawing.py").write_text(DRAWING)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("spot_drawing", None)
    import spot_drawing

    counts = {"train": {"dark": 75, "pale": 75}}
    yield dataclasses.replace(replace_storage(spots, counts=counts), draw=spot_drawing.draw)
    sys.modules.pop("spot_drawing", None)


def test_several_workers_draw_what_one_draws(many, tmp_path, monkeypatch):
    written, told = {}, []
    for cores in (1, 3):
        monkeypatch.setattr(parallel, "cores", lambda cores=cores: cores)
        (tmp_path / str(cores)).mkdir()
        written[cores] = many.storage.draw_files(many, tmp_path / str(cores), told.append)
    assert written[1] == written[3]
    assert len(written[3]) == 150
    assert sum(told) == 300
    for path in written[1]:
        assert (tmp_path / "1" / path).read_bytes() == (tmp_path / "3" / path).read_bytes()
