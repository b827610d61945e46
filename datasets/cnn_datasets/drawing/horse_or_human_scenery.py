"""What stands in a place: hills, trees, fences, ruins, houses, a room, the backdrop of a studio.

The functions named after a place draw on a canvas n pixels wide whose sky and ground are there
already, around the row `horizon`; they return the row where one can stand, if that is another one.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import between, chance, mix, one_of

__all__ = [
    "beach", "city", "desert", "forest", "hill", "interior", "leaves_in_front", "meadow", "road",
    "ruin", "studio",
]  # fmt: skip

GREENS = ((88, 112, 56), (66, 92, 48), (120, 138, 70), (104, 120, 52), (54, 76, 46))
ROCKS = ((112, 98, 86), (90, 80, 74), (138, 122, 104), (74, 68, 64), (160, 142, 118))
EARTH = ((150, 128, 100), (88, 74, 60), (64, 56, 48), (176, 150, 116))


def vary(rgb, rng, spread=0.15) -> tuple[int, ...]:
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
        draw.ellipse([x - 1.3 * r, y - r, x + 1.3 * r, y + r], fill=vary(one_of(rng, colours), rng))


def tree(rng, draw, n, x, foot, height) -> None:
    w = height * 0.05
    draw.rectangle([x - w, foot - 0.6 * height, x + w, foot + 2], fill=vary((88, 70, 54), rng))
    for _ in range(24):
        cx, cy = x + between(rng, -0.3, 0.3) * height, foot - between(rng, 0.45, 1) * height
        r = between(rng, 0.06, 0.16) * height
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=vary(one_of(rng, GREENS), rng, 0.25))


def fence(rng, draw, n, foot) -> None:
    wood, height = vary((140, 112, 84), rng), between(rng, 0.08, 0.16) * n
    for share in (0.35, 0.8):
        y = foot - share * height
        draw.rectangle([0, y, n, y + 0.12 * height], fill=wood)
    for i in range(7):
        x = (i + 0.3) * n / 6
        draw.rectangle([x, foot - height, x + 0.03 * n, foot], fill=vary(wood, rng))


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


def beach(rng, draw, n: int, horizon: float) -> float | None:
    if chance(rng, 0.6):
        depth = between(rng, 0.05, 0.2) * n
        draw.rectangle([0, horizon, n, horizon + depth], fill=vary((74, 122, 152), rng))
        for share in (0.55, 0.8, 1.0):
            y = horizon + depth * share
            ridge(rng, draw, n, y + 2, 0.03 * n * share, (226, 234, 236), 20)
        tilt = between(rng, -0.12, 0.12) * n
        sand = vary((222, 196, 160), rng, 0.08)
        low = horizon + depth
        draw.polygon(
            [(0, low + tilt), (n, low - tilt), (n, low + 9 + tilt), (0, low + 9)], fill=sand
        )
    else:
        ridge(rng, draw, n, horizon, 0.1 * n, vary((112, 124, 120), rng))
        bushes(rng, draw, n, horizon, 0.035, GREENS, 60)


def meadow(rng, draw, n: int, horizon: float) -> float | None:
    if chance(rng, 0.6):
        ridge(rng, draw, n, horizon, between(rng, 0.08, 0.25) * n, vary((104, 126, 118), rng))
    for _ in range(int(rng.integers(5))):
        tree(rng, draw, n, between(rng, 0, 1) * n, horizon, between(rng, 0.12, 0.4) * n)
    bushes(rng, draw, n, horizon, 0.03, GREENS, 50)
    if chance(rng, 0.3):
        fence(rng, draw, n, horizon + between(rng, 0.05, 0.2) * n)


def desert(rng, draw, n: int, horizon: float) -> float | None:
    ridge(rng, draw, n, horizon, between(rng, 0.05, 0.22) * n, vary((96, 84, 82), rng))
    bushes(rng, draw, n, horizon + 0.06 * n, 0.05, ROCKS, 30)
    for _ in range(int(rng.integers(3, 14))):
        bushes(rng, draw, n, between(rng, horizon / n + 0.05, 1) * n, 0.06, ROCKS, 2)


def forest(rng, draw, n: int, horizon: float) -> float | None:
    draw.rectangle([0, 0, n, horizon], fill=vary((52, 62, 48), rng, 0.3))
    bushes(rng, draw, n, horizon * 0.45, 0.07, (*GREENS, (120, 150, 190), (36, 44, 34)), 130)
    for _ in range(int(rng.integers(5, 14))):
        x, w = between(rng, 0, 1) * n, between(rng, 0.01, 0.05) * n
        foot = horizon + w * between(rng, 0, 2)
        draw.rectangle([x - w / 2, 0, x + w / 2, foot], fill=vary((84, 66, 52), rng, 0.35))
    for _ in range(int(rng.integers(6, 18))):  # patches of sun and vary on the ground
        bushes(rng, draw, n, between(rng, horizon / n + 0.1, 1) * n, 0.05, EARTH, 1)


def hill(rng, draw, n: int, horizon: float) -> float | None:
    left, right = between(rng, -0.3, 0.3) * n, between(rng, -0.3, 0.3) * n
    colour = vary((158, 148, 128), rng)
    draw.polygon([(0, horizon + left), (n, horizon + right), (n, n), (0, n)], fill=colour)
    for _ in range(60):
        x, y = between(rng, 0, 1) * n, between(rng, 0.4, 1) * n
        low = horizon + mix(left, right, x / n) + 4
        run = between(rng, 4, 30)
        if y > low:
            draw.line(
                [(x, y), (x + run, y + run * (right - left) / n)], fill=vary(colour, rng), width=2
            )


def road(rng, draw, n: int, horizon: float) -> float | None:
    ridge(rng, draw, n, horizon, between(rng, 0.03, 0.2) * n, vary((110, 122, 108), rng))
    bushes(rng, draw, n, horizon, 0.03, GREENS, 30)
    x, spread = between(rng, 0.2, 0.8) * n, between(rng, 0.4, 1.1) * n
    middle = between(rng, 0.2, 0.8) * n
    tar = vary((112, 112, 116), rng, 0.25)
    draw.polygon(
        [(x - 4, horizon), (x + 4, horizon), (middle + spread, n), (middle - spread, n)], fill=tar
    )
    for a, b in ((0.06, 0.11), (0.2, 0.3), (0.45, 0.65), (0.85, 1.2)):
        corners = [(mix(x, middle, t) + s * 7 * t, mix(horizon, n, t)) for t, s in
                   ((a, -1), (a, 1), (b, 1), (b, -1))]  # fmt: skip
        draw.polygon(corners, fill=(214, 210, 190))


def ruin(rng, draw, n: int, horizon: float) -> None:
    stone = one_of(rng, ((186, 172, 142), (150, 142, 132), (206, 190, 156)))
    draw.rectangle([0, 0, n, horizon], fill=vary(stone, rng))
    y = 0.0
    while y < horizon:
        course, x = between(rng, 0.04, 0.1) * n, -between(rng, 0, 0.1) * n
        while x < n:
            w = between(rng, 0.06, 0.17) * n
            box = [x, y, x + w - 2, min(y + course - 2, horizon)]
            if box[3] > box[1]:
                draw.rounded_rectangle(box, 4, fill=vary(stone, rng, 0.3))
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
        wall = vary(
            one_of(rng, ((168, 150, 132), (132, 138, 146), (176, 120, 98), (206, 200, 190))), rng
        )
        draw.rectangle([x, top, x + w, horizon + 0.05 * n], fill=wall)
        pane = vary(one_of(rng, ((78, 92, 108), (60, 62, 70), (196, 206, 214))), rng)
        step, storey = between(rng, 0.03, 0.06) * n, between(rng, 0.05, 0.09) * n
        for row in range(int((horizon - top) / storey)):
            for column in range(int(w / step)):
                left, high = x + (column + 0.2) * step, top + (row + 0.25) * storey
                draw.rectangle([left, high, left + 0.6 * step, high + 0.55 * storey], fill=pane)
        x += w
    kerb = horizon + between(rng, 0.08, 0.2) * n
    draw.rectangle([0, horizon + 0.05 * n, n, kerb], fill=vary((176, 172, 166), rng, 0.1))
    if chance(rng, 0.5):
        tree(rng, draw, n, between(rng, 0, 1) * n, kerb, between(rng, 0.3, 0.6) * n)


def interior(rng, draw, n: int, horizon: float) -> None:
    floor = max(horizon, 0.5 * n)
    wall = vary(
        one_of(rng, ((214, 204, 186), (168, 186, 190), (196, 170, 150), (134, 142, 130))), rng
    )
    draw.rectangle([0, 0, n, floor], fill=wall)
    draw.rectangle([0, floor - 7, n, floor], fill=vary((226, 222, 214), rng))
    for _ in range(int(rng.integers(1, 4))):
        x, y = between(rng, -0.1, 0.9) * n, between(rng, 0.02, 0.25) * n
        w, h = between(rng, 0.1, 0.3) * n, between(rng, 0.1, 0.4) * n
        draw.rectangle([x, y, x + w, y + h], fill=vary((104, 78, 56), rng, 0.3))
        inside = one_of(rng, ((176, 206, 226), (120, 140, 96), (190, 150, 96), (70, 80, 110)))
        draw.rectangle([x + 4, y + 4, x + w - 4, y + h - 4], fill=vary(inside, rng))
    for y in np.linspace(0, 1, 9) ** 1.6:
        draw.line(
            [(0, mix(floor, n, y)), (n, mix(floor, n, y))], fill=vary((120, 92, 66), rng, 0.1)
        )


def studio(rng, draw, n: int, horizon: float) -> None:
    """Plain paper, as behind the figures of the original's validation set."""
    tint = vary((236, 236, 234), rng, 0.08)
    draw.rectangle([0, 0, n, n], fill=tint)
