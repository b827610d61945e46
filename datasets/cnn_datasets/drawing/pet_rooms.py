"""Where pets are photographed: rooms, sofas, blankets, lawns, yards, cages, and what lies about."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.fur import grain
from cnn_datasets.drawing.pet_clutter import CLOTHS, FLOORS, draw_thing

__all__ = ["room"]

PLACES = ("room", "room", "sofa", "blanket", "lawn", "yard", "cage")
WALLS = ((206, 196, 176), (222, 220, 214), (176, 190, 200), (198, 176, 150), (150, 160, 140),
         (120, 96, 82), (188, 160, 160), (92, 98, 112))  # fmt: skip
GREENS = ((92, 122, 58), (118, 138, 72), (74, 104, 52), (146, 142, 92))


def room(rng: np.random.Generator, height: int, width: int, tilt: float) -> np.ndarray:
    """A view without the animal, float32 (height, width, 3), 0 ... 1.

    Args:
        tilt: how far the camera leans, radians.
    """
    # Room to turn: the corners of a leaning picture must not be empty.
    turn = abs(math.sin(tilt))
    w, h = math.ceil(width + turn * height) + 2, math.ceil(height + turn * width) + 2
    image = Image.new("RGB", (w, h), one_of(rng, WALLS))
    draw = ImageDraw.Draw(image)
    place = one_of(rng, PLACES)
    _PLACES[place](rng, draw, w, h)
    for _ in range(int(rng.integers(0, 4))):
        draw_thing(rng, draw, w, h)
    if tilt:
        image = image.rotate(-math.degrees(tilt), Image.Resampling.BILINEAR)
    left, top = (w - width) // 2, (h - height) // 2
    view = np.asarray(image.crop((left, top, left + width, top + height)), np.float32) / 255
    rough = between(rng, 0.01, 0.04) if place != "lawn" else between(rng, 0.06, 0.12)
    texture = grain(rng, height, width, one_of(rng, (3, 4, 6)), one_of(rng, (3, 4, 6)))
    broad = grain(rng, height, width, 60, 60)
    return view * (1 + rough * texture + 0.12 * broad)[..., None]


def _wall_and_floor(rng, draw, w, h):
    horizon = between(rng, 0.1, 0.6) * h
    floor = one_of(rng, FLOORS)
    draw.rectangle([0, horizon, w, h], fill=floor)
    line = tuple(round(0.75 * c) for c in floor)
    if chance(rng, 0.6):
        x0, step = between(rng, 0.2, 0.8) * w, between(rng, 0.1, 0.3) * w
        for k in range(-12, 13):
            draw.line([x0 + 0.4 * k * step, horizon, x0 + 1.6 * k * step, h], fill=line)
        if chance(rng, 0.5):
            y = horizon
            while y < h:
                draw.line([0, y, w, y], fill=line)
                y += 4 + 0.25 * (y - horizon + 8)
    draw.rectangle([0, horizon - 0.04 * h, w, horizon], fill=one_of(rng, WALLS))
    for _ in range(int(rng.integers(0, 4))):  # doors, windows, cupboards
        x, y = between(rng, -0.1, 0.9) * w, between(rng, -0.2, 0.3) * h
        box = [x, y, x + between(rng, 0.1, 0.5) * w, max(y, horizon + between(rng, -0.2, 0.02) * h)]
        draw.rectangle(box, fill=one_of(rng, WALLS + FLOORS), outline=(96, 88, 80))


def _sofa(rng, draw, w, h):
    _wall_and_floor(rng, draw, w, h)
    cloth = np.array(one_of(rng, CLOTHS))
    back, seat = between(rng, 0.0, 0.25) * h, between(rng, 0.45, 0.75) * h
    parts, x = int(rng.integers(1, 4)), between(rng, -0.1, 0.05) * w
    for k in range(parts):
        span = 1.15 * w / parts
        tone = tuple(int(c) for c in cloth * between(rng, 0.8, 0.9))
        draw.rounded_rectangle([x + k * span, back, x + (k + 1) * span, seat], 0.08 * w, fill=tone)
    draw.rectangle([0, seat, w, h], fill=tuple(int(c) for c in cloth))
    draw.line([0, seat, w, seat], fill=tuple(int(0.6 * c) for c in cloth), width=3)
    if chance(rng, 0.5):
        x, size = between(rng, 0, 0.8) * w, between(rng, 0.2, 0.35) * w
        box = [x, seat - 0.8 * size, x + size, seat + 0.1 * size]
        draw.rounded_rectangle(box, 0.2 * size, fill=one_of(rng, CLOTHS))


def _blanket(rng, draw, w, h):
    draw.rectangle([0, 0, w, h], fill=one_of(rng, CLOTHS))
    kind, colour, step = int(rng.integers(4)), one_of(rng, CLOTHS), between(rng, 0.06, 0.2) * w
    slope = between(rng, -0.5, 0.5)
    count = int(2.5 * w / step)
    if kind == 0:
        for k in range(-count, count):
            x = k * step
            draw.line([x, 0, x + slope * h, h], fill=colour, width=max(1, int(0.35 * step)))
    elif kind == 1:
        for k in range(-count, count):
            draw.line(
                [k * step, 0, k * step + slope * h, h], fill=colour, width=max(1, int(0.2 * step))
            )
            draw.line(
                [0, k * step, w, k * step - slope * w], fill=colour, width=max(1, int(0.2 * step))
            )
    elif kind == 2:
        for k in range(min(90, count * count // 4)):
            x, y, r = between(rng, 0, w), between(rng, 0, h), 0.25 * step
            draw.ellipse(
                [x - r, y - r, x + r, y + r], fill=colour if k % 3 else one_of(rng, CLOTHS)
            )
    for _ in range(int(rng.integers(2, 7))):  # folds
        x, y = between(rng, 0, w), between(rng, 0, h)
        end = (x + between(rng, -0.5, 0.5) * w, y + between(rng, -0.5, 0.5) * h)
        draw.line([x, y, *end], fill=tuple(int(0.7 * c) for c in colour), width=2)


def _lawn(rng, draw, w, h):
    horizon = between(rng, -0.2, 0.45) * h
    draw.rectangle(
        [0, 0, w, max(0, horizon)],
        fill=one_of(rng, ((186, 204, 222), (220, 224, 222), (96, 112, 84))),
    )
    for _ in range(40 if horizon > 0 else 0):
        x, r = between(rng, 0, w), between(rng, 0.03, 0.12) * w
        y = horizon - between(rng, 0, 0.2) * h
        green = one_of(rng, GREENS)
        draw.ellipse([x - r, y - r, x + r, y + r], fill=tuple(int(0.7 * c) for c in green))
    ground = one_of(rng, (*GREENS, *GREENS, (150, 122, 88), (176, 160, 128)))
    draw.rectangle([0, max(0, horizon), w, h], fill=ground)
    for _ in range(160):
        x, y = between(rng, 0, w), between(rng, max(0, horizon), h)
        tone = tuple(int(c * between(rng, 0.7, 1.25)) for c in ground)
        draw.line([x, y, x + between(rng, -4, 4), y - between(rng, 3, 9)], fill=tone)


def _yard(rng, draw, w, h):
    horizon = between(rng, 0.15, 0.6) * h
    board = one_of(rng, FLOORS)
    draw.rectangle([0, 0, w, horizon], fill=board)
    step = between(rng, 0.05, 0.14) * w
    dark = tuple(int(0.6 * c) for c in board)
    for k in range(int(w / step) + 1):
        draw.line([k * step, 0, k * step, horizon], fill=dark, width=2)
    if chance(rng, 0.5):
        for k in range(6):
            draw.line([0, k * horizon / 6, w, k * horizon / 6], fill=dark)
    draw.rectangle(
        [0, horizon, w, h],
        fill=one_of(rng, ((150, 148, 142), (176, 170, 160), (122, 116, 112), (164, 140, 112))),
    )


def _cage(rng, draw, w, h):
    draw.rectangle([0, 0, w, h], fill=one_of(rng, WALLS))
    draw.rectangle([0, between(rng, 0.6, 0.8) * h, w, h], fill=one_of(rng, CLOTHS))
    step, bar = between(rng, 0.06, 0.12) * w, one_of(rng, ((70, 70, 74), (180, 182, 186)))
    for k in range(int(w / step) + 1):
        draw.line([k * step, 0, k * step, 0.75 * h], fill=bar, width=2)
    for y in (0.05, 0.4, 0.75):
        draw.line([0, y * h, w, y * h], fill=bar, width=2)


_PLACES = {"room": _wall_and_floor, "sofa": _sofa, "blanket": _blanket, "lawn": _lawn,
           "yard": _yard, "cage": _cage}  # fmt: skip
