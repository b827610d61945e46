"""Drawings are those of the recorded version: a changed one needs a new `drawing_version`.

Or cached stand-ins would go on being used. Means over blocks of pixels are compared instead of a
digest: another release of Pillow may round an edge otherwise, and that is no other drawing.
"""

import numpy as np
import pytest
from cnn_datasets.catalog import DATASETS
from cnn_datasets.drawing.camera import downsample
from cnn_datasets.hdf5 import draw_image as draw_hdf5_image
from cnn_datasets.image_folders import draw_image
from PIL import Image


def blocks(images, size):
    """Means over blocks of `size` x `size` pixels of grey images."""
    return np.concatenate([downsample(image, size).reshape(-1) for image in images])


def grey(images):
    return [image.astype(np.float32).mean(axis=-1) for image in images]


def hdf5_blocks(name):
    dataset = DATASETS[name]
    file = dataset.storage.file("train")
    return blocks(grey(draw_hdf5_image(dataset, file, i, i % 2) for i in range(3)), 16)


def folder_blocks(name, numbers, size):
    dataset = DATASETS[name]
    files = list(dataset.storage.images())
    return blocks(grey(draw_image(dataset, files[i]) for i in numbers), size)


def fashion_blocks():
    draw = DATASETS["fashion_mnist"].draw
    return blocks(draw(np.random.default_rng(8), np.arange(10), "train"), 7)


def pet_blocks():
    draw, splits = DATASETS["cats_and_dogs"].draw, ("train", "validation")
    images = [draw(np.random.default_rng([4711, i]), i % 2, splits[i // 2]) for i in range(4)]
    small = [Image.fromarray(image).resize((64, 64), Image.Resampling.BOX) for image in images]
    return blocks(grey(map(np.asarray, small)), 16)


def flower_blocks():
    draw = DATASETS["flowers"].draw
    images = [draw(np.random.default_rng([7, label]), label, "") for label in range(5)]
    return blocks([image[:180, :180] for image in grey(images)], 60)


BLOCKS = {
    "happy": lambda: hdf5_blocks("happy"),
    "signs": lambda: hdf5_blocks("signs"),
    "fashion_mnist": fashion_blocks,
    "horse_or_human": lambda: folder_blocks(
        "horse_or_human", (0, 1, 500, 501, 1027, 1028, 1155, 1156), 75
    ),
    "happy_or_sad": lambda: folder_blocks("happy_or_sad", (0, 1, 40, 41), 50),
    "cats_and_dogs": pet_blocks,
    "flowers": flower_blocks,
}
RECORDED = {
    "happy": (3, [
        146, 87, 87, 155, 134, 115, 96, 131, 189, 141, 134, 190, 152, 114, 105, 134, 165, 102,
        100, 175, 151, 45, 40, 143, 174, 61, 53, 191, 129, 73, 66, 134, 169, 139, 131, 178, 171,
        35, 29, 102, 198, 35, 43, 127, 154, 41, 39, 98,
    ]),
    "signs": (2, [
        217, 220, 224, 228, 209, 198, 176, 220, 201, 143, 161, 213, 193, 134, 199, 205, 222,
        218, 213, 213, 220, 213, 197, 211, 219, 190, 171, 209, 218, 200, 198, 209, 201, 201,
        200, 200, 197, 198, 183, 191, 193, 199, 172, 188, 189, 199, 171, 188,
    ]),
    "fashion_mnist": (1, [
        22, 155, 138, 9, 42, 173, 167, 23, 17, 148, 148, 2, 15, 91, 87, 5, 0, 70, 80, 0, 0, 95,
        93, 0, 0, 96, 109, 0, 0, 112, 134, 0, 25, 155, 174, 3, 63, 233, 220, 44, 100, 201, 191,
        73, 55, 192, 176, 41, 0, 35, 45, 0, 0, 59, 81, 0, 0, 60, 81, 0, 0, 69, 88, 0, 23, 131,
        127, 2, 58, 175, 170, 28, 110, 188, 175, 56, 76, 140, 146, 36, 0, 0, 0, 1, 0, 2, 29, 28,
        10, 25, 12, 19, 5, 0, 0, 1, 6, 83, 88, 6, 16, 87, 93, 19, 24, 87, 90, 25, 25, 57, 59,
        28, 0, 0, 0, 0, 12, 79, 178, 123, 111, 128, 133, 97, 0, 0, 0, 0, 0, 95, 77, 0, 69, 173,
        173, 48, 122, 235, 250, 109, 123, 198, 212, 109, 0, 0, 43, 78, 0, 25, 189, 191, 78, 158,
        165, 155, 15, 12, 2, 15,
    ]),
    "horse_or_human": (2, [
        34, 39, 35, 34, 48, 73, 94, 54, 62, 85, 70, 40, 46, 43, 43, 39, 136, 97, 97, 86, 121,
        111, 113, 85, 179, 173, 109, 121, 214, 215, 184, 154, 179, 106, 175, 168, 154, 92, 192,
        201, 111, 78, 124, 140, 87, 80, 111, 109, 69, 93, 48, 49, 88, 132, 62, 62, 64, 100, 64,
        64, 72, 82, 64, 64, 67, 67, 63, 72, 60, 50, 79, 57, 57, 48, 61, 59, 54, 81, 66, 58, 107,
        103, 98, 152, 133, 103, 119, 147, 148, 100, 94, 144, 148, 140, 104, 111, 177, 97, 81,
        93, 158, 120, 64, 121, 140, 136, 75, 128, 140, 140, 103, 111, 79, 68, 116, 75, 75, 89,
        118, 74, 64, 76, 133, 67, 63, 81, 106, 51,
    ]),
    "happy_or_sad": (2, [
        186, 179, 186, 153, 142, 158, 185, 146, 197, 163, 150, 170, 134, 149, 141, 145, 111,
        161, 186, 148, 192, 125, 120, 142, 161, 97, 165, 207, 166, 181, 174, 130, 131, 208, 154,
        194,
    ]),
    "cats_and_dogs": (2, [
        109, 135, 135, 145, 99, 202, 189, 115, 62, 163, 146, 80, 85, 138, 186, 190, 110, 82, 73,
        103, 64, 135, 41, 74, 74, 140, 39, 63, 67, 104, 30, 53, 140, 146, 120, 164, 120, 67, 87,
        160, 126, 101, 98, 170, 94, 53, 59, 183, 113, 97, 94, 95, 167, 148, 141, 118, 166, 161,
        138, 153, 202, 168, 161, 171,
    ]),
    "flowers": (1, [
        64, 101, 51, 101, 159, 58, 59, 60, 55, 160, 177, 147, 177, 141, 139, 182, 142, 141, 117,
        141, 133, 149, 137, 140, 98, 83, 83, 89, 97, 97, 86, 63, 100, 97, 97, 98, 100, 91, 77,
        107, 95, 84, 69, 82, 88,
    ]),
}  # fmt: skip
"""Drawing version, and the means over the blocks."""


def test_every_dataset_is_recorded():
    assert set(RECORDED) == set(BLOCKS) == set(DATASETS)


@pytest.mark.parametrize("name", RECORDED)
def test_the_drawing_is_the_one_of_the_recorded_version(name):
    version, expected = RECORDED[name]
    found = BLOCKS[name]()
    assert DATASETS[name].drawing_version == version
    assert np.abs(found - expected).max() < 2, np.rint(found).astype(int).tolist()
