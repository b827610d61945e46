"""Happy House: may this person come in? Only if smiling."""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.hdf5 import Hdf5Files
from cnn_datasets.hdf5_file import Hdf5File

__all__ = ["HAPPY_HOUSE"]


HALF_SMILES = {"train": 0.0, "test": 0.09}
"""Share of faces caught between smiling and not: nobody gets all of the test set right. There are
none to train on, where they keep the loss, and with it batch normalisation, from settling."""


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.happy_house import draw_visitor

    half = rng.spawn(1)[0].random() < HALF_SMILES[split]
    return draw_visitor(rng, smiling=label == 1, half=half)


HAPPY_HOUSE = Dataset(
    name="happy",
    title="Happy House",
    class_names=("not smiling", "smiling"),
    storage=Hdf5Files(
        (
            # No checksum of the training file has been published.
            Hdf5File("train_happy.h5", "train", (600, 64, 64, 3), (300, 300)),
            Hdf5File(
                "test_happy.h5",
                "test",
                (150, 64, 64, 3),
                (66, 84),
                sha256="5e23db2f28769de83214dce1411e651489d713f9e1ec5d1ca6a61b6222115add",
            ),
        )
    ),
    source="DeepLearning.AI, Convolutional Neural Networks (Coursera), Keras tutorial",
    licence="none stated; not in this repository, not downloaded for you",
    citation="DeepLearning.AI (2017): Happy House dataset, course Convolutional Neural Networks.",
    obtain="the course it comes from hands it out: take train_happy.h5 and test_happy.h5 there",
    draw=_draw,
    seed=20171105,
    drawing_version=3,
)
