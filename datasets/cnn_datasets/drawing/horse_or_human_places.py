"""Places of the Horses or Humans stand-in: their sky, ground, horizon and light.

Every place is drawn anew: colours, weather, horizon and the objects in it differ each time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn_datasets.drawing.camera import between, mix, one_of
from cnn_datasets.drawing.horse_or_human_scenery import (
    beach,
    city,
    desert,
    forest,
    hill,
    interior,
    meadow,
    road,
    ruin,
    studio,
)

__all__ = ["FAMILIAR", "PLACES", "draw_place", "grain"]

FAMILIAR = ("beach", "beach", "meadow", "meadow", "desert", "forest", "hill", "ruin", "road")
"""Where training pictures are taken."""
PLACES = (*FAMILIAR[1:], "city", "room", "studio", "studio", "studio")
"""Where validation pictures are taken."""


@dataclass(frozen=True)
class Place:
    """A view, float32 (n, n, 3) from 0 to 1, the row of its horizon and the colour of its light."""

    image: np.ndarray
    horizon: float
    light: np.ndarray


def grain(rng: np.random.Generator, n: int, cells: tuple[int, ...], fade: float = 0.6):
    """Smooth noise, (n, n) float32 of about -1 ... 1: octaves of `cells` cells across, added up."""
    total, weight = np.zeros((n, n), np.float32), 1.0
    for count in cells:
        small = Image.fromarray(rng.random((count, count), dtype=np.float32) * 2 - 1)
        total += np.float32(weight) * np.asarray(small.resize((n, n), Image.Resampling.BICUBIC))
        weight *= fade
    return total


def draw_place(rng: np.random.Generator, kind: str, n: int) -> Place:
    """A place of a kind (one of `PLACES`), n pixels wide and high."""
    horizon = between(rng, 0.2, 0.62) * n
    down = np.arange(n, dtype=np.float32)
    far = np.clip((n - down) / (n - horizon), 0, 1)[:, None, None]  # 1 at the horizon, 0 in front
    ground, rough = GROUNDS[kind]
    ground = _colour(one_of(rng, ground), rng, 0.06)
    image = np.empty((n, n, 3), np.float32)
    image[:] = ground * (1 + 0.1 * far)
    texture = grain(rng, n, (7, 26, 90, 200), 0.9)[..., None]
    image *= 1 + np.float32(rough) * texture * (1 - 0.6 * far)
    top = _sky(rng, n) if kind not in ("ruin", "room", "forest", "studio") else None
    if top is not None:
        image = np.where((down < horizon)[:, None, None], top, image)
    canvas = Image.fromarray((np.clip(image, 0, 1) * 255).astype(np.uint8))
    horizon = DRAWERS[kind](rng, ImageDraw.Draw(canvas), n, horizon) or horizon
    # The camera is focused on the figure.
    canvas = canvas.filter(ImageFilter.GaussianBlur(between(rng, 0.004, 0.013) * n))
    image = np.asarray(canvas, np.float32) / 255
    light = np.array([1, 1, 1]) + between(rng, -0.08, 0.08) * np.array([1, 0.1, -1])
    return Place(image, horizon, (light * between(rng, 0.8, 1.12)).astype(np.float32))


def _colour(rgb, rng, spread: float) -> np.ndarray:
    """A colour (0-255) as float32 (3,) of 0 ... 1, a little lighter, darker or tinted."""
    change = (rng.random(3) * 2 - 1) * spread + between(rng, 0.9, 1.1)
    return (np.asarray(rgb) / 255 * change).astype(np.float32)


def _sky(rng, n: int) -> np.ndarray:
    above, below = one_of(rng, SKIES)
    down = np.linspace(0, 1.6, n, dtype=np.float32)[:, None, None]
    sky = mix(_colour(above, rng, 0.04), _colour(below, rng, 0.04), np.minimum(down, 1))
    clouds = grain(rng, n, (3, 7, 18, 40), 0.6)[..., None]
    clouds = np.clip((clouds - between(rng, -0.4, 1.2)) * 0.9, 0, 0.9)
    return mix(sky, np.float32(between(rng, 0.75, 1)), clouds).astype(np.float32)


SKIES = (((70, 120, 196), (176, 206, 232)), ((104, 146, 200), (206, 222, 234)),
         ((120, 132, 146), (196, 198, 200)), ((86, 84, 104), (226, 176, 136)),
         ((44, 60, 86), (120, 136, 156)))  # fmt: skip
GROUNDS = {
    "beach": (((216, 190, 152), (226, 206, 172), (198, 172, 136)), 0.05),
    "meadow": (((104, 132, 60), (132, 146, 74), (84, 116, 58), (158, 150, 86)), 0.07),
    "desert": (((112, 92, 76), (136, 108, 84), (92, 80, 72), (168, 112, 78)), 0.1),
    "forest": (((122, 102, 80), (96, 82, 66), (140, 120, 96)), 0.1),
    "hill": (((158, 148, 128), (138, 124, 106)), 0.08),
    "ruin": (((120, 112, 98), (148, 136, 112), (96, 92, 86)), 0.1),
    "road": (((120, 134, 74), (156, 142, 96), (140, 128, 100)), 0.07),
    "city": (((132, 132, 134), (112, 112, 116), (156, 150, 144)), 0.06),
    "studio": (((236, 236, 234),), 0.0),
    "room": (((150, 112, 78), (120, 90, 66), (176, 150, 120), (130, 130, 132)), 0.05),
}
DRAWERS = {
    "beach": beach, "meadow": meadow, "desert": desert,
    "forest": forest, "hill": hill, "road": road,
    "ruin": ruin, "city": city, "room": interior,
    "studio": studio,
}  # fmt: skip
