"""One picture of the camera at the door: a visitor, the garden behind, the light of the hour."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.canvas import SIZE, between, blur, chance, expose, mix, shake
from cnn_datasets.drawing.faces import draw_person
from cnn_datasets.drawing.garden import GARDENS, MARGIN, garden
from cnn_datasets.drawing.mouths import between_moods, expression
from cnn_datasets.drawing.pen import Pen
from cnn_datasets.drawing.people import PEOPLE, person

__all__ = ["draw_visitor"]

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
    warm = np.array([1 + between(rng, -0.06, 0.08), 1, 1 + between(rng, -0.1, 0.06)], np.float32)
    image = mix(behind, visitor * light, cover)
    # Bright surroundings spill over the lens and wash out what is dark.
    image = (image + veil * blur(behind, 6)) * warm
    if chance(rng, 0.25):
        image = shake(image, *(int(step) for step in rng.integers(-1, 2, 2)))
    return expose(rng, image, between(rng, 1, 4))
