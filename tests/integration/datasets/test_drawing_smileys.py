"""Smileys: the mood is in the face, the look is not."""

import numpy as np
import pytest
from cnn_datasets import held_out
from cnn_datasets.drawing import canvas
from cnn_datasets.drawing.smileys import SIZE, draw_smiley
from cnn_datasets.folder_drawing import draw_image
from cnn_datasets.happy_or_sad import HAPPY_OR_SAD
from cnn_datasets.pixel_linear import pixel_linear_accuracy


def pair(seed):
    return [draw_smiley(np.random.default_rng(seed), happy) for happy in (True, False)]


@pytest.mark.parametrize("seed", range(6))
def test_the_mood_changes_the_face_and_nothing_else(seed):
    happy, sad = (image.astype(int) for image in pair(seed))
    changed = np.abs(happy - sad).max(axis=-1)
    assert (changed > 20).mean() > 0.005
    rows, columns = np.nonzero(changed)
    assert np.hypot(rows - rows.mean(), columns - columns.mean()).max() < 68  # within the ball
    assert changed[:2].max() == changed[:, :2].max() == 0


def test_brightness_and_colour_do_not_tell_the_mood():
    images, labels = held_out("happy_or_sad", 160, 5)
    features = np.concatenate([images.mean(axis=(1, 2)), images.std(axis=(1, 2))], axis=1)
    accuracy = pixel_linear_accuracy(features[:80], labels[:80], features[80:], labels[80:], (1e3,))
    # 80 fair coins leave 0.5 by more than 0.18 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.18


def test_a_drawing_can_be_repeated():
    first, again = pair(3), pair(3)
    assert np.array_equal(first[0], again[0])
    assert first[0].shape == (SIZE, SIZE, 3)
    assert first[0].dtype == np.uint8


def test_files_are_named_like_the_original():
    names = [image.path for image in HAPPY_OR_SAD.images()]
    assert len(names) == len(set(names)) == 80
    assert names[0] == "happy/happy1-00.png"
    assert names[-1] == "sad/sad2-19.png"


# Version, means of blocks of 50 x 50 pixels: two happy and two sad smileys.
FINGERPRINT = (2, [
    186, 179, 186, 153, 142, 158, 185, 146, 197, 163, 150, 170, 134, 149, 141, 145, 111, 161,
    186, 148, 192, 125, 120, 142, 161, 97, 165, 207, 166, 181, 174, 130, 131, 208, 154, 194,
])  # fmt: skip


def test_the_drawing_is_the_one_of_the_recorded_version():
    """A changed drawing needs a new `drawing_version`, or old caches go on being used."""
    version, expected = FINGERPRINT
    files = list(HAPPY_OR_SAD.images())
    images = np.concatenate([draw_image(HAPPY_OR_SAD, files[i]) for i in (0, 1, 40, 41)])
    found = canvas.downsample(images.mean(axis=-1), 50).reshape(-1)
    assert HAPPY_OR_SAD.drawing_version == version
    assert np.abs(found - expected).max() < 1.5, np.rint(found).astype(int).tolist()
