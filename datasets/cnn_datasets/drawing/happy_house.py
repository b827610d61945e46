"""Pictures of the Happy House stand-in: a visitor at the door, the garden, the light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import (
    SIZE,
    between,
    blur,
    chance,
    downsample,
    expose,
    mix,
    one_of,
    shake,
)
from cnn_datasets.drawing.happy_house_faces import Pen, draw_person
from cnn_datasets.drawing.happy_house_people import PEOPLE, between_moods, expression, person

__all__ = ["draw_visitor"]

GARDENS = 16
"""Number of different views."""
MARGIN = 1
"""Pixels to spare around a view, for a camera that shakes in the wind."""
FACTOR = 3
HORIZON = 0.4
LEAVES = ((104, 120, 62), (132, 144, 78), (166, 172, 102), (78, 94, 50), (190, 190, 132))
AUTUMN = ((146, 122, 66), (168, 138, 76), (122, 112, 60), (104, 100, 54), (192, 172, 112))


@lru_cache(maxsize=GARDENS)
def garden(number: int) -> np.ndarray:
    """View number 0 ... GARDENS - 1, float32, (66, 66, 3), 0 ... 1."""
    hour = np.random.default_rng([4104, number])
    layout = np.random.default_rng(4105)
    size = (SIZE + 2 * MARGIN) * FACTOR
    image = Image.new("RGB", (size, size), (232, 236, 236))
    draw = ImageDraw.Draw(image)
    palette = AUTUMN if chance(hour, 0.25) else LEAVES
    _ground(draw, size, one_of(hour, ((226, 218, 198), (214, 208, 196), (206, 204, 172))))
    _leaves(layout, draw, size, palette, (0, 1), (-0.05, HORIZON - 0.06), 420)
    fence = one_of(hour, ((136, 98, 74), (150, 118, 92)))
    draw.rectangle([0, (HORIZON - 0.08) * size, size, HORIZON * size], fill=fence)
    _leaves(layout, draw, size, palette, (0, 1), (HORIZON - 0.13, HORIZON - 0.05), 60)
    _leaves(layout, draw, size, palette, (-0.05, 0.1), (HORIZON, 0.95), 90)
    _leaves(layout, draw, size, palette, (0.88, 1.05), (HORIZON + 0.1, 1.0), 90)
    if chance(hour, 0.4):
        _car(hour, draw, size)
    view = blur(downsample(np.asarray(image, np.float32) / 255, FACTOR), 1)
    # Clouds, haze, morning and evening: the whole view changes its contrast and colour.
    view = view + between(hour, 0, 0.25) * (view.mean(axis=(0, 1)) - view)
    return view * np.array([1, 1, between(hour, 0.88, 1.04)], np.float32)


def _ground(draw, size: int, colour) -> None:
    draw.rectangle([0, HORIZON * size, size, size], fill=colour)
    path = [(0.3, HORIZON), (0.8, HORIZON), (1.05, 1), (-0.1, 1)]
    draw.polygon([(x * size, y * size) for x, y in path], fill=(240, 236, 228))


def _leaves(rng, draw, size: int, palette, across, down, count: int) -> None:
    for _ in range(count):
        x, y = between(rng, *across) * size, between(rng, *down) * size
        r = between(rng, 0.006, 0.032) * size
        draw.ellipse([x - r, y - 0.8 * r, x + r, y + 0.8 * r], fill=one_of(rng, palette))


def _car(rng, draw, size: int) -> None:
    x, y = 0.87 * size, (HORIZON + 0.03) * size
    colour = one_of(rng, ((58, 64, 78), (138, 60, 56), (206, 208, 212), (84, 104, 130)))
    w, h = 0.2 * size, 0.09 * size
    draw.rounded_rectangle([x - w / 2, y - h / 2, x + w / 2, y + h / 2], h / 3, fill=colour)
    draw.rectangle([x - w / 4, y - h / 2, x + w / 4, y - h / 8], fill=(90, 102, 110))
    for wheel in (-0.3, 0.3):
        cx = x + wheel * w
        draw.ellipse([cx - h / 4, y + h / 4, cx + h / 4, y + 3 * h / 4], fill=(44, 44, 46))


# How far visitors stand, and look, away from the middle: pixels, radians. Up and down matter most:
# a mouth that is rarely in the same rows twice is what a linear model on pixels stumbles over.
STEP_ASIDE, STEP_UP, STEP_NEAR = 2.2, 3.5, 1.0
ROLL, YAW, PITCH = 0.08, 0.2, 0.2
SCALE = 21.0
"""Pixels of half a head."""
HOURS = (
    (0.10, (0.34, 0.45), (1.0, 1.3), (0.00, 0.03)),  # deep in the porch's shadow
    (0.60, (0.55, 0.75), (1.0, 1.2), (0.00, 0.06)),
    (1.01, (0.75, 1.00), (1.0, 1.3), (0.02, 0.08)),
)
"""By share of the pictures: light on the visitor, light on the garden, light spilt by the lens."""
MOUTH, MOUTH_ROW = 0.52, 42
"""Where mouths are: in halves of the head's height below its middle, and in the picture."""


def draw_visitor(rng: np.random.Generator, smiling: bool, half: bool = False) -> np.ndarray:
    """Draw a visitor at the front door: uint8, (64, 64, 3); with `half`, hard to tell.

    The expression has a generator of its own, so that a smile changes the face and nothing else:
    person, pose, light, garden and noise are drawn from the same numbers either way.
    """
    moods = rng.spawn(1)[0]
    mood = between_moods(moods, smiling) if half else expression(moods, smiling)
    who = person(int(rng.integers(PEOPLE)))
    scale = SCALE + between(rng, -STEP_NEAR, STEP_NEAR)
    pen = Pen(
        x=SIZE / 2 + between(rng, -STEP_ASIDE, STEP_ASIDE),
        # The camera hangs at the height of a mouth: who comes nearer grows around it.
        y=MOUTH_ROW - MOUTH * scale + between(rng, -STEP_UP, STEP_UP),
        scale=scale,
        roll=between(rng, -ROLL, ROLL),
        yaw=between(rng, -YAW, YAW),
        pitch=between(rng, -PITCH, PITCH),
    )
    draw_person(pen, who, mood)
    picture = np.asarray(pen.image.reduce(4), np.float32) / 255
    visitor = picture[..., :3] * _relief(rng, pen)[..., None]
    return _photograph(rng, visitor, picture[..., 3:])


def _relief(rng: np.random.Generator, pen: Pen) -> np.ndarray:
    """Light on a head that is roughly a ball: brighter towards the lamp, darker at the rim."""
    side, up = between(rng, -0.25, 0.25), between(rng, -0.1, 0.25)
    axis = np.arange(SIZE, dtype=np.float32) + 0.5
    x = (axis[None, :] - pen.x) / (0.85 * pen.scale)
    y = (axis[:, None] - pen.y) / (1.1 * pen.scale)
    below = np.clip(y - 0.8, 0, 0.8)
    x, y = x / (1 + 1.5 * below), np.clip(y, -1.2, 1.4)  # shoulders are wider than the head
    return np.clip(1 + side * x - up * y - 0.25 * x * x - 0.08 * y * y, 0.3, 1.4)


def _photograph(rng: np.random.Generator, visitor: np.ndarray, cover: np.ndarray) -> np.ndarray:
    hour = float(rng.random())
    lights = next(ranges for until, *ranges in HOURS if hour < until)
    light, sky, veil = (between(rng, *limits) for limits in lights)
    left, top = int(rng.integers(2 * MARGIN + 1)), int(rng.integers(2 * MARGIN + 1))
    view = garden(int(rng.integers(GARDENS)))[top : top + SIZE, left : left + SIZE]
    behind = np.minimum(view * sky, 1.15)
    tint = np.array([1 + between(rng, -0.06, 0.08), 1, 1 + between(rng, -0.1, 0.06)], np.float32)
    image = mix(behind, visitor * light, cover)
    # Bright surroundings spill over the lens and wash out what is dark.
    image = (image + veil * blur(behind, 6)) * tint
    if chance(rng, 0.25):
        image = shake(image, *(int(step) for step in rng.integers(-1, 2, 2)))
    return expose(rng, image, between(rng, 1, 4))
