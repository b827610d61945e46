"""Flat petals in space, called rays: daisies, sunflowers and dandelions, as a camera sees them.

Coordinates of a flower: u and v across its face, h along its axis, in units of its radius.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.camera import between, chance, one_of
from cnn_datasets.drawing.flowers_canvas import Board, blend, shade

__all__ = ["GREEN", "SMALL", "T", "View", "calyx", "daisy", "dandelion", "outlines", "sunflower"]

T = np.array([0, 0.12, 0.3, 0.5, 0.68, 0.8, 0.88, 0.94, 0.98, 1.0])
"""Where along a petal its outline is computed, 0 at the base and 1 at the tip."""


class View:
    """How a flower is seen.

    Parameters
    ----------
    x, y
        Middle of the flower on the board.
    radius
        Pixels of one unit.
    tilt
        Angle between the flower's axis and the line of sight: 0 face on, pi/2 from the side.
    lean
        Direction on the board in which the flower faces, 0 to the right, -pi/2 up.
    """

    def __init__(self, x: float, y: float, radius: float, tilt: float, lean: float):
        self.x, self.y, self.radius, self.tilt, self.lean = x, y, radius, tilt, lean

    def project(self, u, v, h):
        """Points on the board, (..., 2), and how near they are to the viewer."""
        along = v * math.cos(self.tilt) + h * math.sin(self.tilt)
        near = h * math.cos(self.tilt) - v * math.sin(self.tilt)
        cos, sin = math.cos(self.lean) * self.radius, math.sin(self.lean) * self.radius
        points = np.empty((*np.shape(along), 2))
        points[..., 0] = self.x + along * cos - u * sin
        points[..., 1] = self.y + along * sin + u * cos
        return points, near

    def axis(self, h: float) -> tuple[float, float]:
        """The point at height h of the flower's axis."""
        reach = h * math.sin(self.tilt) * self.radius
        return self.x + reach * math.cos(self.lean), self.y + reach * math.sin(self.lean)


def outlines(view: View, azimuth, along, height, half, wrap: bool = False):
    """Outlines of p petals around the axis.

    Parameters
    ----------
    azimuth
        Direction of each petal, (p,).
    along
        Distance from the axis at each step t of the petal, (p, t).
    height
        Above the flower's base, (p, t).
    half
        Half of the petal's width, (p, t); an angle around the axis if `wrap`.

    Returns
    -------
    tuple of ndarray
        Points (p, 2 t, 2) on the board, and the nearness of each petal to the viewer, (p,).
    """
    a = azimuth[:, None]
    sides = []
    for sign in (1, -1):
        if wrap:
            angle = a + sign * half
            u, v = along * np.cos(angle), along * np.sin(angle)
        else:
            u = along * np.cos(a) - sign * half * np.sin(a)
            v = along * np.sin(a) + sign * half * np.cos(a)
        sides.append(view.project(u, v, height))
    (left, near_left), (right, near_right) = sides
    middle = along.shape[1] // 2
    near = (near_left + near_right)[:, middle:].mean(axis=1)
    return np.concatenate([left, right[:, ::-1]], axis=1), near


GREEN = (96, 128, 58)
WHITES = ((250, 250, 246), (244, 240, 232), (252, 246, 250))
YELLOWS = ((250, 206, 30), (246, 218, 48), (240, 188, 22), (252, 226, 90))
STRAP = np.array([0.35, 0.55, 0.8, 0.97, 1.0, 0.95, 0.84, 0.66, 0.4, 0.15])
LENS = np.array([0.5, 0.78, 1.0, 0.97, 0.78, 0.55, 0.36, 0.19, 0.07, 0.0])
SMALL = 16
"""Below this radius, in pixels, a flower is drawn with fewer strokes."""


def spread(rng, count: int, jitter: float) -> np.ndarray:
    """`count` directions around the axis, evenly but for a jitter (in shares of the step)."""
    steps = np.arange(count) + jitter * (rng.random(count) - 0.5)
    return (steps + rng.random()) * (2 * math.pi / count)


def rays(board: Board, rng, view: View, azimuth, start, length, width, rise, profile, colours):
    """Paint a ring of flat petals, the farthest first.

    Parameters
    ----------
    start, length, width
        In radii; length may be an array (p,).
    rise
        Angle above the flower's face, (p,) or a number; petals droop a little to the tip.
    colours
        Of the edge, of the middle, of the base.
    """
    count = len(azimuth)
    length = (length * np.ones(count))[:, None]
    rise = (rise + 0.12 * (rng.random(count) - 0.5))[:, None]
    droop = (0.25 * rng.random(count))[:, None]
    along = start + length * T * np.cos(rise)
    height = length * (T * np.sin(rise) - droop * T * T)
    half = width * profile * (0.8 + 0.4 * rng.random(count))[:, None]
    whole, near = outlines(view, azimuth, along, height, half)
    light = 0.88 + 0.16 * rng.random(count) + 0.05 * np.cos(azimuth - view.lean)
    order = np.argsort(near)
    if view.radius < SMALL:
        for i in order:
            board.polygon(whole[i], shade(colours[1], light[i]))
        return
    inner, _ = outlines(view, azimuth, along, height, half * 0.62)
    base, _ = outlines(view, azimuth, along[:, :4], height[:, :4], half[:, :4] * 0.5)
    for i in order:
        board.polygon(whole[i], shade(colours[0], light[i]))
        board.polygon(inner[i], shade(colours[1], light[i]))
        board.polygon(base[i], shade(colours[2], light[i]), 0.6)
        board.line((inner[i][:8] + inner[i][:11:-1]) / 2, shade(colours[0], light[i] * 0.93), 0.6)


def disc(board: Board, rng, view: View, radius: float, dome: float, rim, middle, seeds: int):
    """The florets in the middle: a dome with seeds in the spirals of the golden angle."""
    ring = np.linspace(0, 2 * math.pi, 25)[:-1]
    for step in range(5):
        r = radius * (1 - 0.19 * step)
        points, _ = view.project(r * np.cos(ring), r * np.sin(ring), dome * (1 - (r / radius) ** 2))
        board.polygon(points, blend(rim, middle, step / 4))
    if view.radius < SMALL:
        return
    k = np.arange(seeds)
    r, angle = radius * np.sqrt((k + 0.5) / seeds), k * math.pi * (3 - math.sqrt(5))
    points, _ = view.project(
        r * np.cos(angle), r * np.sin(angle), dome * (1 - (r / radius) ** 2) + 0.02
    )
    size = 0.55 * view.radius * radius / math.sqrt(seeds)
    tones = 0.7 + 0.6 * rng.random(seeds)
    for (x, y), share, tone in zip(points, r / radius, tones, strict=True):
        board.dot(x, y, size, shade(blend(middle, rim, share), tone), 0.8)


def calyx(board: Board, view: View, width: float, depth: float, colour=GREEN) -> None:
    """The green cup below a flower, seen from the side or from behind."""
    ring = np.linspace(0, math.pi * 2, 17)[:-1]
    steps = 4 if view.radius < SMALL else 12
    for step in range(steps):
        share = 1 - step / (steps - 1)
        r = width * (1 - 0.55 * share * share)
        points, _ = view.project(r * np.cos(ring), r * np.sin(ring), 0 * ring - depth * share)
        board.polygon(points, shade(colour, 0.95 - 0.25 * share))
        board.line(points[[0, 8]], shade(colour, 0.95 - 0.25 * share), depth * view.radius / steps)


def daisy(rng) -> tuple:
    """A kind of daisy: returns ``paint(board, rng, view)``."""
    colour = one_of(rng, WHITES) if chance(rng, 0.72) else one_of(rng, (*YELLOWS, (238, 196, 216)))
    count, width = int(rng.integers(13, 30)), between(rng, 0.75, 1.15)
    heart = between(rng, 0.2, 0.32)
    eye = one_of(rng, ((238, 190, 30), (226, 168, 20), (244, 206, 60), (214, 176, 40)))
    rise = between(rng, -0.25, 0.45)

    def paint(board: Board, rng, view: View) -> None:
        n = count if view.radius >= SMALL else min(count, 15)
        calyx(board, view, heart * 0.9, 0.22)
        edge = blend(shade(colour, 0.84), (150, 160, 190), 0.15)
        for layer in range(2 if n > 16 else 1):
            length = (1 - 0.85 * heart) * (0.88 + 0.15 * rng.random(n // (layer + 1)))
            rays(
                board,
                rng,
                view,
                spread(rng, n // (layer + 1), 0.7),
                0.8 * heart,
                length,
                width * 2.1 / n,
                rise + 0.1 * layer,
                STRAP,
                (edge, colour, shade(colour, 0.9)),
            )
        disc(board, rng, view, heart, 0.14, shade(eye, 0.78), eye, 60)

    return paint


def sunflower(rng):
    """A kind of sunflower: returns ``paint(board, rng, view)``."""
    if chance(rng, 0.86):
        colour = one_of(rng, YELLOWS)
    else:
        colour = one_of(rng, ((198, 92, 30), (226, 136, 26)))
    count, heart = int(rng.integers(18, 34)), between(rng, 0.34, 0.52)
    rim = one_of(rng, ((74, 44, 20), (96, 60, 24), (52, 32, 18), (120, 84, 30)))
    middle = one_of(rng, ((60, 40, 20), (122, 120, 50), (92, 66, 30), (38, 24, 14)))
    rise = between(rng, -0.1, 0.35)

    def paint(board: Board, rng, view: View) -> None:
        n = count if view.radius >= SMALL else 16
        calyx(board, view, heart * 1.2, 0.3)
        deep = blend(shade(colour, 0.8), (214, 120, 10), 0.4)
        for layer in range(2):
            length = (1.02 - 0.9 * heart) * (0.82 + 0.26 * rng.random(n))
            rays(
                board,
                rng,
                view,
                spread(rng, n, 0.8),
                0.88 * heart,
                length,
                2.4 / n,
                rise + 0.22 * layer,
                LENS,
                (deep, shade(colour, 0.96), deep),
            )
        disc(board, rng, view, heart, 0.12, rim, middle, 170)

    return paint


def dandelion(rng):
    """A dandelion in flower or its clock: returns ``paint(board, rng, view)``."""
    if chance(rng, 0.42):
        return _clock(rng)
    colour = one_of(rng, YELLOWS[:3])
    fullness = between(rng, 0.85, 1.15)

    def paint(board: Board, rng, view: View) -> None:
        large = view.radius >= SMALL
        calyx(board, view, 0.3, 0.34)
        deep = blend(shade(colour, 0.82), (226, 140, 0), 0.35)
        rings = (
            (1.0, 0.1, 36),
            (0.95, 0.38, 34),
            (0.85, 0.7, 28),
            (0.72, 1.0, 20),
            (0.58, 1.35, 13),
        )
        # From the side the rays in front hide the middle: a half ball instead of a bowl.
        for step, (length, rise, count) in enumerate(rings):
            n = int(count * fullness) if large else count // 2
            middle = blend(colour, deep, step / 7)
            rays(board, rng, view, spread(rng, n, 1.2), 0.03, length * (0.86 + 0.2 * rng.random(n)),
                 0.062 if large else 0.1, rise, STRAP,
                 (shade(deep, 0.86), middle, deep))  # fmt: skip

    return paint


def _clock(rng):
    count = int(rng.integers(90, 170))
    left = 1.0 if chance(rng, 0.65) else between(rng, 0.35, 0.8)
    grey = one_of(rng, ((236, 238, 236), (214, 216, 214), (228, 222, 208)))
    blown = between(rng, 0, 2 * math.pi)

    def paint(board: Board, rng, view: View) -> None:
        n = count if view.radius >= SMALL else 40
        k = np.arange(n)
        h = 1 - 2 * (k + 0.5) / n
        r, angle = np.sqrt(1 - h * h), k * math.pi * (3 - math.sqrt(5))
        u, v = r * np.cos(angle), r * np.sin(angle)
        stays = (np.cos(angle - blown) * r + 1) / 2 < left
        reach = 0.8 + 0.08 * rng.random(n)
        tips, near = view.project(u * reach, v * reach, h * reach)
        foot, _ = view.project(u * 0.13, v * 0.13, h * 0.13)
        board.dot(view.x, view.y, view.radius * 0.9, grey, 0.2 if left == 1 else 0.06)
        turns = rng.random((n, 1)) * 2 * math.pi + np.arange(7) * (2 * math.pi / 7)
        out = (tips - (view.x, view.y)) / view.radius
        # Parachutes near the rim are seen from the side: their hairs are short and point outwards.
        squash = (1 - 0.6 * np.hypot(*out.T))[:, None, None]
        hairs = np.stack([np.cos(turns), np.sin(turns)], -1) * (0.5 + 0.5 * squash)
        ends = tips[:, None] + 0.22 * view.radius * (hairs + 0.5 * out[:, None])
        stars = np.stack([np.broadcast_to(tips[:, None], ends.shape), ends], 2).reshape(n, -1, 2)
        for i in np.argsort(near):
            if not stays[i]:
                continue
            bright = 0.72 + 0.14 * (near[i] + 1)
            board.line([foot[i], tips[i]], shade(grey, 0.8 * bright), 0.5, 0.6)
            if view.radius > 1.5 * SMALL:
                board.line(stars[i], shade(grey, bright), 0.6, 0.85)
            else:
                board.dot(*tips[i], 0.13 * view.radius, shade(grey, bright), 0.35)
        board.dot(view.x, view.y, view.radius * 0.15, (126, 112, 76))
        board.dot(view.x, view.y, view.radius * 0.1, (160, 150, 112))

    return paint
