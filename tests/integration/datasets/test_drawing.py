"""Drawings: what may differ between classes, what may not, and that they stay as they are."""

import numpy as np
import pytest
from cnn_datasets import standin
from cnn_datasets.catalog import DATASETS
from cnn_datasets.drawing import canvas, doorway, hands
from cnn_datasets.drawing.relief import Relief
from cnn_datasets.pixel_linear import pixel_linear_accuracy

MOUTH = (slice(22, 64), slice(10, 54))
"""Where eyes, cheeks and mouth can be, however a visitor stands."""
ONE_PENALTY = (1e3,)  # the best of several would beat a coin by chance


def outside_the_face(images):
    hidden = images.astype(np.float32)
    hidden[:, MOUTH[0], MOUTH[1]] = 0
    return hidden[:, ::2, ::2].reshape(len(images), -1)


def test_without_the_face_nothing_tells_who_smiles(drawn):
    (train, train_labels), (test, test_labels) = drawn["happy"]["train"], drawn["happy"]["test"]
    accuracy = pixel_linear_accuracy(
        outside_the_face(train), train_labels, outside_the_face(test), test_labels, ONE_PENALTY
    )
    # 150 fair coins leave 0.5 by more than 0.13 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.13


def test_brightness_and_colour_of_the_picture_do_not_tell_who_smiles(drawn):
    def means(images):
        corners = np.concatenate([images[:, :20, :8], images[:, :20, -8:]], axis=2)
        return np.concatenate([corners.mean(axis=(1, 2)), corners.std(axis=(1, 2))], axis=1)

    (train, train_labels), (test, test_labels) = drawn["happy"]["train"], drawn["happy"]["test"]
    accuracy = pixel_linear_accuracy(
        means(train), train_labels, means(test), test_labels, ONE_PENALTY
    )
    assert abs(accuracy - 0.5) < 0.13


@pytest.mark.parametrize("seed", range(5))
def test_a_smile_changes_the_face_and_nothing_else(seed):
    serious, smiling = (
        doorway.draw_visitor(np.random.default_rng(seed), smiling=s).astype(int)
        for s in (False, True)
    )
    changed = np.abs(serious - smiling).max(axis=-1)
    inside = np.zeros((64, 64), bool)
    inside[MOUTH] = True
    assert changed[inside].max() > 20
    assert changed[~inside].max() == 0


def test_people_and_light_vary(drawn):
    images = drawn["happy"]["train"][0].astype(np.float32)
    faces = images[:, 24:40, 24:40].mean(axis=(1, 2, 3))
    assert faces.std() > 30
    assert faces.min() < 40 < 180 < faces.max()


@pytest.mark.parametrize("number", range(6))
def test_a_hand_shows_as_many_fingers_as_its_number(number):
    for seed in range(20):
        assert len(hands.raised_fingers(np.random.default_rng(seed), number)) == number


def test_more_fingers_cover_more_of_the_wall(drawn):
    images, labels = drawn["signs"]["train"]
    wall = images[:, :8].reshape(len(images), -1, 3).astype(np.float32)
    middle = np.median(wall, axis=1)[:, None, None]
    covered = (np.abs(images - middle).max(axis=-1) > 45)[:, :50].mean(axis=(1, 2))
    by_class = [covered[labels == label].mean() for label in range(6)]
    assert by_class[5] > by_class[4] > by_class[2] > by_class[1]


# Version, means of the blocks.
FINGERPRINTS = {
    "happy": (3, [
         146, 87, 87, 155, 134, 115, 96, 131, 189, 141, 134, 190, 152, 114, 105, 134,
         165, 102, 100, 175, 151, 45, 40, 143, 174, 61, 53, 191, 129, 73, 66, 134, 169,
         139, 131, 178, 171, 35, 29, 102, 198, 35, 43, 127, 154, 41, 39, 98,
    ]),
    "signs": (2, [
         217, 220, 224, 228, 209, 198, 176, 220, 201, 143, 161, 213, 193, 134, 199, 205,
         222, 218, 213, 213, 220, 213, 197, 211, 219, 190, 171, 209, 218, 200, 198, 209,
         201, 201, 200, 200, 197, 198, 183, 191, 193, 199, 172, 188, 189, 199, 171, 188,
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_the_drawing_is_the_one_of_the_recorded_version(name):
    """A changed drawing needs a new `drawing_version`, or old caches go on being used.

    Means over blocks of 16 x 16 pixels instead of a digest: another release of Pillow may round
    an edge otherwise, and that is no other drawing.
    """
    dataset = DATASETS[name]
    file = dataset.file("train")
    version, expected = FINGERPRINTS[name]
    images = [standin.draw_image(dataset, file, i, dataset.classes[i % 2]) for i in range(3)]
    found = canvas.downsample(np.concatenate(images).mean(axis=-1), 16).reshape(-1)
    assert dataset.drawing_version == version
    assert np.abs(found - expected).max() < 1.5, np.rint(found).astype(int).tolist()


def test_noise_has_the_strength_asked_for():
    image = canvas.expose(np.random.default_rng(0), np.full((64, 64, 3), 0.5, np.float32), 4.0)
    assert image.std() == pytest.approx(4.0, rel=0.05)
    assert image.mean() == pytest.approx(127.5, abs=0.2)


def test_blur_keeps_the_mean_and_spreads_a_point():
    point = np.zeros((21, 21, 1), np.float32)
    point[10, 10] = 1
    blurred = canvas.blur(point, 2)
    assert blurred.sum() == pytest.approx(1, rel=1e-5)
    assert blurred[10, 10] == blurred.max() < 0.1


def test_a_ball_is_brighter_on_the_side_of_the_lamp():
    ball = Relief(32)
    ball.capsule((16, 16, 0), (16, 16, 0), 10, 10)
    shade = ball.shade((-0.6, 0, 0.8), ambient=0.2)
    assert shade[16, 10] > shade[16, 22]
    assert ball.cover[16, 16] == 1
    assert ball.cover[0, 0] == 0
