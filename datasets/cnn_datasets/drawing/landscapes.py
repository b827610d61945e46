"""Landscapes below a sky: beach, meadow, desert, forest, hill, road.

Each function draws on a canvas n pixels wide whose sky and ground are there already, around the
row `horizon`; it returns the row where one can stand, if that is another one.
"""

from __future__ import annotations

from cnn_datasets.drawing.brushes import EARTH, GREENS, ROCKS, bushes, fence, ridge, shade, tree
from cnn_datasets.drawing.canvas import between, chance, mix

__all__ = ["beach", "desert", "forest", "hill", "meadow", "road"]


def beach(rng, draw, n: int, horizon: float) -> float | None:
    if chance(rng, 0.6):
        depth = between(rng, 0.05, 0.2) * n
        draw.rectangle([0, horizon, n, horizon + depth], fill=shade((74, 122, 152), rng))
        for share in (0.55, 0.8, 1.0):
            y = horizon + depth * share
            ridge(rng, draw, n, y + 2, 0.03 * n * share, (226, 234, 236), 20)
        tilt = between(rng, -0.12, 0.12) * n
        sand = shade((222, 196, 160), rng, 0.08)
        low = horizon + depth
        draw.polygon(
            [(0, low + tilt), (n, low - tilt), (n, low + 9 + tilt), (0, low + 9)], fill=sand
        )
    else:
        ridge(rng, draw, n, horizon, 0.1 * n, shade((112, 124, 120), rng))
        bushes(rng, draw, n, horizon, 0.035, GREENS, 60)


def meadow(rng, draw, n: int, horizon: float) -> float | None:
    if chance(rng, 0.6):
        ridge(rng, draw, n, horizon, between(rng, 0.08, 0.25) * n, shade((104, 126, 118), rng))
    for _ in range(int(rng.integers(5))):
        tree(rng, draw, n, between(rng, 0, 1) * n, horizon, between(rng, 0.12, 0.4) * n)
    bushes(rng, draw, n, horizon, 0.03, GREENS, 50)
    if chance(rng, 0.3):
        fence(rng, draw, n, horizon + between(rng, 0.05, 0.2) * n)


def desert(rng, draw, n: int, horizon: float) -> float | None:
    ridge(rng, draw, n, horizon, between(rng, 0.05, 0.22) * n, shade((96, 84, 82), rng))
    bushes(rng, draw, n, horizon + 0.06 * n, 0.05, ROCKS, 30)
    for _ in range(int(rng.integers(3, 14))):
        bushes(rng, draw, n, between(rng, horizon / n + 0.05, 1) * n, 0.06, ROCKS, 2)


def forest(rng, draw, n: int, horizon: float) -> float | None:
    draw.rectangle([0, 0, n, horizon], fill=shade((52, 62, 48), rng, 0.3))
    bushes(rng, draw, n, horizon * 0.45, 0.07, (*GREENS, (120, 150, 190), (36, 44, 34)), 130)
    for _ in range(int(rng.integers(5, 14))):
        x, w = between(rng, 0, 1) * n, between(rng, 0.01, 0.05) * n
        foot = horizon + w * between(rng, 0, 2)
        draw.rectangle([x - w / 2, 0, x + w / 2, foot], fill=shade((84, 66, 52), rng, 0.35))
    for _ in range(int(rng.integers(6, 18))):  # patches of sun and shade on the ground
        bushes(rng, draw, n, between(rng, horizon / n + 0.1, 1) * n, 0.05, EARTH, 1)


def hill(rng, draw, n: int, horizon: float) -> float | None:
    left, right = between(rng, -0.3, 0.3) * n, between(rng, -0.3, 0.3) * n
    colour = shade((158, 148, 128), rng)
    draw.polygon([(0, horizon + left), (n, horizon + right), (n, n), (0, n)], fill=colour)
    for _ in range(60):
        x, y = between(rng, 0, 1) * n, between(rng, 0.4, 1) * n
        low = horizon + mix(left, right, x / n) + 4
        run = between(rng, 4, 30)
        if y > low:
            draw.line(
                [(x, y), (x + run, y + run * (right - left) / n)], fill=shade(colour, rng), width=2
            )


def road(rng, draw, n: int, horizon: float) -> float | None:
    ridge(rng, draw, n, horizon, between(rng, 0.03, 0.2) * n, shade((110, 122, 108), rng))
    bushes(rng, draw, n, horizon, 0.03, GREENS, 30)
    x, spread = between(rng, 0.2, 0.8) * n, between(rng, 0.4, 1.1) * n
    middle = between(rng, 0.2, 0.8) * n
    tar = shade((112, 112, 116), rng, 0.25)
    draw.polygon(
        [(x - 4, horizon), (x + 4, horizon), (middle + spread, n), (middle - spread, n)], fill=tar
    )
    for a, b in ((0.06, 0.11), (0.2, 0.3), (0.45, 0.65), (0.85, 1.2)):
        corners = [(mix(x, middle, t) + s * 7 * t, mix(horizon, n, t)) for t, s in
                   ((a, -1), (a, 1), (b, 1), (b, -1))]  # fmt: skip
        draw.polygon(corners, fill=(214, 210, 190))
