"""Horses and humans in places: only the shape tells them apart."""

import numpy as np
import pytest
from cnn_datasets import held_out
from cnn_datasets.drawing.figures import SIZE, draw_figure
from cnn_datasets.horse_or_human import HORSE_OR_HUMAN
from cnn_datasets.pixel_linear import pixel_linear_accuracy

SEEDS = range(40)


@pytest.fixture(scope="module")
def pairs():
    """Horse and human in the same places, (40, 2, 300, 300, 3)."""
    return np.array([
        [draw_figure(np.random.default_rng([7, seed]), kind, "train") for kind in ("horse", "human")]
        for seed in SEEDS
    ])  # fmt: skip


def test_a_horse_and_a_human_of_one_seed_stand_in_the_same_place(pairs):
    """What differs is the figure and its shadow: most corners of the picture are alike."""
    corners = np.concatenate([pairs[:, :, :20, :20], pairs[:, :, :20, -20:]], axis=3).astype(int)
    apart = np.abs(corners[:, 0] - corners[:, 1]).mean(axis=(1, 2, 3))
    assert np.median(apart) < 1
    assert np.abs(pairs[:, 0].astype(int) - pairs[:, 1]).mean(axis=(1, 2, 3)).min() > 2


def test_both_fill_alike_shares_of_the_picture(pairs):
    """The outline is where horse and human of one seed differ; both figures are part of it."""
    means = pairs.astype(float).mean(axis=(2, 3, 4))
    assert abs(means[:, 0].mean() - means[:, 1].mean()) < 8


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
