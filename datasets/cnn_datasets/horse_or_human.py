"""Horses or humans: figures rendered by a computer, in training and validation folders.

The original's training figures stand on beaches, in deserts and woods; those of its validation set
stand before a white background. The stand-in has the same two parts: the validation set shows
places, poses and things in front of a figure that are not or hardly to be seen in training.
"""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.image_folders import Archive, ImageFolders

__all__ = ["HORSE_OR_HUMAN"]


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.horse_or_human import draw_figure

    return draw_figure(rng, ("horse", "human")[label], split)


def _naming(split: str, class_name: str, index: int) -> str:
    """Training: horse01-0.png ... horse50-9.png, human01-00.png ... human17-30.png; validation:
    horse1-000.png ... horse6-017.png, valhuman01-00.png ... valhuman05-23.png.

    Some numbers in the original's names are missing; here they run without a gap.
    """
    if split == "train":
        if class_name == "horses":
            return f"horse{index // 10 + 1:02d}-{index % 10}.png"
        return f"human{index // 31 + 1:02d}-{index % 31:02d}.png"
    if class_name == "horses":
        return f"horse{index // 22 + 1}-{index % 22:03d}.png"
    return f"valhuman{index // 26 + 1:02d}-{index % 26:02d}.png"


SOURCE = "https://storage.googleapis.com/download.tensorflow.org/data"

HORSE_OR_HUMAN = Dataset(
    name="horse_or_human",
    title="Horses or Humans",
    class_names=("horses", "humans"),
    storage=ImageFolders(
        # Sizes and checksums: TensorFlow Datasets, url_checksums/horses_or_humans.txt.
        archives=(
            Archive(
                "horse-or-human.zip",
                f"{SOURCE}/horse-or-human.zip",
                149574867,
                "e2e6f70d3d549c5dd10a57165e55af253ee66ad750403f95c0fb76bb943633a9",
                "train",
            ),
            Archive(
                "validation-horse-or-human.zip",
                f"{SOURCE}/validation-horse-or-human.zip",
                11480187,
                "ae5fff2f4f5554791f05358108e2e05d9801b191f1896ea101402f0e7f6c32c0",
                "validation",
            ),
        ),
        counts={
            "train": {"horses": 500, "humans": 527},
            "validation": {"horses": 128, "humans": 128},
        },
        extension=".png",
        naming=_naming,
    ),
    source="Laurence Moroney, http://laurencemoroney.com/horses-or-humans-dataset",
    licence="none known to us; not in this repository, not downloaded unless you ask for it",
    citation="Moroney, L. (2019): Horses or Humans Dataset.",
    obtain=(
        "download horse-or-human.zip (143 MB) and validation-horse-or-human.zip (11 MB), which "
        "TensorFlow distributes"
    ),
    draw=_draw,
    seed=20190201,
    drawing_version=2,
)
