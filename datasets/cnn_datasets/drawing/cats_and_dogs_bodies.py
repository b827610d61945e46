"""Bodies of cats and dogs: a build and a pose give solids, placed as the camera sees them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.cats_and_dogs_breeds import Build, Part
from cnn_datasets.drawing.solids import Ellipsoid, Limb

__all__ = ["MUZZLE_ROW", "Pose", "body_figure", "ear_axis", "head_figure"]


def rotation(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """Matrix (3, 3) from an animal's axes (side, down, forward) to the camera's; angles in radians.

    With no yaw the animal faces the viewer; a positive yaw turns it to the viewer's right, a
    positive pitch lets it look down, a positive roll turns it clockwise.
    """
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    lean = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return lean @ nod @ turn


class PetFigure:
    """Solids of an animal in its own axes; points are (side, down, forward)."""

    def __init__(self):
        self.solids: list[Ellipsoid | Limb] = []

    def ball(self, centre, radii, part: int, lean: float = 0.0) -> None:
        """An ellipsoid with three radii, turned clockwise by `lean` radians."""
        axes = rotation(0, 0, lean) @ np.diag(radii)
        self.solids.append(Ellipsoid(np.array(centre, float), axes, part))

    def limb(self, a, b, radius_a: float, radius_b: float, part: int) -> None:
        self.solids.append(Limb(np.array(a, float), np.array(b, float), radius_a, radius_b, part))

    def placed(self, matrix: np.ndarray, offset: np.ndarray) -> list[Ellipsoid | Limb]:
        """The solids as the camera sees them."""
        return [_moved(solid, matrix, offset) for solid in self.solids]


def _moved(solid: Ellipsoid | Limb, matrix: np.ndarray, offset: np.ndarray) -> Ellipsoid | Limb:
    if isinstance(solid, Ellipsoid):
        return Ellipsoid(matrix @ solid.centre + offset, matrix @ solid.axes, solid.part)
    scale = float(np.linalg.norm(matrix[:, 0]))
    a, b = matrix @ solid.a + offset, matrix @ solid.b + offset
    return Limb(a, b, solid.radius_a * scale, solid.radius_b * scale, solid.part)


MUZZLE_ROW = 0.28
"""How far a muzzle lies below the middle of the skull."""


def head_figure(build: Build) -> PetFigure:
    """Skull, cheeks, ears, muzzle; a dog's nose, too, which stands out from its muzzle."""
    head, row = PetFigure(), MUZZLE_ROW
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


def _ear(head: PetFigure, build: Build, side: int) -> None:
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


POSES = ("portrait", "sitting", "standing", "lying")


@dataclass(frozen=True)
class Pose:
    """How an animal holds itself; angles in radians, as in `rotation`.

    Attributes
    ----------
    kind
        One of `POSES`.
    body
        Yaw; elevation of the camera.
    head
        Yaw, pitch and roll as the camera sees them.
    tilt
        Turns the whole picture clockwise.
    step
        -1 ... 1, how far the legs are apart.
    side
        -1 or 1, where the tail lies.
    stretch
        0 ... 1, how far a lying animal's head is up.
    """

    kind: str
    body: tuple[float, float]
    head: tuple[float, float, float]
    tilt: float
    step: float
    side: int
    stretch: float

    @property
    def body_matrix(self) -> np.ndarray:
        return rotation(*self.body, self.tilt)

    @property
    def head_matrix(self) -> np.ndarray:
        yaw, pitch, roll = self.head
        return rotation(yaw, pitch, self.tilt + roll)


def body_figure(build: Build, pose: Pose) -> tuple[PetFigure, np.ndarray]:
    """Body, legs and tail in the body's axes, and the place of the skull's middle."""
    place = {"standing": _standing, "lying": _lying}.get(pose.kind, _sitting)
    return place(build, pose)


def _standing(build: Build, pose: Pose):
    figure, half, (leg, radius) = PetFigure(), build.body / 2, build.leg
    chest, hips = build.chest, build.hips
    figure.limb((0, 0, -half), (0, 0, half), hips, chest, Part.TORSO)
    figure.ball((0, 0.1, half + 0.1), (0.9 * chest, 1.08 * chest, chest), Part.CHEST)
    floor, knee = 0.6 * chest + leg, 0.6 + leg / 2
    for side in (-1, 1):
        x, swing = 0.58 * chest * side, 0.45 * pose.step * side
        front = (x, 0.3, half), (x, knee, half - 0.1 + swing / 2), (x, floor, half + swing)
        back = (x, 0.1, -half), (x, knee, 0.25 - half - swing / 2), (x, floor, -half - 0.2 - swing)
        _leg(figure, front, radius, build.paw)
        _leg(figure, back, 1.15 * radius, build.paw)
    _tail(figure, build, (0, -0.4 * hips, -half - 0.8 * hips), 0.5, 0.15 * pose.side)
    head = (0, -0.55 * chest - build.neck, half + 0.5 * chest + 0.75 * build.neck)
    return _with_neck(figure, (0, -0.2, half + 0.2), head, 0.85 * chest)


def _sitting(build: Build, pose: Pose):
    figure, (leg, radius) = PetFigure(), build.leg
    chest, hips, paw = build.chest, build.hips, build.paw
    rise = 0.62 * build.body + 0.3 * leg
    figure.limb(
        (0, -0.7 * hips, -0.55), (0, -rise - 0.1, 0.35), 1.15 * hips, 0.95 * chest, Part.TORSO
    )
    figure.ball((0, 0.25 - rise, 0.55), (0.86 * chest, 1.1 * chest, 0.8 * chest), Part.CHEST)
    for side in (-1, 1):
        x, step, wide = 0.46 * chest * side, 0.15 * pose.step * side, 0.85 * hips * side
        front = (1.2 * x, 0.3 - rise, 0.55), (x, -0.5 * rise, 0.85), (x, -0.2, 1.0 + step)
        _leg(figure, front, radius, paw)
        figure.ball((wide, -0.65, -0.1), (0.45, 0.75, 0.95), Part.LEG)
        figure.ball((1.15 * wide, -0.2, 0.75), (paw, 0.7 * paw, 1.5 * paw), Part.PAW)
    _tail(figure, build, (0.3 * pose.side, -0.25, -0.55 - hips), 0.0, 0.75 * pose.side)
    head = (0, -rise - 0.1 - 0.5 * chest - build.neck, 0.7)
    return _with_neck(figure, (0, -rise - 0.1, 0.45), head, 0.82 * chest)


def _lying(build: Build, pose: Pose):
    figure, half, (leg, radius) = PetFigure(), build.body / 2, build.leg
    chest, hips, paw = build.chest, build.hips, build.paw
    figure.limb((0, -0.75 * hips, -half), (0, -0.8 * chest, half), 1.1 * hips, chest, Part.TORSO)
    figure.ball((0, -0.7 * chest, half + 0.1), (0.95 * chest, 0.9 * chest, chest), Part.CHEST)
    for side in (-1, 1):
        x, wide = 0.6 * chest * side, 0.8 * hips * side
        reach = half + 0.55 * leg + 0.5 + 0.25 * pose.step * side
        front = (x, -0.5, half), (1.1 * x, -0.25, half + 0.5), (0.9 * x, -0.2, reach)
        _leg(figure, front, radius, paw)
        figure.ball((wide, -0.7, 0.2 - half), (0.5, 0.75, 0.95), Part.LEG)
        figure.ball((1.25 * wide, -0.2, 1.0 - half), (paw, 0.7 * paw, 1.6 * paw), Part.PAW)
    _tail(figure, build, (0.3 * pose.side, -0.3, -half - hips), 0.0, 0.6 * pose.side)
    up = (build.neck + 0.3) * (0.25 + 0.75 * pose.stretch)
    head = (0, -0.75 * chest - up, half + 0.55 * chest + 0.8 * build.neck)
    return _with_neck(figure, (0, -0.9 * chest, half), head, 0.8 * chest)


def _with_neck(figure: PetFigure, root, head, radius: float):
    """The neck ends below and behind the middle of the head."""
    head = np.array(head, float)
    figure.limb(root, head + np.array((0, 0.2, -0.3)), radius, 0.66, Part.CHEST)
    return figure, head


def _leg(figure: PetFigure, points, radius: float, paw: float) -> None:
    """Thigh or shoulder, shank, and a paw that points forward."""
    top, knee, foot = points
    figure.limb(top, knee, 1.45 * radius, radius, Part.LEG)
    figure.limb(knee, foot, radius, 0.85 * radius, Part.LEG)
    x, y, z = foot
    figure.ball((x, y, z + 0.5 * paw), (paw, 0.75 * paw, 1.25 * paw), Part.PAW)


def _tail(figure: PetFigure, build: Build, root, pitch: float, side: float) -> None:
    """A chain that starts `pitch` above the horizontal and curls upwards, or lies to a side."""
    length, thick, thin, curl = build.tail
    steps, here = 5, np.array(root, float)
    for step in range(steps):
        angle = pitch + curl * step / steps
        back = -math.cos(angle) * (1 - abs(side))
        ahead = np.array((side * (0.3 + 0.2 * step), -math.sin(angle), back))
        there = here + length / steps * ahead / np.linalg.norm(ahead)
        radii = [thick + (thin - thick) * (step + k) / steps for k in (0, 1)]
        figure.limb(here, there, *radii, Part.TAIL)
        here = there
