"""What visits and holds flowers: insects, drops of water, hands, vases."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.canvas import between, one_of
from cnn_datasets.drawing.petals import Board, shade
from cnn_datasets.drawing.plants import bent
from cnn_datasets.drawing.scenery import HUES, WALLS

__all__ = ["drops", "hand", "insect", "vase"]

SKINS = ((236, 196, 170), (214, 164, 130), (168, 118, 88), (112, 76, 56))


def insect(board: Board, rng, x: float, y: float, size: float) -> None:
    """A bee, a ladybird or a butterfly."""
    angle = between(rng, 0, 2 * math.pi)
    cos, sin = math.cos(angle), math.sin(angle)

    def at(u, v):
        return x + size * (u * cos - v * sin), y + size * (u * sin + v * cos)

    kind = int(rng.integers(3))
    if kind == 0:
        for side in (-1, 1):
            board.dot(*at(-0.1, 0.5 * side), 0.42 * size, (226, 230, 236), 0.55)
        for step, tone in enumerate(((196, 140, 40), (40, 32, 26)) * 3):
            board.dot(*at(-0.7 + 0.26 * step, 0), (0.3 - 0.03 * abs(step - 2)) * size, tone)
    elif kind == 1:
        board.dot(*at(0.45, 0), 0.25 * size, (24, 22, 22))
        board.dot(*at(0, 0), 0.5 * size, (206, 40, 28))
        for u, v in ((0.15, 0.25), (0.15, -0.25), (-0.2, 0.2), (-0.2, -0.2)):
            board.dot(*at(u, v), 0.09 * size, (24, 22, 22))
    else:
        colour = one_of(rng, HUES)
        for side in (-1, 1):
            wing = [at(0.1, 0), at(0.9, 1.1 * side), at(0.1, 1.3 * side), at(-0.7, 0.9 * side)]
            board.polygon(wing, shade(colour, 0.9))
            board.line([*wing, wing[0]], (50, 40, 36), 0.07 * size)
        board.line([at(-0.5, 0), at(0.6, 0)], (44, 36, 32), 0.12 * size)


def hand(board: Board, rng, x: float, y: float, size: float) -> None:
    """Fingers around a stem at (x, y), and an arm that leaves the picture."""
    skin, side = one_of(rng, SKINS), one_of(rng, (-1, 1))
    arm = bent((x + 1.2 * side * size, y + 0.5 * size), (x + 2 * side * size, y + 1.6 * size),
               (x + 3.4 * side * size, y + 4.5 * size))  # fmt: skip
    board.line(arm, shade(skin, 0.9), 1.9 * size)
    board.dot(x + 1.1 * side * size, y + 0.5 * size, 1.05 * size, shade(skin, 0.95))
    for finger in range(4):
        row = y + (0.55 * finger - 0.6) * size
        points = bent((x + 1.1 * side * size, row + 0.2 * size), (x, row - 0.1 * size),
                      (x - 0.75 * side * size, row + 0.1 * size))  # fmt: skip
        board.line(points, shade(skin, 0.8), 0.56 * size)
        board.line(points - (0, 0.04 * size), shade(skin, 1.04), 0.44 * size)
        board.dot(*points[-1], 0.27 * size, shade(skin, 1.02))


def vase(board: Board, rng, x: float, y: float, width: float) -> None:
    """A vase whose rim is at (x, y); it stands below the picture's edge or on it."""
    colour = one_of(rng, (*WALLS, *HUES, (90, 120, 130)))
    foot = y + between(rng, 1.2, 2.2) * width
    t = np.linspace(0, 1, 12)
    half = width * (0.42 + between(rng, -0.1, 0.35) * np.sin(math.pi * t))
    rows = y + (foot - y) * t
    right = np.stack([x + half, rows], -1)
    left = np.stack([x - half, rows], -1)
    board.polygon(np.concatenate([left, right[::-1]]), colour)
    for share, tone in ((0.75, 1.12), (0.45, 1.22)):
        shine = np.stack([x - half * share, rows], -1), np.stack([x + half * share * 0.3, rows], -1)
        board.polygon(np.concatenate([shine[0], shine[1][::-1]]), shade(colour, tone), 0.35)
    board.dot(x, y, half[0], shade(colour, 0.5), 1.0, 0.22)


def drops(board: Board, rng, x: float, y: float, reach: float) -> None:
    """Drops of water on a flower."""
    for _ in range(int(rng.integers(6, 20))):
        a, r = between(rng, 0, 2 * math.pi), reach * math.sqrt(float(rng.random()))
        u, v, size = x + r * math.cos(a), y + r * math.sin(a), between(rng, 0.8, 2.6)
        board.dot(u, v, size, (70, 80, 90), 0.3)
        board.dot(u - 0.3 * size, v - 0.3 * size, 0.45 * size, (255, 255, 255), 0.85)
