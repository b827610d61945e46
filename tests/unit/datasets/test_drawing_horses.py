"""Horses: proportions, gaits, hooves on the ground."""

import numpy as np
import pytest
from cnn_datasets.drawing.horses import COATS, GAITS, horse


def drawn(gait, seed=0, rug=False):
    return horse(np.random.default_rng(seed), gait, COATS[seed % len(COATS)], (150, 40, 40), rug)


def ends(figure):
    return np.array([point for limb in figure.limbs for point in (limb.a, limb.b)])


@pytest.mark.parametrize("seed", range(5))
def test_a_standing_horse_is_about_as_long_as_high(seed):
    figure = drawn("stand", seed)
    trunk = [k for k in figure.limbs if max(k.radius_a, k.radius_b) > 0.13 and k.b[0] < 0.45]
    left = min(k.b[0] - k.radius_b for k in trunk)
    right = max(k.b[0] + k.radius_b for k in trunk)
    assert 1.0 < right - left < 1.25
    assert 1.1 < ends(figure)[:, 1].max() < 1.6  # the ears


@pytest.mark.parametrize("gait", GAITS)
def test_every_gait_touches_the_ground_or_is_a_leap(gait):
    for seed in range(4):
        figure = drawn(gait, seed)
        lowest = min(min(k.a[1] - k.radius_a, k.b[1] - k.radius_b) for k in figure.limbs)
        assert lowest == pytest.approx(0) or (
            lowest == pytest.approx(0.07) and gait in ("gallop", "gather")
        )


def test_a_horse_stands_on_four_feet():
    figure = drawn("stand")
    hooves = [k.b for k in figure.limbs if k.b[1] < 0.12]
    quarters = {(point[0] > 0, point[2] > 0) for point in hooves}
    assert len(quarters) == 4


def test_grazing_lowers_the_head_and_rearing_lifts_it():
    graze, stand, rear = (drawn(gait).head[1] for gait in ("graze", "stand", "rear"))
    assert graze < 0.5 < stand < rear


def test_a_rug_has_the_colour_asked_for():
    cloth = tuple(c / 255 for c in (150, 40, 40))
    for rug in (True, False):
        wide = [k for k in drawn("stand", rug=rug).limbs if k.radius_a > 0.15]
        assert (cloth in [k.colour for k in wide]) == rug


def test_legs_keep_their_bones_together():
    """Every limb of a leg starts where another one ends, at any speed."""
    for gait in ("stand", "walk", "trot", "gallop"):  # the head is not near the ground
        figure = drawn(gait, 3)
        bones = [k for k in figure.limbs if k.a[1] < 0.3 and k.radius_a < 0.06]
        everything = ends(figure)
        for bone in bones:
            others = np.linalg.norm(everything - bone.a, axis=1)
            assert np.sort(others)[1] < 0.02, gait
