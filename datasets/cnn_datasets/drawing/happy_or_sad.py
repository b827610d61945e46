"""Pictures of the Happy or Sad stand-in: a ball with a happy or a sad face, in many looks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import arc, between, chance, downsample, expose, mix, one_of, oval

__all__ = ["draw_smiley"]

SIZE = 150
"""Height and width of a picture in pixels, as in the original."""
FACTOR = 3  # drawn larger, then averaged: smooth edges
BALLS = ((252, 214, 28), (252, 214, 28), (250, 206, 20), (255, 226, 70), (250, 190, 40),
         (246, 158, 60), (160, 208, 74), (118, 194, 226), (242, 164, 186),
         (214, 176, 232))  # fmt: skip
BACKS = ((0, 0, 0), (0, 0, 0), (255, 255, 255), (232, 232, 226), (70, 84, 110), (206, 224, 238),
         (226, 206, 196), (58, 92, 76))  # fmt: skip
EYES = ("round", "round", "tall", "dots")
DARK, LIPS, WHITE = (44, 26, 20), (120, 28, 34), (248, 246, 240)


@dataclass(frozen=True)
class Ball:
    """A ball: middle and radius in pixels, lean and sideways look in radians, colour."""

    x: float
    y: float
    radius: float
    roll: float
    yaw: float
    colour: tuple[int, int, int]

    def place(self, u: float, v: float) -> tuple[float, float]:
        """Face coordinates (right, down, in radii) to pixels of the enlarged drawing."""
        depth = math.sqrt(max(0.0, 1 - u * u - v * v))
        u = u * math.cos(self.yaw) + depth * math.sin(self.yaw)
        cos, sin = math.cos(self.roll), math.sin(self.roll)
        x, y = u * cos - v * sin, u * sin + v * cos
        return (self.x + self.radius * x) * FACTOR, (self.y + self.radius * y) * FACTOR


def draw_smiley(rng: np.random.Generator, happy: bool) -> np.ndarray:
    """A happy or sad smiley: uint8, (150, 150, 3). The look does not depend on the mood."""
    look, mood, finish = rng.spawn(3)
    radius = between(look, 58, 68)
    room = 0.6 * (SIZE / 2 - radius)
    ball = Ball(
        SIZE / 2 + between(look, -1, 1) * room,
        SIZE / 2 + between(look, -1, 1) * room,
        radius,
        between(look, -0.08, 0.08),
        between(look, -0.12, 0.12),
        one_of(look, BALLS),
    )
    picture = Image.fromarray(_render(look, ball))
    pen = ImageDraw.Draw(picture)
    strength = between(mood, 0.55, 1)
    _eyes(look, pen, ball, one_of(look, EYES), 0.0 if happy else 0.5 * strength)
    _brows(look, pen, ball, happy, strength)
    _mouth(mood, pen, ball, strength if happy else -strength)
    if not happy and chance(mood, 0.2):
        side = one_of(mood, (-1, 1))
        _fill(pen, ball, _drop(0.42 * side, between(mood, 0.05, 0.2)), (150, 206, 246))
    image = downsample(np.asarray(picture, np.float32) / 255, FACTOR)
    return expose(finish, image * np.float32(between(finish, 0.85, 1.08)), between(finish, 0.5, 2))


def _render(rng, ball: Ball) -> np.ndarray:
    """The ball before its background, lit by a lamp: uint8, (450, 450, 3)."""
    n = SIZE * FACTOR
    axis = (np.arange(n, dtype=np.float32) + 0.5) / FACTOR
    x, y = (axis - ball.x)[None] / ball.radius, (axis - ball.y)[:, None] / ball.radius
    z = np.sqrt(np.maximum(1 - x * x - y * y, 0))
    lamp = between(rng, -0.5, 0.5), -between(rng, 0.3, 0.8), 0.8
    length = math.sqrt(sum(c * c for c in lamp))
    lit = np.maximum((lamp[0] * x + lamp[1] * y + lamp[2] * z) / length, 0)
    top, bottom = one_of(rng, BACKS), one_of(rng, BACKS)
    down = np.linspace(0, 1, n, dtype=np.float32)[:, None, None]
    back = mix(np.array(top), np.array(bottom), down if chance(rng, 0.3) else 0.0)
    gloss = between(rng, 0, 0.35) * lit**12
    skin = np.array(ball.colour) * (0.55 + 0.5 * lit)[..., None] + 255 * gloss[..., None]
    inside = np.clip((1 - np.sqrt(x * x + y * y)) * ball.radius * FACTOR + 0.5, 0, 1)
    return np.clip(mix(back, skin, inside[..., None]), 0, 255).astype(np.uint8)


def _fill(pen, ball: Ball, points, colour) -> None:
    pen.polygon([ball.place(u, v) for u, v in points], fill=colour)


def _line(pen, ball: Ball, points, colour, width: float) -> None:
    """A line with round ends; its width is in radii of the ball."""
    placed = [ball.place(u, v) for u, v in points]
    pixels = max(2, round(width * ball.radius * FACTOR))
    pen.line(placed, fill=colour, width=pixels, joint="curve")
    for x, y in (placed[0], placed[-1]):
        pen.ellipse([x - pixels / 2, y - pixels / 2, x + pixels / 2, y + pixels / 2], fill=colour)


def _eyes(rng, pen, ball: Ball, style: str, droop: float) -> None:
    apart, height = between(rng, 0.27, 0.33), between(rng, -0.32, -0.25)
    size, gaze = between(rng, 0.18, 0.25), between(rng, -0.05, 0.05)
    for side in (-1, 1):
        x = apart * side
        if style == "dots":
            _fill(pen, ball, oval(x, height, 0.085, 0.12 * (1 - 0.5 * droop)), DARK)
            continue
        tall = size * (1.3 if style == "tall" else 1.0)
        _fill(pen, ball, oval(x, height, size, tall), WHITE)
        pupil = oval(x + gaze - 0.03 * side, height + 0.1 * size, 0.085, 0.095)
        _fill(pen, ball, pupil, (24, 22, 26))
        _fill(pen, ball, oval(x + gaze - 0.03 * side + 0.03, height, 0.026, 0.026), WHITE)
        if droop:
            lid = tuple(round(0.88 * c) for c in ball.colour)
            edge = height - tall + 2 * tall * droop * 0.85
            points = [(u, min(v, edge)) for u, v in oval(x, height, size * 1.06, tall * 1.06)]
            _fill(pen, ball, points, lid)


def _brows(rng, pen, ball: Ball, happy: bool, strength: float) -> None:
    height, width = between(rng, -0.66, -0.6), between(rng, 0.05, 0.09)
    tilt = (-0.02 if happy else 0.1) * strength
    colour = one_of(rng, ((112, 58, 20), DARK, (84, 50, 30)))
    if chance(rng, 0.25):
        return
    for side in (-1, 1):
        ends = [(0.16 * side, height - tilt), (0.32 * side, height - 0.04),
                (0.46 * side, height + tilt)]  # fmt: skip
        _line(pen, ball, ends, colour, width)


def _mouth(rng, pen, ball: Ball, curve: float) -> None:
    """A mouth whose corners point up (curve above 0) or down, closed or open."""
    half, middle = between(rng, 0.42, 0.55), between(rng, 0.37, 0.42)
    lift = 0.34 * curve
    middle += 0.5 * lift
    if chance(rng, 0.5):
        _line(pen, ball, arc(0, middle, half, lift), DARK, between(rng, 0.07, 0.11))
        return
    gape = between(rng, 0.12, 0.3) * (1.0 if curve > 0 else 0.7)
    # The lower lip of a laughing mouth hangs lower, the upper one of a crying mouth rises.
    above, below = (lift, lift + gape) if curve > 0 else (lift - gape, lift)
    rise, fall = (0.0, gape) if curve > 0 else (-gape, 0.0)
    upper = arc(0, middle + rise, half, above)
    lower = arc(0, middle + fall, half, below)
    _fill(pen, ball, upper + lower[::-1], LIPS)
    if chance(rng, 0.6):
        teeth = [(u, mix(v, w, 0.42)) for (u, v), (_, w) in zip(upper, lower, strict=True)]
        _fill(pen, ball, upper + teeth[::-1], WHITE)
    _line(pen, ball, upper + lower[::-1] + upper[:1], DARK, 0.025)


def _drop(x: float, y: float):
    return [(x, y - 0.16), *oval(x, y, 0.065, 0.08, -40, 220)]
