"""Cats and dogs: snapshots of pets of many sizes, in training and validation folders.

The original is small for what it asks: 2,000 photographs for any breed, pose and room. A network
learns them by heart, and image augmentation helps it. The stand-in has to teach the same, so its
training pictures leave out on purpose what augmentation puts in: their animals are upright (within
3 degrees), in the middle, of one size, and 19 of 20 look to the left. Those of the validation set
lean (up to 33 degrees), are nearer or farther, stand aside, and look either way. In photographs
chance does as much; here it is a difference between the splits, and to be told to students.
Coats, rooms, light and focus have the same distribution in both classes, and in both splits.
"""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.image_folders import Archive, ImageFolders

__all__ = ["CATS_AND_DOGS"]

FIRST = {"train": 0, "validation": 2000}
"""Number of the first file of a split."""


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.cats_and_dogs import draw_pet

    return draw_pet(rng, label, split)


def _naming(split: str, class_name: str, index: int) -> str:
    """Training: cat.0.jpg ... cat.999.jpg; validation: cat.2000.jpg ... cat.2499.jpg."""
    return f"{class_name.removesuffix('s')}.{FIRST[split] + index}.jpg"


CATS_AND_DOGS = Dataset(
    name="cats_and_dogs",
    title="Cats and Dogs",
    class_names=("cats", "dogs"),
    storage=ImageFolders(
        archives=(
            Archive(
                "cats_and_dogs_filtered.zip",
                "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
                68606236,
                None,  # no checksum has been published
            ),
        ),
        counts={"train": {"cats": 1000, "dogs": 1000}, "validation": {"cats": 500, "dogs": 500}},
        extension=".jpg",
        naming=_naming,
    ),
    source="Microsoft Research and Petfinder.com, Asirra; a part of Kaggle's Dogs vs. Cats",
    licence="none stated; not in this repository, not downloaded unless you ask for it",
    citation=(
        "Elson, J., Douceur, J., Howell, J., Saul, J. (2007): Asirra: A CAPTCHA that Exploits "
        "Interest-Aligned Manual Image Categorization. Proc. 14th ACM Conference on Computer and "
        "Communications Security (CCS)."
    ),
    obtain="download cats_and_dogs_filtered.zip (65 MB), which Google distributes for its courses",
    draw=_draw,
    seed=20130925,
    drawing_version=2,
)
