"""People from head to foot: proportions, poses, clothes and hair.

The height is 1, about seven and a half heads: hip joints at 0.52, knees at 0.28, shoulders at 0.82.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.camera import between, mix
from cnn_datasets.drawing.horse_or_human_figures import Figure, at, looking, reach, turned

__all__ = ["HAIR_STYLES", "OUTFITS", "POSES", "SLEEVES", "Clothes", "human"]

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


OUTFITS = ("trousers", "trousers", "trousers", "shorts", "skirt", "dress", "suit", "tights")
SLEEVES = ("long", "short", "short", "none")

# Arms: swing, spread, bend of the elbow, forearm turned in; legs: swing, spread, bend of the knee;
# degrees, right one first. Then how far the trunk leans forward.
POSES = {
    "stand": (((4, 8, 14, 0), (2, 8, 12, 0)), ((2, 3, 2), (-3, 3, 2)), 0),
    "relaxed": (((6, 10, 20, 8), (-6, 9, 12, 0)), ((12, 7, 16), (-4, 3, 0)), 1),
    "walk": (((28, 6, 24, 4), (-26, 6, 18, 0)), ((-20, 2, 12), (24, 2, 8)), 3),
    "run": (((48, 10, 82, 12), (-52, 12, 76, 6)), ((-26, 3, 62), (52, 3, 58)), 14),
    "hips": (((-22, 42, 66, -64), (-22, 42, 66, -64)), ((2, 9, 2), (-2, 9, 2)), -1),
    "akimbo": (((-20, 42, 64, -62), (4, 8, 12, 0)), ((8, 8, 12), (-3, 5, 0)), 0),
    "crossed": (((26, 8, 84, 62), (30, 8, 80, 66)), ((3, 5, 4), (-2, 5, 2)), 0),
    "wave": (((30, 96, 66, -30), (2, 9, 14, 0)), ((2, 5, 2), (-2, 5, 2)), 0),
    "cheer": (((150, 26, 18, 0), (156, 30, 14, 0)), ((4, 9, 4), (-4, 9, 4)), -3),
    "point": (((86, 6, 6, 0), (4, 8, 14, 0)), ((14, 4, 10), (-10, 4, 2)), 1),
    "sit": (((40, 8, 34, 10), (42, 8, 32, 10)), ((84, 8, 86), (80, 8, 84)), 4),
    "kneel": (((44, 8, 50, 8), (10, 8, 20, 0)), ((86, 6, 92), (-4, 4, 86)), 4),
    "lunge": (((70, 14, 20, 0), (-48, 20, 10, 0)), ((52, 6, 60), (-36, 6, 8)), 8),
    "star": (((12, 84, 6, 0), (12, 84, 6, 0)), ((2, 26, 2), (-2, 26, 2)), 0),
    "bend": (((70, 10, 12, 0), (66, 10, 14, 0)), ((6, 5, 8), (-2, 5, 6)), 64),
    "kick": (((40, 40, 30, 0), (-40, 40, 30, 0)), ((86, 4, 14), (-8, 4, 12)), -12),
}


@dataclass(frozen=True)
class Clothes:
    """What somebody wears, and colours (RGB 0-255) of skin, hair, top, bottom and shoes."""

    outfit: str
    sleeves: str
    style: str
    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    top: tuple[int, int, int]
    bottom: tuple[int, int, int]
    shoes: tuple[int, int, int]


def human(rng: np.random.Generator, pose: str, clothes: Clothes) -> Figure:
    """A person in a pose."""
    arms, legs, lean = POSES[pose]
    figure = Figure()
    broad = between(rng, 0.9, 1.12)
    stout = between(rng, 0.88, 1.2)
    _trunk(figure, clothes, broad, stout)
    for side, arm in zip((1, -1), arms, strict=True):
        _arm(rng, figure, clothes, side, arm, broad, stout)
    add_head(rng, figure, clothes.skin, clothes.hair, clothes.style, clothes.top)
    _bow(figure, lean + between(rng, -3, 3), between(rng, -14, 14))
    bones = [
        _leg(rng, figure, clothes, s, leg, stout) for s, leg in zip((1, -1), legs, strict=True)
    ]
    if clothes.outfit in ("skirt", "dress"):
        _skirt(figure, clothes, bones, stout)
    figure.stand()
    return figure


def _bow(figure: Figure, lean: float, twist: float) -> None:
    """Lean forward at the hips and twist the trunk about its own axis."""
    pivot, spin = np.array([0.0, 0.54, 0.0]), looking(twist)

    def bow(point):
        share = np.clip((point[1] - 0.54) / 0.2, 0, 1)
        return turned(mix(point, spin @ point, share), pivot, -lean)

    figure.move(bow, range(len(figure.limbs)))


def _trunk(figure: Figure, clothes: Clothes, broad: float, stout: float) -> None:
    one_piece = clothes.outfit in ("dress", "suit")
    hips = clothes.top if one_piece else clothes.bottom
    bare = clothes.sleeves == "none"
    for side in (1, -1):
        chest = np.array([0.0, 0.735, 0.062 * broad * side])
        waist = np.array([0.004, 0.625, 0.04 * stout * side])
        hip = np.array([-0.004, 0.545, 0.046 * side])
        figure.add(chest, waist, 0.068, 0.058 * stout, clothes.top, 1, 0.03)
        figure.add(waist, hip, 0.058 * stout, 0.066 * stout, clothes.top, 1, 0.03)
        figure.add(
            at(hip, 0, -0.015, 0), at(hip, -0.012, -0.05, 0), 0.07 * stout, 0.066, hips, 0, 0.004
        )
        shoulder = np.array([0.0, 0.81, 0.105 * broad * side])
        figure.add((0, 0.822, 0.03 * side), shoulder, 0.036, 0.034, clothes.top, 1, 0.05)
        figure.add(at(shoulder, 0, -0.01, 0), chest, 0.036, 0.062, clothes.top, 1, 0.05)
    figure.add((0, 0.745, 0), (0.004, 0.6, 0), 0.074, 0.06 * stout, clothes.top, 1, 0.05)
    if clothes.outfit in ("trousers", "suit", "shorts"):
        belt = tuple(0.4 * c for c in clothes.shoes)
        for z in (0.046, -0.046):
            figure.add((-0.002, 0.562, z), (-0.002, 0.552, z), 0.066 * stout, 0.067 * stout, belt,
                       0, 0.002)  # fmt: skip
    figure.add((-0.004, 0.81, 0), (0.006, 0.88, 0), 0.036, 0.032, clothes.skin, 0, 0.008)
    if bare:
        figure.add((0.03, 0.815, 0), (0.045, 0.785, 0), 0.036, 0.028, clothes.skin, 0, 0.004)


def _arm(rng, figure: Figure, clothes: Clothes, side: int, arm, broad, stout) -> None:
    swing, spread, bend, inward = (angle + between(rng, -7, 7) for angle in arm)
    shoulder = np.array([0.0, 0.812, 0.118 * broad * side])
    elbow = reach(shoulder, 0.165, swing, spread * side)
    wrist = reach(elbow, 0.145, swing + max(bend, 0), (spread - inward) * side)
    if abs(spread) > 60:  # a raised arm folds towards the head, not forward
        wrist = reach(elbow, 0.145, swing, (spread + bend) * side)
    sleeve = clothes.skin if clothes.sleeves == "none" else clothes.top
    lower = clothes.top if clothes.sleeves == "long" else clothes.skin
    pattern = float(clothes.sleeves != "none")
    thick = 0.5 + 0.5 * stout
    figure.add(shoulder, elbow, 0.037 * thick, 0.029 * thick, sleeve, pattern, 0.012)
    figure.add(elbow, wrist, 0.029 * thick, 0.02, lower, float(lower == clothes.top), 0.006)
    along = (wrist - elbow) / 0.145
    palm = wrist + 0.035 * along
    figure.add(wrist, palm, 0.019, 0.022, clothes.skin, 0, 0.004)
    for finger in (-0.5, 0.5):
        spread_out = np.array([0.0, 0.0, 0.014 * finger])
        figure.add(palm + spread_out, palm + 0.036 * along + 2 * spread_out, 0.012, 0.008,
                   clothes.skin, 0, 0.004)  # fmt: skip
    figure.add(palm, at(palm + 0.018 * along, 0.024, 0, 0), 0.011, 0.008, clothes.skin, 0, 0.004)


def _leg(rng, figure: Figure, clothes: Clothes, side: int, leg, stout):
    swing, spread, bend = leg
    swing, spread = swing + between(rng, -5, 5), spread + between(rng, -2, 5)
    bend = max(0.0, bend + between(rng, -4, 6))
    hip = np.array([-0.006, 0.52, 0.052 * side])
    knee = reach(hip, 0.24, swing, spread * side)
    ankle = reach(knee, 0.235, swing - bend, spread * side * 0.7)
    upper = clothes.skin if clothes.outfit in ("skirt", "dress") else clothes.bottom
    lower = clothes.skin if clothes.outfit in ("skirt", "dress", "shorts") else clothes.bottom
    if clothes.outfit == "suit":
        upper = lower = clothes.top
    if clothes.outfit == "tights":
        upper, lower = clothes.bottom, clothes.bottom
    loose = 1.0 if lower == clothes.skin or clothes.outfit == "tights" else 1.25
    figure.add(hip, knee, 0.07 * stout, 0.046, upper, 0, 0.006)
    figure.add(knee, mix(knee, ankle, 0.35), 0.043, 0.042, lower, 0, 0.004)
    figure.add(mix(knee, ankle, 0.3), ankle, 0.043, 0.026 * loose, lower, 0, 0.012)
    toe_angle = swing - bend + 84
    toe = reach(at(ankle, 0, -0.012, 0), 0.085, toe_angle, 6 * side)
    heel = reach(ankle, 0.03, swing - bend - 40)
    figure.add(heel, toe, 0.026, 0.02, clothes.shoes, 0, 0.003)
    figure.add(ankle, heel, 0.028, 0.026, clothes.shoes, 0, 0.003)
    return hip, knee


def _skirt(figure: Figure, clothes: Clothes, bones, stout: float) -> None:
    colour = clothes.top if clothes.outfit == "dress" else clothes.bottom
    (hip_r, knee_r), (hip_l, knee_l) = bones
    for share in (0.0, 0.33, 0.67, 1.0):
        hip, knee = mix(hip_r, hip_l, share), mix(knee_r, knee_l, share)
        figure.add(at(hip, 0, 0.03, 0), mix(hip, knee, 0.8), 0.075 * stout, 0.072, colour,
                   float(clothes.outfit == "dress"), 0.02)  # fmt: skip
