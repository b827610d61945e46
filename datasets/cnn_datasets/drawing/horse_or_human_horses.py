"""Horses: a skeleton with the proportions of a riding horse, its gaits and its coats.

The height at the withers is 1. As in a riding horse, the body is about as long as it is high, the
head two fifths of that, and a little more than half of the height is leg.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.camera import between, chance, mix, one_of
from cnn_datasets.drawing.horse_or_human_figures import Figure, at, looking, reach, turned

__all__ = ["COATS", "GAITS", "horse"]

STRANDS = 14
DARK = (22, 18, 18)
BLAZE = (234, 230, 226)
BASE = np.array([0.36, 0.8, 0.0])
"""Where the neck comes out of the chest."""


def add_neck(rng, figure: Figure, coat, build: float, rise: float, slant: float, halter) -> None:
    """Add neck, head and mane: built straight ahead, then turned to the side they look.

    Parameters
    ----------
    coat
        Has the colours `body`, `mane` and `points`.
    build
        Thickness of the body, about 1.
    rise, slant
        Degrees of the neck and of the face over the horizontal.
    halter
        A colour (RGB 0-255), or None for no halter.
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


@dataclass(frozen=True)
class Coat:
    """Colours (RGB 0-255) of body, mane and tail, lower legs, and of patches."""

    body: tuple[int, int, int]
    mane: tuple[int, int, int]
    points: tuple[int, int, int]
    mark: tuple[int, int, int]


COATS = (
    Coat((142, 86, 54), (30, 22, 20), (36, 27, 24), (120, 70, 42)),  # bay
    Coat((162, 104, 68), (146, 88, 56), (152, 94, 60), (138, 84, 52)),  # chestnut
    Coat((152, 154, 160), (84, 86, 94), (78, 80, 88), (196, 198, 202)),  # grey
    Coat((52, 50, 54), (24, 22, 24), (30, 28, 30), (70, 68, 74)),  # black
    Coat((70, 58, 54), (40, 34, 34), (226, 220, 216), (232, 226, 222)),  # pinto
    Coat((156, 100, 66), (222, 210, 196), (230, 222, 214), (236, 228, 220)),  # skewbald
    Coat((208, 164, 104), (236, 224, 198), (214, 176, 122), (186, 140, 84)),  # palomino
    Coat((228, 226, 224), (206, 204, 206), (196, 192, 192), (206, 206, 212)),  # white
    Coat((190, 162, 122), (52, 42, 36), (60, 48, 40), (164, 134, 98)),  # dun
)

# Fore legs: forearm and bend of the knee; hind legs: swing and bend of the hock; degrees, near leg
# first. Then the rise of neck, the slant of the head, the lift of the tail and of the forehand.
GAITS = {
    "stand": (((2, 0), (-3, 0)), ((0, 0), (-6, 0)), 54, -52, 5, 0),
    "rest": (((0, 0), (4, 0)), ((-4, 0), (8, 22)), 40, -45, 2, 0),
    "walk": (((20, 4), (-18, 16)), ((16, 8), (-22, 4)), 46, -50, 8, 0),
    "trot": (((42, 66), (-20, 4)), ((-28, 6), (22, 34)), 56, -56, 26, 2),
    "gallop": (((62, 18), (38, 40)), ((-38, 8), (-50, 4)), 34, -34, 58, 4),
    "gather": (((24, 92), (-14, 76)), ((34, 14), (22, 22)), 40, -40, 50, -3),
    "paw": (((58, 88), (-4, 0)), ((-2, 0), (6, 0)), 60, -64, 10, 0),
    "graze": (((12, 0), (-16, 2)), ((4, 0), (-8, 0)), -44, -74, 2, 0),
    "rear": (((58, 84), (40, 96)), ((10, 14), (2, 10)), 50, -40, 20, 44),
    "buck": (((-4, 2), (-10, 4)), ((-34, 10), (-44, 16)), 8, -52, 50, -26),
}


def horse(rng: np.random.Generator, gait: str, coat: Coat, cloth, rug: bool) -> Figure:
    """A horse in a gait; `cloth` (RGB 0-255) is the colour of its rug and halter."""
    fore, hind, rise, slant, tail, lift = GAITS[gait]
    figure = Figure()
    build = between(rng, 0.92, 1.08)
    _trunk(figure, coat, build)
    if rug:
        figure.add((0.2, 0.79, 0), (-0.36, 0.8, 0), 0.228 * build, 0.232 * build, cloth, 0, 0.004)
    socks = [chance(rng, 0.3) for _ in range(4)]
    first = len(figure.limbs)
    for side, (forearm, knee), sock in zip((1, -1), fore, socks[:2], strict=True):
        _foreleg(rng, figure, coat, side, forearm, knee, sock)
    second = len(figure.limbs)
    for side, (swing, hock), sock in zip((1, -1), hind, socks[2:], strict=True):
        _hindleg(rng, figure, coat, side, swing, hock, sock)
    legs = {"fore": range(first, second), "hind": range(second, len(figure.limbs))}
    _tail(rng, figure, coat, tail)
    rise, slant = rise + between(rng, -9, 9), slant + between(rng, -10, 10)
    add_neck(rng, figure, coat, build, rise, slant, cloth if chance(rng, 0.4) else None)
    if lift:
        _lean(figure, lift + between(rng, -2, 2), legs)
    figure.stand(0.07 if gait in ("gallop", "gather") and chance(rng, 0.5) else 0.0)
    return figure


def _lean(figure: Figure, degrees: float, legs: dict[str, range]) -> None:
    """Lift the forehand; if it rears, the hind legs stay, if it bucks, the fore legs do."""
    pivot = np.array([-0.4, 0.76, 0]) if degrees > 0 else np.array([0.34, 0.68, 0])
    planted = legs["hind" if degrees > 0 else "fore"]
    lifted = [number for number in range(len(figure.limbs)) if number not in planted]
    figure.move(lambda point: turned(point, pivot, degrees), lifted)


def _trunk(figure: Figure, coat: Coat, build: float) -> None:
    def add(a, b, ra, rb):
        figure.add(a, b, ra * build, rb * build, coat.body, 1.0, 0.06)

    add((0.26, 0.76, 0), (-0.28, 0.785, 0), 0.215, 0.2)
    add((0.1, 0.73, 0), (-0.1, 0.74, 0), 0.2, 0.2)
    for side in (0.055, -0.055):
        add((-0.38, 0.8, side), (-0.46, 0.76, side), 0.185, 0.14)
        add((0.3, 0.78, side), (0.4, 0.7, side), 0.15, 0.11)
    add((0.3, 0.9, 0), (0.02, 0.89, 0), 0.09, 0.085)
    add((-0.2, 0.9, 0), (-0.44, 0.88, 0), 0.085, 0.1)


def _foreleg(rng, figure: Figure, coat: Coat, side: int, forearm: float, knee: float, sock) -> None:
    forearm, knee = forearm + between(rng, -6, 6), max(0.0, knee + between(rng, -5, 5))
    shoulder = np.array([0.34, 0.68, 0.1 * side])
    elbow = reach(shoulder, 0.1, forearm * 0.4)
    joint = reach(elbow, 0.22, forearm)
    fetlock = reach(joint, 0.2, forearm - knee)
    white = (226, 220, 214) if sock else coat.points
    figure.add(shoulder, elbow, 0.115, 0.085, coat.body, 1.0, 0.05)
    figure.add(elbow, joint, 0.082, 0.046, coat.body, 0.8, 0.03)
    figure.add(joint, fetlock, 0.046, 0.034, coat.points, 0.0, 0.03)
    _foot(figure, fetlock, forearm - knee, knee, white)


def _hindleg(rng, figure: Figure, coat: Coat, side: int, swing: float, hock: float, sock) -> None:
    swing, hock = swing + between(rng, -6, 6), max(0.0, hock + between(rng, -5, 5))
    hip = np.array([-0.4, 0.76, 0.09 * side])
    stifle = reach(hip, 0.2, 26 + 0.75 * swing + 0.5 * hock)
    joint = reach(stifle, 0.27, -36 + 0.9 * swing - 0.5 * hock)
    fetlock = reach(joint, 0.24, 1 + swing + 0.3 * hock)
    white = (226, 220, 214) if sock else coat.points
    figure.add(hip, stifle, 0.165, 0.11, coat.body, 1.0, 0.05)
    figure.add(stifle, joint, 0.1, 0.048, coat.body, 0.8, 0.04)
    figure.add(joint, fetlock, 0.048, 0.036, coat.points, 0.0, 0.03)
    _foot(figure, fetlock, 1 + swing + 0.3 * hock, hock, white)


def _foot(figure: Figure, fetlock, cannon: float, bent: float, colour) -> None:
    coronet = reach(fetlock, 0.075, cannon + 32 - 0.9 * min(bent, 70))
    toe = reach(coronet, 0.045, cannon + 22 - 0.9 * min(bent, 70))
    figure.ball(fetlock, 0.042, colour, 0.0, 0.02)
    figure.add(fetlock, coronet, 0.036, 0.036, colour, 0.0, 0.02)
    figure.add(coronet, toe, 0.04, 0.052, (62, 54, 48), 0.0, 0.006)


def _tail(rng, figure: Figure, coat: Coat, lift: float) -> None:
    point, angle = np.array([-0.57, 0.9, 0.0]), -78 - lift * 0.25
    rng.random()  # unused; it keeps the order of the random numbers, and so the pictures
    sway = between(rng, -14, 14)
    for length, ra, rb in ((0.1, 0.045, 0.06), (0.16, 0.06, 0.078), (0.2, 0.078, 0.06),
                           (0.2, 0.06, 0.015)):  # fmt: skip
        end = reach(point, length, angle, sway)
        figure.add(point, end, ra, rb, coat.mane, 0.0, 0.02)
        point = end
        angle += (70 - lift) * between(rng, 0.4, 0.6)
