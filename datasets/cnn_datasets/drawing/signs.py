"""Pictures of the SIGNS stand-in: a hand that shows a number from 0 to 5, in front of a pale wall.

Lengths of the hand are in units of the palm's height; x to the little finger's side, y towards the
fingertips, z out of the palm. Proportions follow the usual drawing canon: the middle finger is
about as long as the palm is wide, joints at 0.45 and 0.75 of a finger.
"""

from __future__ import annotations

import math

import numpy as np

from cnn_datasets.drawing.camera import SIZE, between, blur, chance, downsample, expose, mix, one_of
from cnn_datasets.drawing.solids import FAR, DepthBuffer, Limb

__all__ = ["draw_sign"]

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


def hand_limbs(rng: np.random.Generator, number: int):
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


FACTOR = 2
SKINS = ((0.87, 0.65, 0.55), (0.80, 0.57, 0.46), (0.74, 0.50, 0.38), (0.66, 0.43, 0.31),
         (0.55, 0.36, 0.26), (0.42, 0.27, 0.20), (0.90, 0.72, 0.62))  # fmt: skip


def _view(rng: np.random.Generator, number: int):
    """A function from the hand's units to pixels, and its scale in pixels a unit."""
    # The ring of a zero is seen from the side, the other signs from the palm.
    turn = between(rng, 0.75, 1.35) if number == 0 else between(rng, -0.45, 0.45)
    nod = between(rng, -0.3, 0.3)
    roll = between(rng, -0.45, 0.45)
    mirrored = -1 if chance(rng, 0.15) else 1
    scale = between(rng, 18, 25) * FACTOR
    middle_x = (SIZE / 2 + between(rng, -6, 6)) * FACTOR
    middle_y = (SIZE / 2 + between(rng, -4, 6)) * FACTOR

    def project(point):
        x, y, z = point[0], point[1] - 0.8, point[2]
        x, z = x * math.cos(turn) + z * math.sin(turn), z * math.cos(turn) - x * math.sin(turn)
        y, z = y * math.cos(nod) - z * math.sin(nod), z * math.cos(nod) + y * math.sin(nod)
        x, y = x * math.cos(roll) + y * math.sin(roll), y * math.cos(roll) - x * math.sin(roll)
        return (middle_x + mirrored * x * scale, middle_y - y * scale, z * scale)

    return project, scale


def draw_sign(rng: np.random.Generator, number: int) -> np.ndarray:
    """Draw a hand showing a number from 0 to 5: uint8, (64, 64, 3)."""
    project, scale = _view(rng, number)
    hand = DepthBuffer(SIZE * FACTOR, SIZE * FACTOR, sharp=True)
    wrist = project((0, 0.1, 0))
    lean = between(rng, -0.5, 0.5)
    elbow = (wrist[0] + lean * 3 * scale, wrist[1] + 3 * scale, wrist[2] - 0.2 * scale)
    hand.add(Limb(np.array(wrist), np.array(elbow), 0.26 * scale, 0.36 * scale))
    for a, b, radius_a, radius_b in hand_limbs(rng, number):
        ends = np.array(project(a)), np.array(project(b))
        hand.add(Limb(*ends, radius_a * scale, radius_b * scale))
    side = between(rng, -0.6, 0.6)
    up = between(rng, 0.1, 0.6)
    norm = math.sqrt(side * side + up * up + 0.7)
    lamp = side / norm, -up / norm, math.sqrt(0.7) / norm
    light = _light(hand, lamp, between(rng, 0.3, 0.5))
    return _photograph(rng, light, hand.cover, side, up)


def _light(buffer: DepthBuffer, lamp: tuple[float, float, float], ambient: float) -> np.ndarray:
    """Brightness of the surface, (n, n) float32, about 0.2 ... 1.2.

    Parameters
    ----------
    lamp
        Direction to the light, a unit vector (x, y, z).
    ambient
        Share of the light that comes from everywhere.
    """
    lowest = np.where(buffer.depth > FAR / 2, buffer.depth, np.float32(np.inf)).min()
    height = np.maximum(buffer.depth, lowest - 2) if np.isfinite(lowest) else buffer.depth * 0
    # Steps between one finger and the next would have an endless slope.
    slope_y, slope_x = (np.clip(s, -2.5, 2.5) for s in np.gradient(height))
    norm = np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    lit = (lamp[2] - lamp[0] * slope_x - lamp[1] * slope_y) / norm
    buried = np.clip((blur(height, len(height) // 42) - height) * (14 / len(height)), 0, 0.55)
    return (ambient + (1 - ambient) * np.maximum(lit, 0)) * (1 - buried)


def _photograph(rng, lit: np.ndarray, outline: np.ndarray, side: float, up: float) -> np.ndarray:
    skin = np.array(one_of(rng, SKINS), np.float32) * between(rng, 0.92, 1.08)
    # Light that passed through skin is red: shadows lose blue and green first.
    tint = np.stack([lit * (fade + (1 - fade) * lit) for fade in (1.0, 0.92, 0.88)], -1)
    hand = downsample(np.concatenate([tint, outline[..., None]], -1), FACTOR)
    cover = hand[..., 3:]
    wall = _wall(rng)
    away = between(rng, 2, 7)
    shadow = _moved(cover, round(-side * away), round(up * away))
    wall = wall * (1 - between(rng, 0.1, 0.4) * blur(shadow, int(rng.integers(1, 4))))
    light = between(rng, 0.85, 1.2)
    image = mix(wall, hand[..., :3] * skin * light * 1.15, cover)
    return expose(rng, image, between(rng, 1, 4))


def _moved(cover: np.ndarray, right: int, down: int) -> np.ndarray:
    """The outline moved by whole pixels; what leaves the picture does not come back."""
    pad = 8
    wide = np.pad(cover, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    return wide[pad - down : pad - down + SIZE, pad - right : pad - right + SIZE]


def _wall(rng) -> np.ndarray:
    colour = np.array([0.82, 0.79, 0.76], np.float32) + between(rng, -0.08, 0.06)
    colour[2] += between(rng, -0.05, 0.03)
    axis = np.linspace(-0.5, 0.5, SIZE, dtype=np.float32)
    slope = between(rng, -0.14, 0.14) * axis[None, :] - between(rng, -0.02, 0.16) * axis[:, None]
    return colour * (1 + slope[..., None])
