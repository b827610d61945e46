"""Flowers: daisies, dandelions, roses, sunflowers and tulips, photographs of many shapes.

The original has 3,670 JPEG photographs (daisy 633, dandelion 898, roses 641, sunflowers 699,
tulips 799); the stand-in has 600 drawings, 120 of each flower, so that it is drawn and trained on
in a lesson's time. The original names its files after the photographs' numbers on Flickr, the
stand-in counts.
"""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.image_folders import Archive, ImageFolders

__all__ = ["FLOWERS"]


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.flowers import draw_flower

    return draw_flower(rng, label)


FLOWERS = Dataset(
    name="flowers",
    title="Flowers",
    class_names=("daisy", "dandelion", "roses", "sunflowers", "tulips"),
    storage=ImageFolders(
        archives=(
            Archive(
                "flower_photos.tgz",
                "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
                228813984,
                # As TensorFlow Datasets states it, in tf_flowers/checksums.tsv.
                "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c",
            ),
        ),
        counts={
            "": {"daisy": 120, "dandelion": 120, "roses": 120, "sunflowers": 120, "tulips": 120}
        },
        original_counts={
            "": {"daisy": 633, "dandelion": 898, "roses": 641, "sunflowers": 699, "tulips": 799}
        },
        extension=".jpg",
    ),
    source="The TensorFlow team; photographs by many people, on Flickr",
    licence="CC BY, each photograph by its photographer: see LICENSE.txt in the archive",
    citation="The TensorFlow Team (2019): Flowers, tensorflow.org/datasets/catalog/tf_flowers.",
    obtain="download flower_photos.tgz (218 MB), which the TensorFlow team distributes",
    draw=_draw,
    seed=20190101,
    drawing_version=1,
)
