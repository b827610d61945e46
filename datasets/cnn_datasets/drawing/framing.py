"""Where the camera and the lamp are, and how the picture is exposed."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.posing import Camera, Figure

__all__ = ["exposure", "frame", "lamp"]


def frame(rng, figure: Figure, size: int, horizon: float, any_side: float) -> Camera:
    """A view and a size at which all kinds of figures cover alike shares of the picture.

    Args:
        size: height and width of the picture in pixels.
        horizon: row above which no feet stand, if the figure fits into the picture.
        any_side: share of figures that are seen from anywhere, from behind, too.
    """
    middle = np.mean([(limb.a + limb.b) / 2 for limb in figure.limbs], axis=0)
    if chance(rng, any_side):
        yaw = between(rng, 0, 360)
    else:  # from the side, or half from in front
        yaw = one_of(rng, (between(rng, -20, 60), between(rng, 120, 200)))
    view = yaw, between(rng, -3, 14), between(rng, 2.4, 6)
    left, top, right, bottom = Camera(*view, middle).box(figure)
    share = between(rng, 0.16, 0.32)
    scale = (share * size**2 / (0.45 * (right - left) * (bottom - top))) ** 0.5
    left, top, right, bottom = (scale * edge for edge in (left, top, right, bottom))
    head = Camera(*view, middle, scale).see(figure.head)[0]
    x = _place(rng, size, left, right, head[0])
    y = _place(rng, size, top, bottom, head[1], horizon + 12)
    return Camera(*view, middle, scale, x, y)


def _place(rng, size: int, low: float, high: float, head: float, ground: float = 0.0) -> float:
    """Where the middle comes along one axis: inside if it fits, else with the head in view."""
    room = size - (high - low)
    if room >= 0:
        start = between(rng, 0, 1) * room
        # Feet stand below the horizon.
        return max(start, min(ground - (high - low), room)) - low
    start = between(rng, room, 0)
    return min(max(start - low, 0.12 * size - head), 0.88 * size - head)


def lamp(rng) -> tuple[float, float, float]:
    """Direction to the light, a unit vector: x to the right, y down, z to the viewer."""
    x, y, z = between(rng, -0.9, 0.9), -between(rng, 0.4, 1), between(rng, 0.2, 1)
    length = (x * x + y * y + z * z) ** 0.5
    return x / length, y / length, z / length


def exposure(rng) -> tuple[np.float32, np.float32]:
    """Light on the place and on the figure.

    Half of the figures are brighter than what is behind them, half darker. Were most of them
    darker, a linear model could find them, and tell a wide from a tall one.
    """
    if chance(rng, 0.5):
        return np.float32(between(rng, 0.4, 0.65)), np.float32(between(rng, 1.5, 1.9))
    return np.float32(between(rng, 1.0, 1.25)), np.float32(between(rng, 0.85, 1.15))
