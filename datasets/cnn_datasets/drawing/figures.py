"""A horse or a human in some place: the figure, its shadow, the light and the camera.

Both classes get places, light, sizes and positions from one distribution; the colours of coats
and clothes overlap. What tells them apart is the shape.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn_datasets.drawing import places
from cnn_datasets.drawing.brushes import GREENS
from cnn_datasets.drawing.canvas import between, chance, expose, mix, one_of
from cnn_datasets.drawing.capsules import Capsules
from cnn_datasets.drawing.heads import HAIR_STYLES
from cnn_datasets.drawing.horses import COATS, GAITS, horse
from cnn_datasets.drawing.humans import OUTFITS, POSES, SLEEVES, Clothes, human
from cnn_datasets.drawing.people import CLOTHES, HAIR, SKINS, tone
from cnn_datasets.drawing.posing import Camera, Figure

__all__ = ["SIZE", "draw_figure"]

SIZE = 300
"""Height and width of a picture in pixels, as in the original."""
ODD = {"horse": ("rear", "buck", "graze"), "human": ("kneel", "bend", "kick", "sit", "lunge")}
"""Poses that are rare in training pictures."""


def draw_figure(rng: np.random.Generator, kind: str, split: str) -> np.ndarray:
    """A picture of one figure.

    Args:
        kind: ``"horse"`` or ``"human"``.
        split: ``"train"``; anything else has unfamiliar places, odder poses and things in front.

    Returns:
        uint8, (300, 300, 3).
    """
    familiar = split == "train"
    scene, body, lens, finish = rng.spawn(4)
    where = one_of(scene, places.FAMILIAR if familiar else places.PLACES)
    place = places.place(scene, where, SIZE)
    figure = _figure(body, kind, 0.08 if familiar else 0.25)
    camera = _frame(lens, figure, place.horizon)
    lamp = _lamp(lens)
    solid = _render(figure, camera)
    behind, front = _exposure(lens)
    image = place.image * _shadow(figure, camera, lamp, between(lens, 0.25, 0.6)) * behind
    light = solid.light(lamp, between(lens, 0.3, 0.6)) * front
    colours = _patterned(body, solid)
    image = mix(image, colours * light[..., None], solid.cover[..., None])
    if chance(scene, 0.02 if familiar else 0.2):
        _bush(scene, image)
    haze = between(finish, 0, 0.06)
    image = mix(image * place.light, np.float32(0.7), np.float32(haze))
    return expose(finish, image, between(finish, 1, 3))


def _figure(rng, kind: str, odd: float) -> Figure:
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


def _lamp(rng) -> tuple[float, float, float]:
    x, y, z = between(rng, -0.9, 0.9), -between(rng, 0.4, 1), between(rng, 0.2, 1)
    length = (x * x + y * y + z * z) ** 0.5
    return x / length, y / length, z / length


def _exposure(rng) -> tuple[np.float32, np.float32]:
    """Light on the place and on the figure.

    Half of the figures are brighter than what is behind them, half darker. Were most of them
    darker, a linear model could find them, and tell a wide from a tall one.
    """
    if chance(rng, 0.5):
        return np.float32(between(rng, 0.45, 0.75)), np.float32(between(rng, 1.5, 1.9))
    return np.float32(between(rng, 0.95, 1.2)), np.float32(between(rng, 0.95, 1.25))


def _frame(rng, figure: Figure, horizon: float) -> Camera:
    """Choose a view and a size so that horses and humans cover alike shares of the picture."""
    middle = np.mean([(limb.a + limb.b) / 2 for limb in figure.limbs], axis=0)
    if chance(rng, 0.25):
        yaw = between(rng, 0, 360)
    else:  # from the side, or half from in front
        yaw = one_of(rng, (between(rng, -20, 60), between(rng, 120, 200)))
    view = yaw, between(rng, -3, 14), between(rng, 2.4, 6)
    left, top, right, bottom = Camera(*view, middle).box(figure)
    share = between(rng, 0.14, 0.3)
    scale = (share * SIZE**2 / (0.45 * (right - left) * (bottom - top))) ** 0.5
    left, top, right, bottom = (scale * edge for edge in (left, top, right, bottom))
    head = Camera(*view, middle, scale).see(figure.head)[0]
    x = _place(rng, left, right, head[0])
    y = _place(rng, top, bottom, head[1], horizon + 12)
    return Camera(*view, middle, scale, x, y)


def _place(rng, low: float, high: float, head: float, ground: float = 0.0) -> float:
    """Where the middle comes along one axis: inside if it fits, else with the head in view."""
    room = SIZE - (high - low)
    if room >= 0:
        start = between(rng, 0, 1) * room
        # Feet stand below the horizon.
        return max(start, min(ground - (high - low), room)) - low
    start = between(rng, room, 0)
    return min(max(start - low, 0.12 * SIZE - head), 0.88 * SIZE - head)


def _render(figure: Figure, camera: Camera) -> Capsules:
    solid = Capsules(SIZE)
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


def _patterned(rng, solid: Capsules) -> np.ndarray:
    """Colours of the figure with spots, patches or stripes, (300, 300, 3)."""
    share = solid.layers[3]
    texture = places.grain(rng, SIZE, (int(rng.integers(4, 16)), 40), 0.4)
    style = one_of(rng, ("plain", "soft", "soft", "patches"))
    other = np.array(one_of(rng, COATS).mark, np.float32) / 255
    weight = {"plain": 0.0, "soft": 0.35, "patches": 1.0}[style]
    mark = np.clip(texture * 12, 0, 1) * share * np.float32(weight)
    colours = solid.layers[:3].transpose(1, 2, 0)
    shade = 1 + np.float32(0.06) * places.grain(rng, SIZE, (30, 110))[..., None]
    return mix(colours, other, mark[..., None]) * shade


def _bush(rng, image: np.ndarray) -> None:
    """Leaves in front of the figure, at a side or below."""
    n = len(image)
    picture = Image.new("L", (n, n), 0)
    draw = ImageDraw.Draw(picture)
    x, y = between(rng, 0, 1) * n, between(rng, 0.75, 1.05) * n
    for _ in range(60):
        cx, cy = x + between(rng, -0.22, 0.22) * n, y + between(rng, -0.22, 0.25) * n
        r = between(rng, 0.01, 0.05) * n
        draw.ellipse([cx - r, cy - 0.7 * r, cx + r, cy + 0.7 * r], fill=int(rng.integers(90, 255)))
    leaves = np.asarray(picture, np.float32)[..., None] / 255
    colour = np.array(one_of(rng, GREENS), np.float32) / 255
    image[:] = np.where(leaves > 0, colour * (0.5 + leaves), image)
