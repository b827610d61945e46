"""The renderer of solids: outlines, depth, seams, light."""

import numpy as np
import pytest
from cnn_datasets.drawing.solids import BlendedLimbs, DepthBuffer, Ellipsoid, Limb

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def test_a_ball_is_a_disc_as_high_as_its_radius():
    solid = BlendedLimbs(64)
    solid.add((32, 32, 5), (32, 32, 5), 10, 10, RED)
    assert solid.cover.sum() == pytest.approx(np.pi * 100, rel=0.02)
    assert solid.depth[32, 32] == pytest.approx(15, abs=0.01)


def test_a_limb_turned_to_the_viewer_shows_its_round_end():
    """Its outline is known: a disc, and the height that of the nearer end."""
    solid = BlendedLimbs(64)
    solid.add((32, 32, -20), (32.5, 32, 20), 8, 8, RED)
    assert solid.depth[32, 32] == pytest.approx(28, abs=0.1)
    assert solid.cover.sum() == pytest.approx(np.pi * 64 + 16 * 0.5, rel=0.03)


def test_a_slanting_cylinder_is_as_high_as_geometry_says():
    """At 45 degrees, the surface above the axis is the radius times the square root of 2 higher."""
    solid = BlendedLimbs(128)
    solid.add((24, 64, -40), (104, 64, 40), 10, 10, RED)
    assert solid.depth[64, 64] == pytest.approx(10 * np.sqrt(2), abs=0.05)


def test_the_nearer_limb_hides_the_farther_one_in_either_order():
    for order in ((0, 1), (1, 0)):
        solid = BlendedLimbs(32)
        for which in order:
            z, colour = ((0, RED), (30, BLUE))[which]
            solid.add((16, 16, z), (16, 16, z), 6, 6, colour)
        assert solid.layers[:3, 16, 16].tolist() == list(BLUE)


def test_a_soft_seam_fills_the_crease_between_two_limbs():
    def crease(seam):
        solid = BlendedLimbs(64)
        for x in (24, 40):
            solid.add((x, 32, 0), (x, 32, 0), 10, 10, RED, seam=seam)
        return solid.depth[32, 32]

    assert crease(8.0) > crease(0.1) + 1


def test_a_ball_is_brighter_on_the_side_of_the_lamp():
    solid = BlendedLimbs(32)
    solid.add((16, 16, 0), (16, 16, 0), 10, 10, RED)
    light = solid.light((-0.6, 0, 0.8), ambient=0.2)
    assert light[16, 10] > light[16, 22] + 0.2


def test_limbs_outside_the_picture_draw_nothing():
    solid = BlendedLimbs(16)
    solid.add((-40, 8, 0), (-30, 8, 0), 5, 5, RED)
    assert not solid.cover.any()
    assert np.isfinite(solid.light((0, 0, 1), 0.3)).all()


SKULL, NOSE, TORSO = 1, 4, 6


def limb(a, b, radius_a, radius_b, part=TORSO):
    return Limb(np.array(a, float), np.array(b, float), radius_a, radius_b, part)


def test_an_ellipsoid_is_as_deep_as_pythagoras_says():
    buffer = DepthBuffer(40, 60)
    buffer.add(Ellipsoid(np.array([30.0, 20, 5]), 10 * np.eye(3), SKULL))
    assert buffer.depth[20, 30] == pytest.approx(15)
    assert buffer.depth[20, 36] == pytest.approx(13)
    assert buffer.part[20, 41] == 0
    assert buffer.cover[20, 30] == 1


@pytest.mark.parametrize("sharp", [True, False])
def test_a_limb_tapers_and_what_is_nearer_hides_what_is_behind(sharp):
    buffer = DepthBuffer(40, 40, sharp)
    buffer.add(limb((5, 20, 0), (35, 20, 0), 6, 2))
    assert (buffer.part[:, 8] > 0).sum() > 2 * (buffer.part[:, 33] > 0).sum()
    assert buffer.depth[20, 20] == pytest.approx(4, abs=0.1)
    buffer.add(Ellipsoid(np.array([20.0, 20, -20]), 3 * np.eye(3), NOSE))
    assert not (buffer.part == NOSE).any()
    buffer.add(Ellipsoid(np.array([20.0, 20, 20]), 3 * np.eye(3), NOSE))
    assert buffer.part[20, 20] == NOSE


def test_a_sharp_outline_is_as_wide_as_the_limb():
    buffer = DepthBuffer(40, 40, sharp=True)
    buffer.add(limb((20, 20, 0), (20, 20, 0), 10, 10))
    assert buffer.cover.sum() == pytest.approx(np.pi * 100, rel=0.02)


def test_solids_outside_the_picture_are_left_out():
    buffer = DepthBuffer(10, 10)
    buffer.add(Ellipsoid(np.array([-40.0, 5, 0]), 8 * np.eye(3), SKULL))
    buffer.add(limb((5, 90, 0), (9, 99, 0), 3, 3))
    assert not buffer.part.any()
