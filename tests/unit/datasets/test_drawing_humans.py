"""People: proportions, poses, clothes, heads."""

import numpy as np
import pytest
from cnn_datasets.drawing.heads import HAIR_STYLES
from cnn_datasets.drawing.humans import OUTFITS, POSES, SLEEVES, Clothes, human

SKIN, HAIR, TOP, BOTTOM, SHOES = (
    (200, 150, 120),
    (30, 20, 20),
    (20, 90, 200),
    (60, 60, 70),
    (9, 9, 9),
)


def person(pose="stand", seed=0, outfit="trousers", sleeves="long", style="short"):
    clothes = Clothes(outfit, sleeves, style, SKIN, HAIR, TOP, BOTTOM, SHOES)
    return human(np.random.default_rng(seed), pose, clothes)


def share(figure, colour):
    """Share of the limbs' length that has a colour."""
    wanted = tuple(c / 255 for c in colour)
    lengths = [(np.linalg.norm(k.b - k.a), k.colour == wanted) for k in figure.limbs]
    return sum(length for length, same in lengths if same) / sum(length for length, _ in lengths)


@pytest.mark.parametrize("seed", range(5))
def test_who_stands_is_about_as_high_as_the_unit_of_length(seed):
    figure = person(seed=seed)
    top = max(max(k.a[1] + k.radius_a, k.b[1] + k.radius_b) for k in figure.limbs)
    assert 0.95 < top < 1.08
    assert figure.head[1] == pytest.approx(0.93, abs=0.06)


@pytest.mark.parametrize("pose", POSES)
def test_every_pose_touches_the_ground(pose):
    figure = person(pose)
    lowest = min(min(k.a[1] - k.radius_a, k.b[1] - k.radius_b) for k in figure.limbs)
    assert lowest == pytest.approx(0)


def test_who_kneels_sits_or_bends_is_lower():
    for pose in ("kneel", "sit", "bend"):
        assert person(pose).head[1] < 0.85


def test_who_cheers_has_the_hands_above_the_head():
    figure = person("cheer", style="bald")
    hands = [k.b[1] for k in figure.limbs if k.colour == tuple(c / 255 for c in SKIN)]
    assert max(hands) > figure.head[1] + 0.1


def test_short_sleeves_and_skirts_show_skin():
    assert share(person(sleeves="none"), SKIN) > share(person(sleeves="long"), SKIN) + 0.1
    assert share(person(outfit="skirt"), SKIN) > share(person(outfit="trousers"), SKIN) + 0.1


@pytest.mark.parametrize("outfit", sorted(set(OUTFITS)))
@pytest.mark.parametrize("sleeves", sorted(set(SLEEVES)))
def test_everybody_wears_a_top(outfit, sleeves):
    assert share(person(outfit=outfit, sleeves=sleeves), TOP) > 0.1


@pytest.mark.parametrize("style", sorted(set(HAIR_STYLES) - {"bald"}))
def test_hair_is_on_the_head_and_only_there(style):
    figure = person(style=style)
    hair = [k for k in figure.limbs if k.colour == tuple(c / 255 for c in HAIR)]
    assert hair
    assert all(np.linalg.norm(k.a - figure.head) < 0.2 for k in hair)
    assert len(hair) > len([k for k in person(style="bald").limbs if k.colour == hair[0].colour])
