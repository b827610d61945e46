"""A hand: palm, articulated fingers, thumb and forearm, posed as a number from 0 to 5.

Lengths are in units of the palm's height; x to the little finger's side, y towards the fingertips,
z out of the palm. Proportions follow the usual drawing canon: the middle finger is about as long
as the palm is wide, joints at 0.45 and 0.75 of a finger.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.canvas import between, chance

__all__ = ["limbs", "raised_fingers"]

# Knuckle (x, y), length, radius of the finger at the knuckle; index finger first.
FINGERS = (
    ((-0.31, 0.97), 0.80, 0.115),
    ((-0.10, 1.03), 0.90, 0.118),
    ((0.11, 0.98), 0.83, 0.112),
    ((0.30, 0.87), 0.66, 0.098),
)
SEGMENTS = (0.45, 0.30, 0.25)
INDEX, MIDDLE, RING, LITTLE, THUMB = range(5)


def raised_fingers(rng: np.random.Generator, number: int) -> set[int]:
    """Which fingers show the number; people do not agree on it."""
    if number == 3:
        return {THUMB, INDEX, MIDDLE} if chance(rng, 0.85) else {INDEX, MIDDLE, RING}
    if number == 2 and chance(rng, 0.05):
        return {THUMB, INDEX}
    return {
        0: set(),
        1: {INDEX},
        2: {INDEX, MIDDLE},
        4: {INDEX, MIDDLE, RING, LITTLE},
        5: {INDEX, MIDDLE, RING, LITTLE, THUMB},
    }[number]


def _finger(finger: int, splay: float, bends: tuple[float, float, float]):
    """Joints of a finger as (x, y, z) and the radii there; bends are in degrees from the palm."""
    (x, y), length, radius = FINGERS[finger]
    points, radii = [(x, y, 0.0)], [radius]
    for share, bend, taper in zip(SEGMENTS, bends, (0.95, 0.86, 0.74), strict=True):
        step, angle = length * share, math.radians(bend)
        x0, y0, z0 = points[-1]
        flat = step * math.cos(angle)
        points.append(
            (x0 + flat * math.sin(splay), y0 + flat * math.cos(splay), z0 + step * math.sin(angle))
        )
        radii.append(radius * taper)
    return points, radii


def _finger_poses(rng: np.random.Generator, number: int, raised: set[int]):
    spread = between(rng, 0.02, 0.2)
    lazy = between(rng, 0, 14)
    for finger in (INDEX, MIDDLE, RING, LITTLE):
        splay = spread * (finger - 1.3) + between(rng, -0.06, 0.06)
        if number == 0:
            first = between(rng, 18, 34) + 5 * finger
            bends = (first, first + between(rng, 52, 66), first + between(rng, 100, 122))
            splay *= 0.3
        elif finger in raised:
            first = lazy + between(rng, -6, 12)
            second = first + between(rng, 2, 22)
            bends = (first, second, second + between(rng, 0, 16))
        else:
            first = between(rng, 68, 88)
            bends = (first, first + between(rng, 80, 98), first + between(rng, 120, 160))
            splay *= 0.4
        yield _finger(finger, splay, bends)


def _thumb(rng: np.random.Generator, number: int, raised: bool):
    """Joints and radii of the thumb: out, across the folded fingers, or closing the ring of 0."""
    base = (-0.24, 0.22, 0.05)
    if number == 0:
        joints = [(-0.40, 0.46, 0.32), (-0.38, 0.76, 0.52), (-0.30, 1.02, 0.56)]
    elif raised:
        out = between(rng, 0.35, 1.0)
        joints = [
            (-0.36 - 0.16 * out, 0.54, 0.12),
            (-0.44 - 0.32 * out, 0.82, 0.14),
            (-0.46 - 0.45 * out, 1.08 - 0.08 * out, 0.14),
        ]
    else:
        # Four fingers up leave the palm free for the thumb; a fist does not.
        over = 0.16 if number == 4 else 0.48
        y = between(rng, 0.56, 0.72)
        joints = [(-0.42, 0.46, 0.22), (-0.24, y, 0.14 + over), (0.02, y + 0.04, 0.10 + over)]
    wobble = [tuple(c + between(rng, -0.03, 0.03) for c in joint) for joint in joints]
    return [base, *wobble], [0.19, 0.135, 0.115, 0.085]


def limbs(rng: np.random.Generator, number: int):
    """The capsules of a hand: list of (point a, point b, radius a, radius b)."""
    parts = []
    palm_root = [(-0.17, 0.12, 0), (-0.06, 0.1, 0), (0.06, 0.1, 0), (0.17, 0.14, 0)]
    for (knuckle, _, _), root in zip(FINGERS, palm_root, strict=True):
        parts.append((root, (knuckle[0] * 0.95, knuckle[1] - 0.06, 0), 0.17, 0.135))
    parts.append(((-0.2, 0.2, 0.06), (-0.3, 0.5, 0.06), 0.2, 0.13))  # ball of the thumb
    parts.append(((0.2, 0.25, 0.05), (0.25, 0.6, 0.03), 0.17, 0.13))  # ball of the little finger
    raised = raised_fingers(rng, number)
    chains = [*_finger_poses(rng, number, raised), _thumb(rng, number, THUMB in raised)]
    for points, radii in chains:
        parts += zip(points, points[1:], radii, radii[1:], strict=False)
    return parts
