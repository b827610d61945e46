"""Happy or sad: eighty smileys, half of them happy.

The original shows one yellow ball whose mouth goes from glum to merry in small steps. The stand-in
shows many balls, so that a model can be judged on smileys that it has not seen.
"""

from __future__ import annotations

from cnn_datasets.dataset import Dataset
from cnn_datasets.image_folders import Archive, ImageFolders

__all__ = ["HAPPY_OR_SAD"]

SERIES = 20
"""Number of pictures of one series in the file names."""


def _draw(rng, label: int, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.happy_or_sad import draw_smiley

    return draw_smiley(rng, happy=label == 0)


def _naming(split: str, class_name: str, index: int) -> str:
    """happy1-00.png ... happy1-19.png, happy2-00.png ... and the same with sad."""
    return f"{class_name}{index // SERIES + 1}-{index % SERIES:02d}.png"


HAPPY_OR_SAD = Dataset(
    name="happy_or_sad",
    title="Happy or Sad",
    class_names=("happy", "sad"),
    storage=ImageFolders(
        archives=(
            Archive(
                "happy-or-sad.zip",
                "https://storage.googleapis.com/learning-datasets/happy-or-sad.zip",
                2673373,
                "d032a888b947d9a672ec7dac856f80ca901e94c2e55563f0146eef961dedf565",
            ),
        ),
        counts={"": {"happy": 40, "sad": 40}},
        extension=".png",
        naming=_naming,
    ),
    source="Laurence Moroney, Introduction to TensorFlow (Coursera), exercise of week 4",
    licence="none stated; not in this repository, not downloaded unless you ask for it",
    citation="Moroney, L. (2019): Happy or Sad dataset, course Introduction to TensorFlow.",
    obtain="download happy-or-sad.zip (2.7 MB), which Google distributes for its courses",
    draw=_draw,
    seed=20190311,
    drawing_version=2,
)
