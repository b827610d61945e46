"""Roses and tulips: broad petals that wrap around the flower's axis and form a cup."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.camera import between, chance, one_of
from cnn_datasets.drawing.flowers_canvas import Board, blend, shade
from cnn_datasets.drawing.flowers_rays import GREEN, SMALL, T, View, calyx, outlines

__all__ = ["rose", "tulip"]

COLOURS = (
    (196, 24, 40), (214, 44, 36), (160, 16, 44),  # red
    (236, 130, 168), (226, 92, 140), (244, 184, 200),  # pink
    (248, 212, 60), (250, 230, 130), (244, 190, 40),  # yellow
    (248, 244, 236), (246, 238, 220),  # white
    (240, 140, 70), (246, 170, 120),  # orange, apricot
)  # fmt: skip
"""Roses and tulips come in the same colours."""
VIOLET = (124, 46, 120)
FACE_ON = 0.7
"""Below this tilt one looks into a cup, above it at its side."""
FAN = np.array([0.5, 0.72, 0.92, 1.0, 1.0, 0.95, 0.86, 0.7, 0.46, 0.1])
EGG = np.array([0.6, 0.82, 1.0, 1.0, 0.86, 0.66, 0.5, 0.32, 0.16, 0.0])


def _wrapped(board: Board, rng, view: View, azimuth, along, height, half, colours, rim: float):
    """Paint petals that wrap around the axis, the farthest first; `rim` brightens their edge."""
    whole, near = outlines(view, azimuth, along, height, half, wrap=True)
    inner, _ = outlines(view, azimuth, along * 0.985, height * 0.97, half * 0.78, wrap=True)
    base, _ = outlines(view, azimuth, along[:, :5], height[:, :5], half[:, :5] * 0.6, wrap=True)
    edge, middle, deep = colours
    side = np.cos(azimuth + view.lean - 0.8)
    for i in np.argsort(near):
        light = 0.9 + 0.12 * side[i] + 0.1 * (rng.random() - 0.5)
        board.polygon(whole[i], shade(edge, light))
        board.polygon(inner[i], shade(middle, light))
        if view.radius < SMALL:
            continue
        board.polygon(base[i], shade(deep, light), 0.5 if view.tilt < FACE_ON else 0.22)
        board.line(whole[i][4:-4], shade(blend(edge, (255, 255, 255), rim), light), 0.9, 0.8)
        board.line(whole[i][:10], shade(deep, 0.75 * light), 0.6, 0.7)


def rose(rng):
    """A kind of rose: returns ``paint(board, rng, view)``."""
    colour = one_of(rng, COLOURS)
    open_ = between(rng, 0.35, 1.0)
    rim = between(rng, 0.1, 0.4)
    layers = int(rng.integers(5, 8))

    def paint(board: Board, rng, view: View) -> None:
        deep = blend(shade(colour, 0.52), (120, 10, 30), 0.15)
        calyx(board, view, 0.3, 0.3)
        _sepals(board, rng, view)
        few = view.radius < SMALL
        whorls = [_whorl(rng, view, layer, layers, open_, few) for layer in range(layers)]

        def show(petals, pick, inside: float) -> None:
            tint = 1 - 0.28 * inside  # less light gets in between the inner petals
            colours = shade(colour, 1.02 * tint), shade(colour, 0.92 * tint), deep
            if pick.any():
                _wrapped(board, rng, view, *(part[pick] for part in petals), colours, rim)

        if view.tilt < FACE_ON:
            for petals, inside in whorls:
                show(petals, np.ones(len(petals[0]), bool), inside)
        else:
            # What is behind the axis comes first; in front of it the outer petals come last.
            for petals, inside in whorls:
                show(petals, np.sin(petals[0]) > -0.1, inside)
            for petals, _ in whorls[::-1]:
                show(petals, np.sin(petals[0]) <= -0.1, 0.0)
        if view.tilt < 1.1 and not few:
            _swirl(board, view, shade(deep, 0.8))

    return paint


def _whorl(rng, view: View, layer: int, layers: int, open_: float, few: bool):
    """Azimuth, distance, height and half width of a layer's petals; how far inside it lies."""
    inside = layer / (layers - 1)
    count = (5, 5, 5, 4, 4, 3, 3)[layer] - few
    steps = np.arange(count) + 0.45 * layer + 0.3 * rng.random(count)
    azimuth = steps * (2 * math.pi / count)
    radius = (1 - 0.84 * inside**0.85) * (0.9 + 0.14 * rng.random((count, 1)))
    # A rose wide open, seen from the side, would be a plate: photographs show cups.
    sideways = min(1.0, max(0.0, view.tilt - 0.4))
    tall = 0.75 + 0.2 * inside + 0.2 * (1 - open_) + 0.25 * sideways
    # Outer petals lean out and roll over, inner ones stand upright.
    flare = open_ * (1 - inside) ** 1.2 * (1 - 0.7 * sideways)
    reach = 0.25 + (0.55 + 0.2 * flare) * np.sin(T * math.pi / 2) + 0.2 * flare * T**3
    height = tall * (T - 0.55 * flare * T**3) * np.ones((count, 1))
    half = FAN * (0.72 + 0.25 * rng.random((count, 1))) * (5 / count)
    return (azimuth, radius * reach, height, half), inside


def _swirl(board: Board, view: View, colour) -> None:
    turn = np.linspace(0, 3.4 * math.pi, 40)
    r = 0.02 + 0.15 * turn / turn[-1]
    points, _ = view.project(r * np.cos(turn), r * np.sin(turn), 0.86 + 0 * r)
    board.line(points, colour, max(0.6, 0.018 * view.radius), 0.8)


def _sepals(board: Board, rng, view: View) -> None:
    azimuth = np.arange(5) * (2 * math.pi / 5) + rng.random()
    along = 0.1 + 0.62 * T * np.ones((5, 1))
    height = -0.12 - 0.3 * T * T * np.ones((5, 1))
    half = 0.13 * (1 - T) ** 0.7 * np.ones((5, 1))
    points, near = outlines(view, azimuth, along, height, half)
    for i in np.argsort(near):
        board.polygon(points[i], shade(GREEN, 0.7 + 0.2 * rng.random()))


def tulip(rng):
    """A kind of tulip: returns ``paint(board, rng, view)``."""
    colour = one_of(rng, (*COLOURS, VIOLET))
    flame = one_of(rng, COLOURS) if chance(rng, 0.3) else blend(colour, (255, 255, 255), 0.25)
    tall, open_ = between(rng, 1.25, 1.75), between(rng, 0.0, 1.0) ** 2
    slim = between(rng, 0.8, 1.0)

    def paint(board: Board, rng, view: View) -> None:
        deep = shade(colour, 0.68)
        opening = min(1.0, open_ + (0.45 if view.tilt < 0.8 else 0.0))
        belly = np.sin(np.minimum(T * 1.5, 1.0) * math.pi / 2)
        along = slim * (
            0.1 + 0.72 * belly - (0.42 - 0.9 * opening) * np.maximum(T - 0.5, 0) ** 1.3 * 2
        )
        height = tall * T * (1 - 0.35 * opening * T)
        for inside in (True, False):
            azimuth = np.array([0.5, 2.6, 4.7]) + (math.pi / 3 if inside else 0.0)
            azimuth = azimuth + 0.25 * (rng.random(3) - 0.5)
            factor = (0.94 if inside else 1.0) * (0.95 + 0.1 * rng.random((3, 1)))
            for behind in (True, False):
                if inside and not behind and view.tilt > 0.8:
                    pick = np.sin(azimuth) <= 0.2
                else:
                    pick = (np.sin(azimuth) > 0.2) == behind
                if pick.any():
                    shadow = 0.72 if behind and view.tilt > 0.5 else 1.0
                    colours = (shade(colour, 0.9 * shadow), shade(colour, shadow), deep)
                    n = int(pick.sum())
                    _tulip_petals(
                        board,
                        rng,
                        view,
                        azimuth[pick],
                        along * factor[pick],
                        height * factor[pick],
                        EGG * np.ones((n, 1)),
                        colours,
                        flame,
                    )
        if view.tilt < FACE_ON:
            _stamens(board, rng, view)

    return paint


def _tulip_petals(board, rng, view, azimuth, along, height, half, colours, flame) -> None:
    _wrapped(board, rng, view, azimuth, along, height, half, colours, 0.2)
    if view.radius < SMALL:
        return
    streak, _ = outlines(view, azimuth, along, height, half * 0.28, wrap=True)
    for points in streak:
        board.polygon(points, flame, 0.35)
    for share in (-0.65, -0.4, 0.0, 0.4, 0.65):
        vein, _ = outlines(view, azimuth + share, along, height, 0 * half, wrap=True)
        for points in vein:
            board.line(points[:8], shade(colours[2], 0.9), 0.6, 0.25)


def _stamens(board: Board, rng, view: View) -> None:
    dark = one_of(rng, ((40, 30, 44), (214, 180, 60)))
    ring = np.linspace(0, 2 * math.pi, 17)[:-1]
    points, _ = view.project(0.3 * np.cos(ring), 0.3 * np.sin(ring), 0.1 + 0 * ring)
    board.polygon(points, blend(dark, (214, 200, 80), 0.4), 0.8)
    for a in ring[::3]:
        ends, _ = view.project(
            np.array([0.06, 0.3]) * math.cos(a),
            np.array([0.06, 0.3]) * math.sin(a),
            np.array([0.1, 0.4]),
        )
        board.line(ends, dark, 0.04 * view.radius)
    board.dot(*view.axis(0.4), 0.1 * view.radius, (190, 200, 110))
