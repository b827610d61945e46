"""Pictures of the Flowers stand-in: one flower, several, a bunch or a field."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.camera import between, chance, expose, one_of
from cnn_datasets.drawing.flowers_canvas import HUES, WALLS, Board, background, meadow, shade
from cnn_datasets.drawing.flowers_plants import PLANTS, UP, Plant, along, bent, stem
from cnn_datasets.drawing.flowers_rays import View

__all__ = ["draw_flower"]

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


SIZES = ((320, 240),) * 4 + ((320, 213),) * 2 + (
    (240, 320), (213, 320), (240, 240), (320, 180), (320, 256), (240, 180),
)  # fmt: skip
"""Widths and heights; the shapes of the original's photographs vary likewise."""


def draw_flower(rng: np.random.Generator, label: int) -> np.ndarray:
    """Draw one picture of daisies (0), dandelions (1), roses (2), sunflowers (3) or tulips (4).

    Returns
    -------
    ndarray
        Of dtype uint8 and shape (height, width, 3); height and width differ from picture to
        picture, the longer one is 240 ... 320.
    """
    board = Board(*one_of(rng, SIZES))
    background(board, rng)
    plant = PLANTS[label]
    arrange = one_of(rng, (_one,) * 6 + (_several,) * 3 + (_bunch,) * 2 + (_field,) * 2)
    arrange(board, rng, plant)
    return _develop(rng, board)


def _one(board: Board, rng, plant: Plant) -> None:
    short = min(board.width, board.height)
    radius = between(rng, 0.24, 0.52) * short
    x = between(rng, 0.3, 0.7) * board.width
    y = between(rng, 0.28, 0.65) * board.height
    _far(board, rng, plant, radius)
    paint = plant.kind(rng)
    points = _grow(board, rng, plant, paint, x, y, radius)
    if chance(rng, 0.06):
        grip = along(points, between(rng, 0.5, 0.8))
        hand(board, rng, grip[0], grip[1], 0.085 * short)
    if chance(rng, 0.12):
        a, r = between(rng, 0, 2 * math.pi), between(rng, 0.1, 0.7) * radius
        insect(board, rng, x + r * math.cos(a), y + r * math.sin(a), between(rng, 6, 15))
    if chance(rng, 0.1):
        drops(board, rng, x, y, 0.8 * radius)


def _several(board: Board, rng, plant: Plant) -> None:
    short = min(board.width, board.height)
    radius = between(rng, 0.17, 0.3) * short
    _far(board, rng, plant, radius)
    paint = plant.kind(rng)
    for _ in range(int(rng.integers(2, 6))):
        x, y = between(rng, 0.1, 0.9) * board.width, between(rng, 0.15, 0.75) * board.height
        _grow(board, rng, plant, paint if chance(rng, 0.7) else plant.kind(rng), x, y,
              radius * between(rng, 0.75, 1.2))  # fmt: skip


def _bunch(board: Board, rng, plant: Plant) -> None:
    short = min(board.width, board.height)
    radius = between(rng, 0.15, 0.24) * short
    x, y = between(rng, 0.4, 0.6) * board.width, between(rng, 0.35, 0.5) * board.height
    paints = [plant.kind(rng) for _ in range(int(rng.integers(1, 4)))]
    foot = x, between(rng, 0.85, 1.2) * board.height
    heads = []
    for _ in range(int(rng.integers(6, 13))):
        a, r = between(rng, 0, 2 * math.pi), math.sqrt(float(rng.random()))
        heads.append((x + 2.2 * r * radius * math.cos(a), y + 1.5 * r * radius * math.sin(a)))
    for head in heads:
        green = one_of(rng, plant.greens)
        points = bent(head, (head[0], (head[1] + foot[1]) / 2), foot)
        stem(board, points, plant.stem * radius, green)
        if chance(rng, 0.5):
            plant.leaves(board, rng, points[: len(points) // 2], radius, green)
    if chance(rng, 0.4):
        vase(board, rng, x, max(y + 1.9 * radius, 0.68 * board.height), 1.6 * radius)
    elif chance(rng, 0.2):
        hand(board, rng, x, 0.82 * board.height, 0.09 * short)
    for head in sorted(heads, key=lambda head: head[1]):
        outward = math.atan2(head[1] - y - 1.6 * radius, head[0] - x)
        view = View(*head, radius, _tilt(rng, plant), outward)
        one_of(rng, paints)(board, rng, view)


def _field(board: Board, rng, plant: Plant) -> None:
    horizon = between(rng, -0.1, 0.4) * board.height
    meadow(board, rng, horizon)
    paints = [plant.kind(rng) for _ in range(int(rng.integers(1, 4)))]
    nearest = between(rng, 0.11, 0.22) * min(board.width, board.height)
    count = int(rng.integers(12, 28))
    rows = sorted(rng.random(count))
    focus = between(rng, 0.3, 1.0)
    for number, row in enumerate(rows):
        y = horizon + (0.12 + 0.8 * row) * (board.height - horizon)
        radius = nearest * (0.25 + 0.75 * row)
        x = between(rng, -0.03, 1.03) * board.width
        _grow(board, rng, plant, one_of(rng, paints), x, y - radius, radius)
        if number in (count // 3, count // 2):
            board.soften(0.9 * focus)


def _far(board: Board, rng, plant: Plant, radius: float) -> None:
    """The same flower again, behind and out of focus."""
    if not chance(rng, 0.4):
        return
    paint = plant.kind(rng)
    for _ in range(int(rng.integers(1, 5))):
        x, y = between(rng, 0, 1) * board.width, between(rng, 0.05, 0.9) * board.height
        _grow(board, rng, plant, paint, x, y, max(8.0, radius * between(rng, 0.25, 0.6)))
    board.soften(between(rng, 2, 6))


def _tilt(rng, plant: Plant) -> float:
    return between(rng, *one_of(rng, plant.tilts))


def _grow(board: Board, rng, plant: Plant, paint, x: float, y: float, radius: float) -> np.ndarray:
    """A stem with leaves and a flower at (x, y); returns the points of the stem."""
    tilt = _tilt(rng, plant)
    lean = UP + between(rng, -0.5, 0.5) * (1 if tilt > 0.7 else 2.5)
    view = View(x, y, radius, tilt, lean)
    below = view.axis(-0.15)
    foot = x + between(rng, -0.8, 0.8) * radius, max(board.height + 4, y + 2 * radius)
    if radius < 0.12 * board.height:
        foot = foot[0], y + between(rng, 3, 6) * radius
    pull = below[0] - 1.2 * radius * math.cos(lean), below[1] + 1.5 * radius
    points = bent(below, pull, foot)
    green = shade(one_of(rng, plant.greens), between(rng, 0.8, 1.1))
    stem(board, points, plant.stem * radius, green)
    if chance(rng, 0.75):
        plant.leaves(board, rng, points, radius, green)
    paint(board, rng, view)
    return points


def _develop(rng, board: Board) -> np.ndarray:
    """The camera: focus, light across the picture, exposure, colour, contrast and noise."""
    if chance(rng, 0.2):
        board.soften(between(rng, 0.5, 1.5))
    image = board.finished()
    height, width = image.shape[:2]
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
    light = 1 + between(rng, -0.15, 0.15) * down + between(rng, -0.15, 0.15) * across
    light = light - between(rng, 0, 0.15) * (down * down + across * across)
    grey = image.mean(axis=2, keepdims=True)
    image = grey + between(rng, 0.7, 1.15) * (image - grey)
    warmth = between(rng, -0.08, 0.08)
    balance = np.array([1 + warmth, 1.0, 1 - warmth]) * between(rng, 0.78, 1.2)
    image = 0.5 + between(rng, 0.85, 1.2) * (image * balance * light[..., None] - 0.5)
    return expose(rng, image.astype(np.float32), between(rng, 1, 7))
