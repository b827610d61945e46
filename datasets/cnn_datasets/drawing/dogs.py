"""Dogs: longer muzzles with a large nose, hanging, folded or pointed ears, small round eyes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, one_of
from cnn_datasets.drawing.pet_builds import Build

__all__ = ["dog"]

IRISES = ((0.32, 0.20, 0.12), (0.42, 0.27, 0.14), (0.24, 0.16, 0.12), (0.36, 0.24, 0.13),
          (0.30, 0.19, 0.12), (0.50, 0.60, 0.70))  # fmt: skip


class Breed(NamedTuple):
    """Ranges of the measures that breeds differ in, lowest and highest (see `Build`)."""

    ears: str
    ear: tuple[float, float]
    half_width: tuple[float, float]
    muzzle: tuple[float, float]
    leg: tuple[float, float]
    body: tuple[float, float]
    fur: tuple[float, float]


# fmt: off
RETRIEVER = Breed(
    "hanging", (1.0, 1.3), (0.34, 0.42), (0.65, 0.9), (1.7, 2.3), (2.6, 3.4), (0.03, 0.06))
SPANIEL = Breed(
    "hanging", (1.3, 1.7), (0.38, 0.48), (0.6, 0.85), (1.2, 1.7), (2.5, 3.2), (0.09, 0.15))
BEAGLE = Breed(
    "hanging", (1.1, 1.5), (0.34, 0.42), (0.65, 0.9), (1.3, 1.7), (2.6, 3.2), (0.03, 0.05))
PUPPY = Breed(
    "hanging", (0.85, 1.1), (0.32, 0.40), (0.4, 0.6), (1.0, 1.5), (1.9, 2.5), (0.04, 0.10))
TERRIER = Breed(
    "folded", (0.55, 0.75), (0.32, 0.38), (0.5, 0.75), (1.2, 1.8), (2.2, 2.8), (0.07, 0.14))
GREYHOUND = Breed(
    "folded", (0.6, 0.8), (0.30, 0.36), (0.85, 1.15), (1.8, 2.5), (2.6, 3.4), (0.03, 0.05))
HUSKY = Breed(
    "upright", (0.65, 0.9), (0.28, 0.36), (0.7, 0.95), (1.6, 2.2), (2.5, 3.2), (0.07, 0.13))
CHIHUAHUA = Breed(
    "upright", (0.75, 1.1), (0.34, 0.42), (0.5, 0.7), (1.1, 1.5), (1.9, 2.6), (0.03, 0.08))
# fmt: on
KINDS = (
    *(RETRIEVER,) * 3,
    *(SPANIEL,) * 2,
    *(BEAGLE,) * 2,
    PUPPY,
    TERRIER,
    GREYHOUND,
    HUSKY,
    CHIHUAHUA,
)  # fmt: skip
"""One dog in six has pointed ears: no single feature tells the classes."""


def dog(rng: np.random.Generator) -> Build:
    """A dog of one of the breeds, more or less."""
    breed = one_of(rng, KINDS)
    length = between(rng, *breed.muzzle)
    width = between(rng, 0.38, 0.48)
    return Build(
        skull=(between(rng, 0.84, 0.98), between(rng, 0.80, 0.90), 0.9),
        cheeks=between(rng, 0.34, 0.48),
        muzzle=(length, width, width * between(rng, 0.72, 0.9)),
        whisker_pads=between(rng, 0.0, 0.2),
        nose=between(rng, 0.24, 0.3),
        ears=breed.ears,
        ear=(between(rng, *breed.ear), between(rng, *breed.half_width), between(rng, 0.1, 0.45)),
        eye=(between(rng, 0.14, 0.18), between(rng, 0.8, 1.0), between(rng, -0.15, 0.1), 0.37,
             between(rng, -0.22, -0.1)),
        slit=False,
        irises=IRISES,
        whiskers=0.0,
        tongue=chance(rng, 0.3),
        neck=between(rng, 0.8, 1.2),
        body=between(rng, *breed.body),
        chest=between(rng, 0.9, 1.2),
        hips=between(rng, 0.7, 0.95),
        leg=(between(rng, *breed.leg), between(rng, 0.25, 0.34)),
        paw=between(rng, 0.3, 0.38),
        tail=(between(rng, 1.2, 2.4), between(rng, 0.18, 0.32), between(rng, 0.06, 0.2),
              between(rng, 0, 3.6)),
        fur=between(rng, *breed.fur),
    )  # fmt: skip
