"""Horses and humans in places: only the shape tells them apart."""

import numpy as np
import pytest
from cnn_datasets import held_out
from cnn_datasets.drawing import canvas, figures, framing
from cnn_datasets.drawing.figures import SIZE, draw_figure
from cnn_datasets.folder_drawing import draw_image
from cnn_datasets.horse_or_human import HORSE_OR_HUMAN
from cnn_datasets.pixel_linear import pixel_linear_accuracy

SEEDS = range(40)


@pytest.fixture(scope="module")
def pairs():
    """Horse and human in the same places, (40, 2, 300, 300, 3)."""

    def draw(seed, kind):
        return draw_figure(np.random.default_rng([7, seed]), kind, "train")

    return np.array([[draw(seed, kind) for kind in ("horse", "human")] for seed in SEEDS])


def test_a_horse_and_a_human_of_one_seed_stand_in_the_same_place(pairs):
    """What differs is the figure and its shadow: most corners of the picture are alike."""
    corners = np.concatenate([pairs[:, :, :20, :20], pairs[:, :, :20, -20:]], axis=3).astype(int)
    apart = np.abs(corners[:, 0] - corners[:, 1]).mean(axis=(1, 2, 3))
    assert np.median(apart) < 1
    assert np.abs(pairs[:, 0].astype(int) - pairs[:, 1]).mean(axis=(1, 2, 3)).min() > 2


def test_both_cover_alike_shares_of_the_picture():
    def share(kind, seed):
        body, lens = np.random.default_rng([3, seed]).spawn(2)
        figure = figures.some_figure(body, kind, 0.0)
        camera = framing.frame(lens, figure, SIZE, 150, 0.1)
        return figures.render(figure, camera).cover.mean()

    horses, humans = ([share(kind, seed) for seed in range(30)] for kind in ("horse", "human"))
    assert np.mean(horses) == pytest.approx(np.mean(humans), rel=0.15)
    assert max(min(horses), min(humans)) < 0.15
    assert min(max(horses), max(humans)) > 0.25


def test_brightness_and_colours_tell_little():
    images, labels = held_out("horse_or_human", 160, 11, (75, 75))
    features = np.concatenate([images.mean(axis=(1, 2)), images.std(axis=(1, 2))], axis=1)
    accuracy = pixel_linear_accuracy(features[:80], labels[:80], features[80:], labels[80:], (1e3,))
    # 80 fair coins leave 0.5 by more than 0.18 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.18


def test_a_drawing_can_be_repeated():
    first, again = (draw_figure(np.random.default_rng(4), "horse", "validation") for _ in range(2))
    assert np.array_equal(first, again)
    assert first.shape == (SIZE, SIZE, 3)
    assert first.dtype == np.uint8


def test_files_are_named_like_the_original():
    names = [image.path for image in HORSE_OR_HUMAN.images()]
    assert len(names) == len(set(names)) == 1283
    assert names[0] == "train/horses/horse01-0.png"
    assert names[499] == "train/horses/horse50-9.png"
    assert names[500] == "train/humans/human01-00.png"
    assert names[1027] == "validation/horses/horse1-000.png"
    assert names[1155] == "validation/humans/valhuman01-00.png"


# Version, means of blocks of 75 x 75 pixels: two horses and two humans of either split.
FINGERPRINT = (2, [
    34, 39, 35, 34, 48, 73, 94, 54, 62, 85, 70, 40, 46, 43, 43, 39, 136, 97, 97, 86, 121, 111,
    113, 85, 179, 173, 109, 121, 214, 215, 184, 154, 179, 106, 175, 168, 154, 92, 192, 201,
    111, 78, 124, 140, 87, 80, 111, 109, 69, 93, 48, 49, 88, 132, 62, 62, 64, 100, 64, 64, 72,
    82, 64, 64, 67, 67, 63, 72, 60, 50, 79, 57, 57, 48, 61, 59, 54, 81, 66, 58, 107, 103, 98,
    152, 133, 103, 119, 147, 148, 100, 94, 144, 148, 140, 104, 111, 177, 97, 81, 93, 158, 120,
    64, 121, 140, 136, 75, 128, 140, 140, 103, 111, 79, 68, 116, 75, 75, 89, 118, 74, 64, 76,
    133, 67, 63, 81, 106, 51,
])  # fmt: skip


def test_the_drawing_is_the_one_of_the_recorded_version():
    """A changed drawing needs a new `drawing_version`, or old caches go on being used."""
    version, expected = FINGERPRINT
    files = list(HORSE_OR_HUMAN.images())
    chosen = [files[i] for i in (0, 1, 500, 501, 1027, 1028, 1155, 1156)]
    images = np.concatenate([draw_image(HORSE_OR_HUMAN, file) for file in chosen])
    found = canvas.downsample(images.mean(axis=-1), 75).reshape(-1)
    assert HORSE_OR_HUMAN.drawing_version == version
    assert np.abs(found - expected).max() < 1.5, np.rint(found).astype(int).tolist()
