"""What the camera at the door sees behind a visitor: trees, hedge, fence, drive, perhaps a car.

The camera does not move, so all views share one layout; hours, seasons and what stands about
differ. It is focused on the visitor, so the garden is a little out of focus.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.canvas import SIZE, between, blur, chance, downsample, one_of

__all__ = ["GARDENS", "MARGIN", "garden"]

GARDENS = 16
"""Number of different views."""
MARGIN = 1
"""Pixels to spare around a view, for a camera that shakes in the wind."""
FACTOR = 3
HORIZON = 0.4
LEAVES = ((104, 120, 62), (132, 144, 78), (166, 172, 102), (78, 94, 50), (190, 190, 132))
AUTUMN = ((146, 122, 66), (168, 138, 76), (122, 112, 60), (104, 100, 54), (192, 172, 112))


@lru_cache(maxsize=GARDENS)
def garden(number: int) -> np.ndarray:
    """View number 0 ... GARDENS - 1, float32, (66, 66, 3), 0 ... 1."""
    hour = np.random.default_rng([4104, number])
    layout = np.random.default_rng(4105)
    size = (SIZE + 2 * MARGIN) * FACTOR
    image = Image.new("RGB", (size, size), (232, 236, 236))
    draw = ImageDraw.Draw(image)
    palette = AUTUMN if chance(hour, 0.25) else LEAVES
    _ground(draw, size, one_of(hour, ((226, 218, 198), (214, 208, 196), (206, 204, 172))))
    _leaves(layout, draw, size, palette, (0, 1), (-0.05, HORIZON - 0.06), 420)
    fence = one_of(hour, ((136, 98, 74), (150, 118, 92)))
    draw.rectangle([0, (HORIZON - 0.08) * size, size, HORIZON * size], fill=fence)
    _leaves(layout, draw, size, palette, (0, 1), (HORIZON - 0.13, HORIZON - 0.05), 60)
    _leaves(layout, draw, size, palette, (-0.05, 0.1), (HORIZON, 0.95), 90)
    _leaves(layout, draw, size, palette, (0.88, 1.05), (HORIZON + 0.1, 1.0), 90)
    if chance(hour, 0.4):
        _car(hour, draw, size)
    view = blur(downsample(np.asarray(image, np.float32) / 255, FACTOR), 1)
    # Clouds, haze, morning and evening: the whole view changes its contrast and colour.
    view = view + between(hour, 0, 0.25) * (view.mean(axis=(0, 1)) - view)
    return view * np.array([1, 1, between(hour, 0.88, 1.04)], np.float32)


def _ground(draw, size: int, colour) -> None:
    draw.rectangle([0, HORIZON * size, size, size], fill=colour)
    path = [(0.3, HORIZON), (0.8, HORIZON), (1.05, 1), (-0.1, 1)]
    draw.polygon([(x * size, y * size) for x, y in path], fill=(240, 236, 228))


def _leaves(rng, draw, size: int, palette, across, down, count: int) -> None:
    for _ in range(count):
        x, y = between(rng, *across) * size, between(rng, *down) * size
        r = between(rng, 0.006, 0.032) * size
        draw.ellipse([x - r, y - 0.8 * r, x + r, y + 0.8 * r], fill=one_of(rng, palette))


def _car(rng, draw, size: int) -> None:
    x, y = 0.87 * size, (HORIZON + 0.03) * size
    colour = one_of(rng, ((58, 64, 78), (138, 60, 56), (206, 208, 212), (84, 104, 130)))
    w, h = 0.2 * size, 0.09 * size
    draw.rounded_rectangle([x - w / 2, y - h / 2, x + w / 2, y + h / 2], h / 3, fill=colour)
    draw.rectangle([x - w / 4, y - h / 2, x + w / 4, y - h / 8], fill=(90, 102, 110))
    for wheel in (-0.3, 0.3):
        cx = x + wheel * w
        draw.ellipse([cx - h / 4, y + h / 4, cx + h / 4, y + 3 * h / 4], fill=(44, 44, 46))
