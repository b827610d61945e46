"""Heads: a build gives solids in the head's own axes, the middle of the skull at the origin."""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.pet_builds import Build, Part
from cnn_datasets.drawing.solids import Figure

__all__ = ["MUZZLE_ROW", "ear_axis", "head_figure"]

MUZZLE_ROW = 0.28
"""How far a muzzle lies below the middle of the skull."""


def head_figure(build: Build) -> Figure:
    """Skull, cheeks, ears, muzzle; a dog's nose, too, which stands out from its muzzle."""
    head, row = Figure(), MUZZLE_ROW
    length, root, tip = build.muzzle
    end = build.skull[2] + length - tip
    head.ball((0, 0, 0), build.skull, Part.SKULL)
    pad = build.whisker_pads
    for side in (-1, 1):
        head.ball((0.42 * side, 0.28, 0.22), (build.cheeks, 0.46, 0.5), Part.SKULL)
        _ear(head, build, side)
        if pad:
            head.ball((0.62 * pad * side, row + 0.15, end), (pad, 0.85 * pad, pad), Part.MUZZLE)
    head.limb((0, row, 0.3), (0, row + 0.08, end), root, tip, Part.MUZZLE)
    head.limb((0, -0.1, 0.62), (0, row - 0.02, end + 0.05), 0.22, 0.13, Part.SKULL)
    chin = row + (0.52 if build.tongue else 0.3)
    head.limb((0, row + 0.25, 0.4), (0, chin, end - 0.08), 0.8 * root, 0.62 * tip, Part.MUZZLE)
    if build.tongue:
        head.ball((0, row + 0.58, end + 0.12), (0.2, 0.34, 0.12), Part.TONGUE)
    if not build.whiskers:
        radii = np.array((1, 0.75, 0.7)) * build.nose
        head.ball((0, row - 0.08, end + 0.85 * tip), radii, Part.NOSE)
    return head


def ear_axis(build: Build, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Where a pointed or folded ear begins, and the unit vector along it."""
    rx, ry, _ = build.skull
    angle = build.ear[2]
    root = np.array((0.56 * rx * side, -0.72 * ry, 0.0))
    return root, np.array((side * math.sin(angle), -math.cos(angle), 0.0))


def _ear(head: Figure, build: Build, side: int) -> None:
    length, half, angle = build.ear
    if build.ears == "hanging":
        centre = (side * (build.skull[0] + 0.02), 0.5 * length - 0.42, 0.02)
        head.ball(centre, (0.15, length / 2, half), Part.EAR, lean=-0.35 * angle * side)
        return
    root, along = ear_axis(build, side)
    if build.ears == "upright":
        head.limb(root, root + length * along, half, 0.05, Part.EAR)
        return
    top = root + 0.55 * length * along
    head.limb(root, top, half, 0.2, Part.EAR)
    fold = top + np.array((0.26 * side, 0.52 * length, 0.3))
    head.limb(top, fold, 0.2, 0.1, Part.EAR)
