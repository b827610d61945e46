"""Places: every kind can be drawn, looks different each time, and is no studio."""

import numpy as np
import pytest
from cnn_datasets.drawing.places import DRAWERS, FAMILIAR, PLACES, grain, place


@pytest.mark.parametrize("kind", DRAWERS)
def test_a_place_is_a_picture_with_its_horizon_inside(kind):
    for seed in range(3):
        view = place(np.random.default_rng(seed), kind, 120)
        assert view.image.shape == (120, 120, 3)
        assert 0 <= view.image.min() <= view.image.max() <= 1
        assert 0 < view.horizon < 120
        assert (view.light > 0.6).all()


@pytest.mark.parametrize("kind", sorted(set(DRAWERS) - {"studio"}))
def test_places_of_a_kind_differ(kind):
    one, other = (place(np.random.default_rng(seed), kind, 120).image for seed in (1, 2))
    assert np.abs(one - other).mean() > 0.03


def test_a_studio_is_plain_and_light():
    view = place(np.random.default_rng(0), "studio", 120)
    assert view.image.std(axis=(0, 1)).max() < 0.03
    assert view.image.mean() > 0.8


def test_some_places_are_unknown_from_training():
    assert set(FAMILIAR) | {"city", "room", "studio"} == set(PLACES) == set(DRAWERS)
    assert not set(FAMILIAR) & {"city", "room", "studio"}


def test_grain_is_smooth_and_about_zero():
    noise = grain(np.random.default_rng(0), 200, (10,))
    assert abs(noise.mean()) < 0.15
    assert 0.2 < noise.std() < 0.7
    assert np.abs(np.diff(noise, axis=0)).max() < 0.3
