"""Dandelions: nothing but rays, or a clock of seeds with their parachutes."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.blossoms import SMALL, STRAP, YELLOWS, calyx, rays, spread
from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.petals import Board, View, blend, shade

__all__ = ["dandelion"]


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
