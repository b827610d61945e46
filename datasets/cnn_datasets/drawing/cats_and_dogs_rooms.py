"""Surroundings of cats and dogs: rooms, sofas, lawns, cages, and objects near the animal."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import between, chance, one_of, streaks

__all__ = ["foreground", "room"]

FLOORS = ((150, 108, 70), (186, 148, 104), (112, 82, 60), (170, 160, 148), (126, 120, 118),
          (204, 196, 184), (96, 76, 78), (104, 116, 134))  # fmt: skip
CLOTHS = ((170, 52, 50), (52, 78, 138), (214, 206, 190), (92, 122, 82), (128, 88, 132),
          (196, 160, 84), (70, 66, 70), (122, 84, 58), (150, 176, 190),
          (226, 190, 196))  # fmt: skip
SKINS = ((226, 184, 156), (198, 146, 112), (140, 96, 70), (94, 64, 48))


def draw_thing(rng, draw, w, h):
    """A ball, a box, a bowl, a cushion, a chair's leg: something that is not the pet."""
    x, y, size = between(rng, 0, w), between(rng, 0.35, 1) * h, between(rng, 0.06, 0.25) * w
    colour, kind = one_of(rng, CLOTHS + FLOORS), int(rng.integers(5))
    dark = tuple(int(0.65 * c) for c in colour)
    if kind == 0:
        draw.ellipse(
            [x - size / 2, y - size / 2, x + size / 2, y + size / 2], fill=colour, outline=dark
        )
        draw.arc(
            [x - size / 3, y - size / 2, x + size / 2, y + size / 2], 120, 260, fill=dark, width=2
        )
    elif kind == 1:
        draw.rectangle([x - size, y - size, x + size, y + size / 2], fill=colour, outline=dark)
        draw.rectangle([x - size, y - size, x + size, y - 0.7 * size], fill=dark)
    elif kind == 2:
        draw.ellipse([x - size / 2, y - size / 6, x + size / 2, y + size / 5], fill=dark)
        draw.ellipse(
            [x - size / 2, y - size / 4, x + size / 2, y + size / 10], outline=colour, width=3
        )
    elif kind == 3:
        draw.rounded_rectangle(
            [x - size, y - size / 2, x + size, y + size / 2], size / 3, fill=colour
        )
    else:
        draw.rectangle([x, -5, x + size / 3, y], fill=colour, outline=dark)


def foreground(rng: np.random.Generator, height: int, width: int):
    """Something before the animal: RGBA float32 (height, width, 4), or None in most pictures."""
    kind = float(rng.random())
    if kind > 0.13:
        return None
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if kind < 0.03:
        step, bar = between(rng, 0.1, 0.2) * width, one_of(rng, ((76, 76, 80), (176, 178, 182)))
        for k in range(int(width / step) + 2):
            x = (k - between(rng, 0.45, 0.55)) * step
            draw.line([x, 0, x, height], fill=(*bar, 255), width=max(2, width // 90))
    elif kind < 0.09:
        _arm(rng, draw, height, width)
    else:
        size, cloth = between(rng, 0.08, 0.18) * height, one_of(rng, CLOTHS)
        points = [(0, height), (0, height - size * between(rng, 0.3, 1))]
        points += [(width * k / 6, height - size * between(rng, 0.4, 1)) for k in range(1, 6)]
        points += [(width, height - size * between(rng, 0.3, 1)), (width, height)]
        draw.polygon(points, fill=(*cloth, 255))
    return np.asarray(image, np.float32) / 255


def _arm(rng, draw, height, width):
    side, thick = one_of(rng, (-1, 1)), between(rng, 0.08, 0.14) * width
    start = (width * (0.5 - 0.6 * side), between(rng, 0.7, 1.05) * height)
    end = (width * (0.5 - between(rng, 0.05, 0.25) * side), between(rng, 0.76, 0.98) * height)
    skin, sleeve = one_of(rng, SKINS), one_of(rng, CLOTHS)
    draw.line([*start, *end], fill=(*skin, 255), width=int(thick))
    r = 0.62 * thick
    draw.ellipse([end[0] - r, end[1] - r, end[0] + r, end[1] + r], fill=(*skin, 255))
    for k in range(4):  # fingers
        y = end[1] - r + (k + 0.5) * r / 2
        tip = (end[0] + side * r * 1.7, y + between(rng, 0, 0.3) * r)
        draw.line([end[0], y, *tip], fill=(*skin, 255), width=max(2, int(0.42 * r)))
        draw.line(
            [end[0] + side * r * 0.6, y + 0.22 * r, *tip],
            fill=tuple(int(0.75 * c) for c in skin),
            width=1,
        )
    middle = (start[0] + 0.45 * (end[0] - start[0]), start[1] + 0.45 * (end[1] - start[1]))
    draw.line([*start, *middle], fill=(*sleeve, 255), width=int(1.5 * thick))


PLACES = ("room", "room", "sofa", "blanket", "lawn", "yard", "cage")
WALLS = ((206, 196, 176), (222, 220, 214), (176, 190, 200), (198, 176, 150), (150, 160, 140),
         (120, 96, 82), (188, 160, 160), (92, 98, 112))  # fmt: skip
GREENS = ((92, 122, 58), (118, 138, 72), (74, 104, 52), (146, 142, 92))


def room(rng: np.random.Generator, height: int, width: int, tilt: float) -> np.ndarray:
    """A view without the animal, float32 (height, width, 3), 0 ... 1.

    Parameters
    ----------
    tilt
        How far the camera leans, radians.
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
    texture = streaks(rng, height, width, one_of(rng, (3, 4, 6)), one_of(rng, (3, 4, 6)))
    broad = streaks(rng, height, width, 60, 60)
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
