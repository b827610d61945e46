"""A horse's neck and head, its mane, and the halter it may wear."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, mix, one_of
from cnn_datasets.drawing.posing import Figure, at, looking, reach

__all__ = ["add_neck"]

STRANDS = 14
DARK = (22, 18, 18)
BLAZE = (234, 230, 226)
BASE = np.array([0.36, 0.8, 0.0])
"""Where the neck comes out of the chest."""


def add_neck(rng, figure: Figure, coat, build: float, rise: float, slant: float, halter) -> None:
    """Add neck, head and mane: built straight ahead, then turned to the side they look.

    Args:
        coat: has the colours `body`, `mane` and `points`.
        build: thickness of the body, about 1.
        rise, slant: degrees of the neck and of the face over the horizontal.
        halter: a colour (RGB 0-255), or None for no halter.
    """
    first = len(figure.limbs)
    along = reach((0, 0, 0), 1, rise + 90)
    crest = np.array([-along[1], along[0], 0.0])
    middle, poll = BASE + 0.3 * along + 0.035 * crest, BASE + 0.6 * along + 0.02 * crest

    def add(a, b, radius_a, radius_b, seam=0.06):
        figure.add(a, b, radius_a, radius_b, coat.body, 1.0, seam)

    add(at(BASE, -0.04, -0.06, 0), middle - 0.03 * crest, 0.17 * build, 0.125)
    add(at(BASE, -0.1, 0.08, 0), middle + 0.02 * crest, 0.12, 0.095)
    add(middle, poll, 0.115, 0.085, 0.05)
    head = _Head(figure, poll, slant)
    _skull(rng, head, coat)
    _features(rng, head, coat)
    if halter is not None:
        _halter(head, halter)
    _mane(rng, figure, head, coat, crest)
    spin, pivot = looking(between(rng, -28, 28)), np.array([0.3, 0.0, 0.0])
    figure.head = head.spot(0.15, 0, 0)
    figure.move(lambda point: spin @ (point - pivot) + pivot, range(first, len(figure.limbs)))


class _Head:
    """Coordinates of a head: down the face from the poll, out of the forehead, to the right."""

    def __init__(self, figure: Figure, poll, slant: float):
        self.figure, self.poll = figure, poll
        self.face = reach((0, 0, 0), 1, slant + 90)
        self.brow = np.array([-self.face[1], self.face[0], 0.0])

    def spot(self, down: float, out: float, right: float) -> np.ndarray:
        return self.poll + down * self.face + out * self.brow + np.array([0, 0, right])

    def add(self, a, b, radius_a, radius_b, colour, pattern=0.0, seam=0.02) -> None:
        self.figure.add(self.spot(*a), self.spot(*b), radius_a, radius_b, colour, pattern, seam)


def _skull(rng, head: _Head, coat) -> None:
    muzzle = tuple(mix(a, b, 0.6) for a, b in zip(coat.body, coat.points, strict=True))
    for z in (0.028, -0.028):
        head.add((0, 0, z), (0.13, -0.035, z), 0.066, 0.078, coat.body, 0.6, 0.03)
    head.add((0.06, 0, 0), (0.34, 0, 0), 0.082, 0.05, coat.body, 0.6, 0.04)
    head.add((0.36, 0, 0), (0.4, -0.01, 0), 0.056, 0.05, muzzle, 0, 0.03)
    head.add((0.39, -0.04, 0), (0.4, -0.04, 0), 0.036, 0.032, coat.points)
    if chance(rng, 0.45):
        head.add((0.09, 0.052, 0), (0.32, 0.025, 0), 0.034, 0.03, BLAZE, 0, 0.01)


def _features(rng, head: _Head, coat) -> None:
    """Eyes, nostrils and ears."""
    length = between(rng, 0.1, 0.14)
    for side in (1, -1):
        head.add((0.14, 0.028, 0.066 * side), (0.16, 0.024, 0.068 * side), 0.021, 0.019, DARK, 0,
                 0.003)  # fmt: skip
        head.add((0.412, 0.02, 0.032 * side), (0.4, 0, 0.036 * side), 0.014, 0.01, DARK, 0, 0.002)
        tip = (-0.55 * length, 0.02 + 0.75 * length, 0.065 * side)
        head.add((0, 0.02, 0.042 * side), tip, 0.034, 0.008, coat.body, 0.4, 0.012)


def _halter(head: _Head, colour) -> None:
    for side in (1, -1):
        cheek = (0.27, -0.03, 0.058 * side)
        head.add((-0.02, 0, 0.07 * side), cheek, 0.013, 0.013, colour, 0, 0.003)
        head.add(cheek, (0.27, 0.058, 0), 0.013, 0.013, colour, 0, 0.003)


def _mane(rng, figure: Figure, head: _Head, coat, crest) -> None:
    side = one_of(rng, (1, -1))
    withers = at(BASE, -0.08, 0.14, 0)
    for strand in range(STRANDS):
        t = strand / (STRANDS - 1)
        root = mix(head.poll, withers, t) + (0.075 + 0.02 * t) * crest
        hang = between(rng, 0.1, 0.2) * (0.6 + 0.5 * t)
        tip = at(root, -0.3 * hang, -hang, 0.6 * hang * side) - 0.03 * crest
        figure.add(root, tip, 0.034, 0.016, coat.mane, 0, 0.03)
    head.add((0, 0.05, 0), (0.12, 0.068, 0), 0.03, 0.014, coat.mane, 0, 0.012)
