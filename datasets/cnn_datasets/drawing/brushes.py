"""What landscapes are drawn with: ridges, bushes, trees, fences, on a canvas n pixels wide."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.canvas import between, one_of

__all__ = [
    "EARTH",
    "GREENS",
    "ROCKS",
    "bushes",
    "fence",
    "leaves_in_front",
    "ridge",
    "shade",
    "tree",
]

GREENS = ((88, 112, 56), (66, 92, 48), (120, 138, 70), (104, 120, 52), (54, 76, 46))
ROCKS = ((112, 98, 86), (90, 80, 74), (138, 122, 104), (74, 68, 64), (160, 142, 118))
EARTH = ((150, 128, 100), (88, 74, 60), (64, 56, 48), (176, 150, 116))


def shade(rgb, rng, spread=0.15) -> tuple[int, ...]:
    """A colour (0-255), lighter or darker by up to a share `spread`."""
    share = between(rng, 1 - spread, 1 + spread)
    return tuple(min(255, round(c * share)) for c in rgb)


def ridge(rng, draw, n: int, base: float, height: float, colour, steps: int = 14) -> None:
    """Hills, mountains or foam: a ragged line of up to `height` over the row `base`."""
    tops = [base - height * between(rng, 0.1, 1) for _ in range(steps + 1)]
    points = [(n * i / steps, top) for i, top in enumerate(tops)]
    draw.polygon([(0, base + 1), *points, (n, base + 1)], fill=colour)


def bushes(rng, draw, n: int, base: float, size: float, colours, count: int, across=(0, 1)) -> None:
    for _ in range(count):
        x, y = between(rng, *across) * n, base + between(rng, -0.6, 0.5) * size * n
        r = between(rng, 0.3, 1) * size * n
        draw.ellipse(
            [x - 1.3 * r, y - r, x + 1.3 * r, y + r], fill=shade(one_of(rng, colours), rng)
        )


def tree(rng, draw, n, x, foot, height) -> None:
    w = height * 0.05
    draw.rectangle([x - w, foot - 0.6 * height, x + w, foot + 2], fill=shade((88, 70, 54), rng))
    for _ in range(24):
        cx, cy = x + between(rng, -0.3, 0.3) * height, foot - between(rng, 0.45, 1) * height
        r = between(rng, 0.06, 0.16) * height
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=shade(one_of(rng, GREENS), rng, 0.25))


def fence(rng, draw, n, foot) -> None:
    wood, height = shade((140, 112, 84), rng), between(rng, 0.08, 0.16) * n
    for share in (0.35, 0.8):
        y = foot - share * height
        draw.rectangle([0, y, n, y + 0.12 * height], fill=wood)
    for i in range(7):
        x = (i + 0.3) * n / 6
        draw.rectangle([x, foot - height, x + 0.03 * n, foot], fill=shade(wood, rng))


def leaves_in_front(rng, image: np.ndarray) -> None:
    """Draw leaves over a part of a picture (float32, (n, n, 3)), mostly of its lower half."""
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
