"""How pets are photographed: sizes of the pictures, poses, and how far the camera strays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.pet_poses import Pose

__all__ = ["HABITS", "Habits", "pose_of", "size_of"]


@dataclass(frozen=True)
class Habits:
    """How far a photographer strays from an upright animal in the middle of the picture.

    Attributes:
        tilt: radians; zoom: share of the picture that the animal fills; aside: share of the
            picture; right: share of animals that look to the right.
    """

    tilt: float
    zoom: tuple[float, float]
    aside: float
    right: float


HABITS = {
    "train": Habits(0.05, (0.98, 1.10), 0.02, 0.05),
    "validation": Habits(0.58, (0.72, 1.30), 0.14, 0.5),
}
"""By split: the validation set asks for more than the training set shows (see `cats_and_dogs`)."""


def size_of(rng: np.random.Generator) -> tuple[int, int]:
    """Height and width of a photograph, pixels."""
    long, ratio = between(rng, 160, 400), between(rng, 0.66, 1.0)
    sides = max(120, round(long * ratio)), round(long)
    return sides if chance(rng, 0.7) else sides[::-1]


def pose_of(rng: np.random.Generator, habits: Habits) -> Pose:
    """How an animal holds itself before such a photographer."""
    kind = one_of(
        rng, ("portrait", "portrait", "portrait", "portrait", "sitting", "standing", "lying")
    )
    facing = 1 if chance(rng, habits.right) else -1
    turned = between(rng, 0.1, 0.8) if kind in ("portrait", "sitting") else between(rng, 0.4, 1.5)
    yaw = facing * turned
    head = 0.35 * yaw + between(rng, -0.35, 0.35) + 0.2 * facing
    return Pose(
        kind=kind,
        body=(yaw, between(rng, 0.05, 0.45)),
        head=(head, between(rng, -0.15, 0.3), between(rng, -0.18, 0.18)),
        tilt=between(rng, -habits.tilt, habits.tilt),
        step=between(rng, -1, 1),
        side=one_of(rng, (-1, 1)),
        stretch=between(rng, 0, 1),
    )
