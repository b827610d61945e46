"""SIGNS: one hand in front of a pale wall shows a number from 0 to 5."""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.hdf5 import Hdf5Files
from cnn_datasets.hdf5_file import Hdf5File

__all__ = ["SIGNS"]


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.signs import draw_sign

    return draw_sign(rng, label)


SIGNS = Dataset(
    name="signs",
    title="SIGNS",
    class_names=("zero", "one", "two", "three", "four", "five"),
    storage=Hdf5Files(
        (
            Hdf5File(
                "train_signs.h5",
                "train",
                (1080, 64, 64, 3),
                (180,) * 6,
                sha256="47480709d99f2ea6ae428ecc491fc6f65ff1d05336736dd859d5565e0ad3cf74",
            ),
            Hdf5File(
                "test_signs.h5",
                "test",
                (120, 64, 64, 3),
                (20,) * 6,
                sha256="539fb746ed9e947eb244cfca73f4d1b03f9bf5524d609eeed2cd76ddb1b179be",
            ),
        )
    ),
    source="DeepLearning.AI, Deep Learning Specialization (Coursera), TensorFlow tutorial",
    licence="none stated; not in this repository, not downloaded for you",
    citation="DeepLearning.AI (2017): SIGNS dataset, Deep Learning Specialization.",
    obtain="the course it comes from hands it out: take train_signs.h5 and test_signs.h5 there",
    draw=_draw,
    seed=20171112,
    drawing_version=2,
)
