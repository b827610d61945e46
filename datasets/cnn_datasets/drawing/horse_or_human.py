"""Pictures of the Horses or Humans stand-in: a figure in some place, its shadow, light and camera.

Both classes get places, light, sizes and positions from one distribution; the colours of coats
and clothes overlap. What tells them apart is the shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn_datasets.drawing.camera import between, chance, expose, mix, one_of
from cnn_datasets.drawing.happy_house_people import CLOTHES, HAIR, SKINS, tone
from cnn_datasets.drawing.horse_or_human_figures import (
    Camera,
    Figure,
    choose_exposure,
    choose_lamp,
    frame_figure,
)
from cnn_datasets.drawing.horse_or_human_horses import COATS, GAITS, horse
from cnn_datasets.drawing.horse_or_human_humans import (
    HAIR_STYLES,
    OUTFITS,
    POSES,
    SLEEVES,
    Clothes,
    human,
)
from cnn_datasets.drawing.horse_or_human_places import FAMILIAR, PLACES, draw_place, grain
from cnn_datasets.drawing.horse_or_human_scenery import leaves_in_front
from cnn_datasets.drawing.solids import BlendedLimbs

__all__ = ["draw_figure"]

SIZE = 300
"""Height and width of a picture in pixels, as in the original."""
ODD = {"horse": ("rear", "buck", "graze"), "human": ("kneel", "bend", "kick", "sit", "lunge")}
"""Poses that are rare in training pictures."""


@dataclass(frozen=True)
class Shoot:
    """Where pictures are taken; shares of odd poses, of any view, of leaves in front."""

    places: tuple[str, ...]
    odd: float
    any_side: float
    leaves: float


TRAINING = Shoot(FAMILIAR, 0.03, 0.1, 0.0)
VALIDATION = Shoot(PLACES, 0.25, 0.3, 0.2)


def draw_figure(rng: np.random.Generator, kind: str, split: str) -> np.ndarray:
    """A picture of one figure.

    Parameters
    ----------
    kind
        ``"horse"`` or ``"human"``.
    split
        ``"train"``; anything else is taken for validation: unfamiliar places too, odder
        poses and views, leaves in front of some figures.

    Returns
    -------
    ndarray
        Of dtype uint8 and shape (300, 300, 3).
    """
    shoot = TRAINING if split == "train" else VALIDATION
    scene, body, lens, finish = rng.spawn(4)
    place = draw_place(scene, one_of(scene, shoot.places), SIZE)
    figure = some_figure(body, kind, shoot.odd)
    camera = frame_figure(lens, figure, SIZE, place.horizon, shoot.any_side)
    lamp = choose_lamp(lens)
    solid = render(figure, camera)
    behind, front = choose_exposure(lens)
    image = place.image * _shadow(figure, camera, lamp, between(lens, 0.25, 0.6)) * behind
    light = solid.light(lamp, between(lens, 0.3, 0.6)) * front
    colours = _patterned(body, solid)
    image = mix(image, colours * light[..., None], solid.cover[..., None])
    if chance(scene, shoot.leaves):
        leaves_in_front(scene, image)
    haze = between(finish, 0, 0.06)
    image = mix(image * place.light, np.float32(0.7), np.float32(haze))
    return expose(finish, image, between(finish, 1, 3))


def some_figure(rng, kind: str, odd: float) -> Figure:
    """A horse or a human with a look and a pose of its own; `odd` is the share of odd poses."""
    poses = GAITS if kind == "horse" else POSES
    usual = tuple(pose for pose in poses if pose not in ODD[kind])
    pose = one_of(rng, ODD[kind] if chance(rng, odd) else usual)
    if kind == "horse":
        return horse(rng, pose, one_of(rng, COATS), one_of(rng, CLOTHES), chance(rng, 0.35))
    skin = tone(one_of(rng, SKINS), one_of(rng, SKINS), 0.3)
    return human(rng, pose, Clothes(
        one_of(rng, OUTFITS), one_of(rng, SLEEVES), one_of(rng, HAIR_STYLES), skin,
        one_of(rng, HAIR), _cloth(rng), _cloth(rng), _cloth(rng)))  # fmt: skip


def _cloth(rng):
    """A colour of a garment: a third of them are those of horses."""
    return one_of(rng, COATS).body if chance(rng, 0.35) else one_of(rng, CLOTHES)


def render(figure: Figure, camera: Camera) -> BlendedLimbs:
    """What the camera sees of the figure, (300, 300)."""
    solid = BlendedLimbs(SIZE)
    for limb in figure.limbs:
        (a, scale_a), (b, scale_b) = camera.see(limb.a), camera.see(limb.b)
        seam = max(limb.seam * camera.scale, 0.3)
        radii = limb.radius_a * scale_a, limb.radius_b * scale_b
        solid.add(a, b, *radii, limb.colour, limb.pattern, seam)
    return solid


def _shadow(figure: Figure, camera: Camera, lamp, strength: float) -> np.ndarray:
    """What is left of the light on the ground, (300, 300, 1): limbs along the lamp's rays."""
    half = SIZE // 2
    picture = Image.new("L", (half, half), 0)
    draw = ImageDraw.Draw(picture)
    for limb in figure.limbs:
        ends = []
        for point in (limb.a, limb.b):
            fall = point[1] / -lamp[1]
            foot = (point[0] - lamp[0] * fall * 0.7, 0.0, point[2] - lamp[2] * fall * 0.7)
            (x, y, _), scale = camera.see(foot)
            ends.append((x / 2, y / 2))
        width = max(1, round((limb.radius_a + limb.radius_b) * scale / 2))
        draw.line(ends, fill=255, width=width)
    picture = picture.filter(ImageFilter.GaussianBlur(2)).resize((SIZE, SIZE))
    return 1 - np.asarray(picture, np.float32)[..., None] * np.float32(strength / 255)


def _patterned(rng, solid: BlendedLimbs) -> np.ndarray:
    """Colours of the figure with soft or sharp patches, (300, 300, 3)."""
    share = solid.layers[3]
    texture = grain(rng, SIZE, (int(rng.integers(4, 16)), 40), 0.4)
    style = one_of(rng, ("plain", "soft", "soft", "patches"))
    other = np.array(one_of(rng, COATS).mark, np.float32) / 255
    weight = {"plain": 0.0, "soft": 0.35, "patches": 1.0}[style]
    mark = np.clip(texture * 12, 0, 1) * share * np.float32(weight)
    colours = solid.layers[:3].transpose(1, 2, 0)
    shade = 1 + np.float32(0.06) * grain(rng, SIZE, (30, 110))[..., None]
    return mix(colours, other, mark[..., None]) * shade
