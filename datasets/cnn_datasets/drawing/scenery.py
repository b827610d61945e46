"""What is around flowers: blurred gardens, grass, sky and walls; stems, leaves, insects, hands.

None of the backgrounds and guests belongs to one kind of flower; leaves and stems do.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.petals import Board, blend, shade

__all__ = ["background", "bent", "drops", "hand", "insect", "leaf", "meadow", "stem", "vase"]

GREENS = ((86, 118, 52), (120, 150, 70), (56, 86, 40), (146, 160, 84), (42, 62, 36), (98, 132, 84))
BROWNS = ((112, 88, 62), (84, 66, 48), (146, 122, 90), (66, 54, 42))
WALLS = ((214, 204, 188), (160, 160, 164), (196, 178, 150), (120, 104, 96), (226, 226, 224))
HUES = ((206, 40, 50), (232, 130, 166), (250, 214, 60), (246, 244, 238), (130, 60, 140), (240, 140, 60),
        (110, 130, 200))  # fmt: skip
SKINS = ((236, 196, 170), (214, 164, 130), (168, 118, 88), (112, 76, 56))


def background(board: Board, rng) -> None:
    """Fill the board with what is behind the flowers."""
    one_of(rng, (_garden,) * 8 + (_grass,) * 3 + (_sky, _sky, _dark, _wall, _soil))(board, rng)


def meadow(board: Board, rng, horizon: float) -> None:
    """Ground from row `horizon` down: the flowers of a field must stand on something."""
    ground = one_of(rng, GREENS + BROWNS[:1])
    top, w, h = max(0.0, horizon), board.width, board.height
    for step in range(6):
        row = top + (h - top) * step / 6
        tone = shade(ground, 1.15 - 0.07 * step)
        board.polygon([(0, row), (w, row), (w, h), (0, h)], tone, 0.9)
    for _ in range(150):
        share = float(rng.random())
        x, y = between(rng, 0, w), top + share * (h - top)
        size = 2 + 12 * share
        board.line([(x, y), (x + between(rng, -0.5, 0.5) * size, y - size)],
                   shade(ground, between(rng, 0.6, 1.4)), 0.5 + 2 * share)  # fmt: skip
    board.soften(between(rng, 1, 4))


def _fill(board: Board, colour) -> None:
    w, h = board.width, board.height
    board.polygon([(0, 0), (w, 0), (w, h), (0, h)], colour)


def _blobs(board: Board, rng, palette, count: int, low: float, high: float) -> None:
    for _ in range(count):
        x, y = between(rng, 0, board.width), between(rng, 0, board.height)
        tone = shade(one_of(rng, palette), between(rng, 0.7, 1.25))
        board.dot(x, y, between(rng, low, high) * board.width, tone, 0.85, between(rng, 0.5, 1.5))


def _garden(board: Board, rng) -> None:
    palette = [one_of(rng, GREENS) for _ in range(3)] + [one_of(rng, GREENS + BROWNS)]
    _fill(board, palette[0])
    _blobs(board, rng, palette, 40, 0.04, 0.16)
    if chance(rng, 0.35):  # other flowers, far out of focus
        _blobs(board, rng, [one_of(rng, HUES) for _ in range(2)], int(rng.integers(3, 16)), 0.01, 0.05)
    if chance(rng, 0.3):
        _blobs(board, rng, ((240, 244, 226), (214, 226, 236)), 10, 0.01, 0.06)
    board.soften(between(rng, 3, 12))


def _blades(board: Board, rng, palette, count: int) -> None:
    for _ in range(count):
        x, y = between(rng, -20, board.width + 20), between(rng, 0, 1.15) * board.height
        length, lean = between(rng, 20, 70), between(rng, -22, 22)
        points = [(x, y), (x + 0.3 * lean, y - 0.6 * length), (x + lean, y - length)]
        tone = shade(one_of(rng, palette), between(rng, 0.6, 1.3))
        board.line(points, tone, between(rng, 1, 3.5))


def _grass(board: Board, rng) -> None:
    palette = [one_of(rng, GREENS) for _ in range(3)]
    _fill(board, shade(palette[0], 0.6))
    _blades(board, rng, palette, 260)
    board.soften(between(rng, 0, 2.5))


def _sky(board: Board, rng) -> None:
    blue = one_of(rng, ((104, 160, 222), (140, 186, 232), (190, 206, 218), (66, 120, 196)))
    for step in range(12):
        top = board.height * step / 12
        band = [(0, top), (board.width, top), (board.width, board.height), (0, board.height)]
        board.polygon(band, blend(blue, (236, 240, 242), step / 18))
    if chance(rng, 0.6):
        _blobs(board, rng, ((246, 248, 250),), 14, 0.04, 0.12)
    if chance(rng, 0.5):
        edge = between(rng, 0.65, 0.95) * board.height
        for _ in range(40):
            board.dot(between(rng, 0, board.width), edge + between(rng, 0, 0.4) * board.height,
                      between(rng, 8, 26), shade(one_of(rng, GREENS), between(rng, 0.6, 1.1)))  # fmt: skip
    board.soften(between(rng, 4, 10))


def _dark(board: Board, rng) -> None:
    _fill(board, one_of(rng, ((16, 18, 16), (30, 26, 24), (12, 20, 16))))
    _blobs(board, rng, ((34, 44, 28), (40, 34, 30)), 10, 0.05, 0.15)
    board.soften(10)


def _wall(board: Board, rng) -> None:
    _fill(board, one_of(rng, WALLS))
    edge = between(rng, 0.6, 0.9) * board.height
    w, h = board.width, board.height
    board.polygon([(0, edge), (w, edge), (w, h), (0, h)], one_of(rng, WALLS + BROWNS))
    _blobs(board, rng, (*WALLS, *HUES), int(rng.integers(0, 7)), 0.03, 0.12)
    board.soften(between(rng, 2, 8))


def _soil(board: Board, rng) -> None:
    _fill(board, one_of(rng, BROWNS))
    _blobs(board, rng, BROWNS, 250, 0.005, 0.025)
    _blades(board, rng, GREENS, int(rng.integers(0, 60)))
    board.soften(between(rng, 0.5, 3))


def bent(start, pull, end, count: int = 12) -> np.ndarray:
    """Points of a quadratic Bézier curve, (count, 2)."""
    t = np.linspace(0, 1, count)[:, None]
    start, pull, end = (np.asarray(p, float) for p in (start, pull, end))
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * pull + t * t * end


def stem(board: Board, points, width: float, colour) -> None:
    """A stalk, darker on one side."""
    board.line(points, shade(colour, 0.72), width)
    board.line(points - (0.16 * width, 0), shade(colour, 1.08), 0.55 * width)


def leaf(board: Board, rng, base, angle: float, length: float, width: float, colour, teeth=0) -> None:
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
                board.line([rib[i], 0.2 * rib[i] + 0.8 * side[min(i + 1, len(t) - 1)]],
                           shade(colour, 1.15), 0.6, 0.5)  # fmt: skip


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
