"""What flowers grow on: stems, leaves, and how each kind of flower is looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.camera import between, one_of
from cnn_datasets.drawing.flowers_canvas import Board, shade
from cnn_datasets.drawing.flowers_cups import rose, tulip
from cnn_datasets.drawing.flowers_rays import daisy, dandelion, sunflower

__all__ = ["PLANTS", "UP", "Plant", "along", "bent", "stem"]

UP = -math.pi / 2


def bent(start, pull, end, count: int = 12) -> np.ndarray:
    """Points of a quadratic Bézier curve, (count, 2)."""
    t = np.linspace(0, 1, count)[:, None]
    start, pull, end = (np.asarray(p, float) for p in (start, pull, end))
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * pull + t * t * end


def stem(board: Board, points, width: float, colour) -> None:
    """A stalk, darker on one side."""
    board.line(points, shade(colour, 0.72), width)
    board.line(points - (0.16 * width, 0), shade(colour, 1.08), 0.55 * width)


def leaf(
    board: Board, rng, base, angle: float, length: float, width: float, colour, teeth=0
) -> None:
    """A leaf from base in a direction; `width` in shares of its length; it may have teeth."""
    t = np.linspace(0, 1, 4 * teeth + 13 if teeth else 13)
    half = width * length * np.sin(math.pi * t**0.75) ** (0.9 if not teeth else 0.6)
    if teeth:
        half = half * (0.45 + 0.55 * np.abs((t * teeth) % 1))
    sag = between(rng, -0.25, 0.25) * length
    x, y = t * length, sag * t * t
    cos, sin = math.cos(angle), math.sin(angle)

    def turned(u, v):
        return np.stack([base[0] + u * cos - v * sin, base[1] + u * sin + v * cos], -1)

    upper, lower, rib = turned(x, y - half), turned(x, y + half), turned(x, y)
    board.polygon(np.concatenate([upper, lower[::-1]]), colour)
    board.polygon(np.concatenate([rib, lower[::-1]]), shade(colour, 0.82))
    board.line(rib, shade(colour, 1.25), max(0.6, 0.014 * length), 0.8)
    if length > 40 and width > 0.2:
        for i in range(2, len(t) - 2, 2):
            for side in (upper, lower):
                board.line(
                    [rib[i], 0.2 * rib[i] + 0.8 * side[min(i + 1, len(t) - 1)]],
                    shade(colour, 1.15),
                    0.6,
                    0.5,
                )


@dataclass(frozen=True)
class Plant:
    """What a kind of flower grows on and how it is looked at.

    Attributes
    ----------
    kind
        ``kind(rng)`` returns ``paint(board, rng, view)``.
    tilts
        Ranges of the angle between axis and line of sight; one of them, equally likely.
    stem
        Its thickness in radii of the flower.
    greens
        Colours of stem and leaves.
    leaves
        Draws the leaves of one stem: ``leaves(board, rng, points, radius, colour)``.
    """

    kind: object
    tilts: tuple[tuple[float, float], ...]
    stem: float
    greens: tuple[tuple[int, int, int], ...]
    leaves: object


def along(points, share: float):
    """The point at a share of the way from the flower to the foot of its stem."""
    return points[min(len(points) - 1, int(share * len(points)))]


def _few_leaves(board, rng, points, radius, colour) -> None:
    for _ in range(int(rng.integers(0, 3))):
        angle = UP + between(rng, -1.3, 1.3)
        leaf(
            board,
            rng,
            along(points, between(rng, 0.5, 1)),
            angle,
            between(rng, 0.5, 1.1) * radius,
            0.12,
            colour,
        )


def _toothed(board, rng, points, radius, colour) -> None:
    for _ in range(int(rng.integers(1, 4))):
        angle = UP + one_of(rng, (-1, 1)) * between(rng, 0.5, 1.5)
        leaf(
            board,
            rng,
            points[-1],
            angle,
            between(rng, 1.3, 2.6) * radius,
            0.16,
            shade(colour, between(rng, 0.8, 1.1)),
            6,
        )


def _leaflets(board, rng, points, radius, colour) -> None:
    for _ in range(int(rng.integers(1, 5))):
        base, side = along(points, between(rng, 0.15, 1)), one_of(rng, (-1, 1))
        tone = shade(colour, between(rng, 0.7, 1.1))
        turn = UP + side * between(rng, 0.6, 1.8)
        for offset in (-0.7, 0.0, 0.7):
            leaf(board, rng, base, turn + offset, between(rng, 0.6, 1.0) * radius, 0.28, tone)


def _hearts(board, rng, points, radius, colour) -> None:
    for _ in range(int(rng.integers(1, 4))):
        angle = UP + one_of(rng, (-1, 1)) * between(rng, 0.7, 2.0)
        leaf(
            board,
            rng,
            along(points, between(rng, 0.2, 0.9)),
            angle,
            between(rng, 0.9, 1.6) * radius,
            0.36,
            shade(colour, between(rng, 0.75, 1.1)),
        )


def _lances(board, rng, points, radius, colour) -> None:
    for _ in range(int(rng.integers(1, 4))):
        angle = UP + between(rng, -0.5, 0.5)
        leaf(
            board,
            rng,
            points[-1],
            angle,
            between(rng, 2.0, 4.0) * radius,
            0.09,
            shade(colour, between(rng, 0.75, 1.1)),
        )


PLANTS = (
    Plant(daisy, ((0, 0.6), (0.3, 1.2), (0.9, 1.45)), 0.09,
          ((96, 128, 58), (120, 140, 70)), _few_leaves),
    Plant(dandelion, ((0, 0.6), (0.3, 1.2), (0.9, 1.5)), 0.11,
          ((140, 152, 92), (150, 128, 96), (106, 140, 66)), _toothed),
    Plant(rose, ((0, 0.5), (0.2, 0.8), (0.5, 1.3)), 0.1,
          ((60, 92, 48), (82, 96, 52), (92, 70, 48)), _leaflets),
    Plant(sunflower, ((0, 0.5), (0.2, 0.9), (0.7, 1.3)), 0.14,
          ((100, 132, 56), (128, 150, 74)), _hearts),
    Plant(tulip, ((0.3, 0.9), (0.9, 1.6), (1.1, 1.6), (1.2, 1.6), (1.3, 1.6)), 0.13,
          ((110, 146, 84), (124, 152, 104)), _lances),
)  # fmt: skip
"""In the order of the class names: daisy, dandelion, roses, sunflowers, tulips."""
