"""A hand in front of a pale wall: view, light, skin, shadow."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.canvas import SIZE, between, blur, chance, downsample, expose, mix, one_of
from cnn_datasets.drawing.hands import limbs
from cnn_datasets.drawing.relief import Relief

__all__ = ["draw_sign"]

FACTOR = 2
SKINS = ((0.87, 0.65, 0.55), (0.80, 0.57, 0.46), (0.74, 0.50, 0.38), (0.66, 0.43, 0.31),
         (0.55, 0.36, 0.26), (0.42, 0.27, 0.20), (0.90, 0.72, 0.62))  # fmt: skip


def _view(rng: np.random.Generator, number: int):
    """A function from the hand's units to pixels, and its scale in pixels a unit."""
    # The ring of a zero is seen from the side, the other signs from the palm.
    turn = between(rng, 0.75, 1.35) if number == 0 else between(rng, -0.45, 0.45)
    nod = between(rng, -0.3, 0.3)
    roll = between(rng, -0.45, 0.45)
    mirrored = -1 if chance(rng, 0.15) else 1
    scale = between(rng, 18, 25) * FACTOR
    middle_x = (SIZE / 2 + between(rng, -6, 6)) * FACTOR
    middle_y = (SIZE / 2 + between(rng, -4, 6)) * FACTOR

    def project(point):
        x, y, z = point[0], point[1] - 0.8, point[2]
        x, z = x * math.cos(turn) + z * math.sin(turn), z * math.cos(turn) - x * math.sin(turn)
        y, z = y * math.cos(nod) - z * math.sin(nod), z * math.cos(nod) + y * math.sin(nod)
        x, y = x * math.cos(roll) + y * math.sin(roll), y * math.cos(roll) - x * math.sin(roll)
        return (middle_x + mirrored * x * scale, middle_y - y * scale, z * scale)

    return project, scale


def draw_sign(rng: np.random.Generator, number: int) -> np.ndarray:
    """Draw a hand showing a number from 0 to 5: uint8, (64, 64, 3)."""
    project, scale = _view(rng, number)
    relief = Relief(SIZE * FACTOR)
    wrist = project((0, 0.1, 0))
    lean = between(rng, -0.5, 0.5)
    elbow = (wrist[0] + lean * 3 * scale, wrist[1] + 3 * scale, wrist[2] - 0.2 * scale)
    relief.capsule(wrist, elbow, 0.26 * scale, 0.36 * scale)
    for a, b, radius_a, radius_b in limbs(rng, number):
        relief.capsule(project(a), project(b), radius_a * scale, radius_b * scale)
    side = between(rng, -0.6, 0.6)
    up = between(rng, 0.1, 0.6)
    norm = math.sqrt(side * side + up * up + 0.7)
    shade = relief.shade((side / norm, -up / norm, math.sqrt(0.7) / norm), between(rng, 0.3, 0.5))
    return _photograph(rng, relief, shade, side, up)


def _photograph(rng, relief: Relief, shade: np.ndarray, side: float, up: float) -> np.ndarray:
    skin = np.array(one_of(rng, SKINS), np.float32) * between(rng, 0.92, 1.08)
    # Light that passed through skin is red: shadows lose blue and green first.
    tint = np.stack([shade * (fade + (1 - fade) * shade) for fade in (1.0, 0.92, 0.88)], -1)
    hand = downsample(np.concatenate([tint, relief.cover[..., None]], -1), FACTOR)
    cover = hand[..., 3:]
    wall = _wall(rng)
    away = between(rng, 2, 7)
    shadow = _moved(cover, round(-side * away), round(up * away))
    wall = wall * (1 - between(rng, 0.1, 0.4) * blur(shadow, int(rng.integers(1, 4))))
    light = between(rng, 0.85, 1.2)
    image = mix(wall, hand[..., :3] * skin * light * 1.15, cover)
    return expose(rng, image, between(rng, 1, 4))


def _moved(cover: np.ndarray, right: int, down: int) -> np.ndarray:
    """The outline moved by whole pixels; what leaves the picture does not come back."""
    pad = 8
    wide = np.pad(cover, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    return wide[pad - down : pad - down + SIZE, pad - right : pad - right + SIZE]


def _wall(rng) -> np.ndarray:
    colour = np.array([0.82, 0.79, 0.76], np.float32) + between(rng, -0.08, 0.06)
    colour[2] += between(rng, -0.05, 0.03)
    axis = np.linspace(-0.5, 0.5, SIZE, dtype=np.float32)
    slope = between(rng, -0.14, 0.14) * axis[None, :] - between(rng, -0.02, 0.16) * axis[:, None]
    return colour * (1 + slope[..., None])
