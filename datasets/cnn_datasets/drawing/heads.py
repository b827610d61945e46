"""Heads of people: face, hair, caps."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.canvas import between, mix
from cnn_datasets.drawing.posing import Figure, looking, turned

__all__ = ["HAIR_STYLES", "add_head"]

HAIR_STYLES = ("short", "short", "long", "long", "bun", "afro", "bald", "cap", "tail")
WHITE, PUPIL, LIPS = (236, 232, 228), (40, 30, 28), (150, 50, 56)


def add_head(rng, figure: Figure, skin, hair, style: str, cap) -> None:
    """Add a head that looks to some side; colours are RGB 0-255, `style` is a hair style."""
    first = len(figure.limbs)

    def add(a, b, radius_a, radius_b, colour, seam=0.004):
        figure.add(a, b, radius_a, radius_b, colour, 0, seam)

    add((-0.008, 0.945, 0), (0.008, 0.935, 0), 0.06, 0.056, skin, 0.02)
    add((0.008, 0.93, 0), (0.026, 0.893, 0), 0.05, 0.03, skin, 0.02)
    _face(add, skin, hair)
    if style != "bald":
        _hair(rng, add, style, hair, cap)
    spin, nod = looking(between(rng, -40, 40)), between(rng, -14, 10)
    pivot = np.array([0.0, 0.88, 0.0])
    figure.head = np.array([0.0, 0.93, 0.0])
    figure.move(lambda p: spin @ turned(p, pivot, nod), range(first, len(figure.limbs)))


def _face(add, skin, hair) -> None:
    lips = tuple(mix(c, d, 0.5) for c, d in zip(skin, LIPS, strict=True))
    add((0.06, 0.938, 0), (0.07, 0.916, 0), 0.006, 0.011, skin, 0.008)
    add((0.053, 0.897, 0.013), (0.053, 0.897, -0.013), 0.0065, 0.0065, lips, 0.002)
    for z in (1, -1):
        add((-0.002, 0.935, 0.056 * z), (-0.004, 0.917, 0.053 * z), 0.013, 0.009, skin)
        add((0.049, 0.936, 0.024 * z), (0.049, 0.936, 0.021 * z), 0.0115, 0.0115, WHITE, 0.001)
        add((0.056, 0.936, 0.023 * z), (0.057, 0.936, 0.022 * z), 0.0075, 0.0075, PUPIL, 0.001)
        add((0.053, 0.954, 0.014 * z), (0.044, 0.957, 0.034 * z), 0.0055, 0.004, hair, 0.001)


def _hair(rng, add, style: str, hair, cap) -> None:
    if style == "afro":
        add((-0.02, 0.965, 0), (-0.02, 0.955, 0), 0.088, 0.085, hair, 0.006)
        return
    top = cap if style == "cap" else hair
    add((-0.018, 0.958, 0), (0.006, 0.968, 0), 0.063, 0.052, top)
    for z in (1, -1):
        add((-0.016, 0.95, 0.022 * z), (-0.024, 0.915, 0.026 * z), 0.046, 0.034, hair)
    if style == "cap":
        add((0.045, 0.968, 0.02), (0.045, 0.968, -0.02), 0.03, 0.03, top, 0.002)
        add((0.065, 0.963, 0.016), (0.065, 0.963, -0.016), 0.024, 0.024, top, 0.002)
    elif style == "bun":
        add((-0.055, 0.995, 0), (-0.06, 1.0, 0), 0.034, 0.032, hair)
    elif style == "long":
        length = between(rng, 0.12, 0.26)
        for z in (1, -1):
            add((-0.024, 0.93, 0.034 * z), (-0.045, 0.93 - length, 0.044 * z), 0.036, 0.022, hair)
        add((-0.034, 0.93, 0), (-0.06, 0.92 - length, 0), 0.044, 0.026, hair)
    elif style == "tail":
        add((-0.062, 0.965, 0), (-0.085, 0.92, 0), 0.02, 0.03, hair)
        add((-0.085, 0.92, 0), (-0.075, between(rng, 0.78, 0.84), 0), 0.03, 0.01, hair)
