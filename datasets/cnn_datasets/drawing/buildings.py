"""Places that people have built: ruin, city, room, and the plain backdrop of a studio.

Called like the functions of `landscapes`.
"""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.brushes import ROCKS, bushes, shade, tree
from cnn_datasets.drawing.canvas import between, chance, mix, one_of

__all__ = ["city", "room", "ruin", "studio"]


def ruin(rng, draw, n: int, horizon: float) -> None:
    stone = one_of(rng, ((186, 172, 142), (150, 142, 132), (206, 190, 156)))
    draw.rectangle([0, 0, n, horizon], fill=shade(stone, rng))
    y = 0.0
    while y < horizon:
        course, x = between(rng, 0.04, 0.1) * n, -between(rng, 0, 0.1) * n
        while x < n:
            w = between(rng, 0.06, 0.17) * n
            box = [x, y, x + w - 2, min(y + course - 2, horizon)]
            if box[3] > box[1]:
                draw.rounded_rectangle(box, 4, fill=shade(stone, rng, 0.3))
            x += w
        y += course
    if chance(rng, 0.4):
        x, w = between(rng, 0.1, 0.8) * n, between(rng, 0.1, 0.25) * n
        draw.rectangle([x, between(rng, 0, 0.3) * horizon, x + w, horizon], fill=(56, 50, 46))
    bushes(rng, draw, n, horizon + 0.05 * n, 0.04, ROCKS, 60)


def city(rng, draw, n: int, horizon: float) -> None:
    x = -between(rng, 0, 0.1) * n
    while x < n:
        w, top = between(rng, 0.1, 0.28) * n, horizon - between(rng, 0.15, 0.9) * n
        wall = shade(
            one_of(rng, ((168, 150, 132), (132, 138, 146), (176, 120, 98), (206, 200, 190))), rng
        )
        draw.rectangle([x, top, x + w, horizon + 0.05 * n], fill=wall)
        pane = shade(one_of(rng, ((78, 92, 108), (60, 62, 70), (196, 206, 214))), rng)
        step, storey = between(rng, 0.03, 0.06) * n, between(rng, 0.05, 0.09) * n
        for row in range(int((horizon - top) / storey)):
            for column in range(int(w / step)):
                left, high = x + (column + 0.2) * step, top + (row + 0.25) * storey
                draw.rectangle([left, high, left + 0.6 * step, high + 0.55 * storey], fill=pane)
        x += w
    kerb = horizon + between(rng, 0.08, 0.2) * n
    draw.rectangle([0, horizon + 0.05 * n, n, kerb], fill=shade((176, 172, 166), rng, 0.1))
    if chance(rng, 0.5):
        tree(rng, draw, n, between(rng, 0, 1) * n, kerb, between(rng, 0.3, 0.6) * n)


def room(rng, draw, n: int, horizon: float) -> None:
    floor = max(horizon, 0.5 * n)
    wall = shade(
        one_of(rng, ((214, 204, 186), (168, 186, 190), (196, 170, 150), (134, 142, 130))), rng
    )
    draw.rectangle([0, 0, n, floor], fill=wall)
    draw.rectangle([0, floor - 7, n, floor], fill=shade((226, 222, 214), rng))
    for _ in range(int(rng.integers(1, 4))):
        x, y = between(rng, -0.1, 0.9) * n, between(rng, 0.02, 0.25) * n
        w, h = between(rng, 0.1, 0.3) * n, between(rng, 0.1, 0.4) * n
        draw.rectangle([x, y, x + w, y + h], fill=shade((104, 78, 56), rng, 0.3))
        inside = one_of(rng, ((176, 206, 226), (120, 140, 96), (190, 150, 96), (70, 80, 110)))
        draw.rectangle([x + 4, y + 4, x + w - 4, y + h - 4], fill=shade(inside, rng))
    for y in np.linspace(0, 1, 9) ** 1.6:
        draw.line(
            [(0, mix(floor, n, y)), (n, mix(floor, n, y))], fill=shade((120, 92, 66), rng, 0.1)
        )


def studio(rng, draw, n: int, horizon: float) -> None:
    """Plain paper, as behind the figures of the original's validation set."""
    tint = shade((236, 236, 234), rng, 0.08)
    draw.rectangle([0, 0, n, n], fill=tint)
