"""Measures of cats and dogs: what heads and poses turn into solids.

Cats have round heads, upright triangular ears, short muzzles, large slanting eyes and long tails;
dogs longer muzzles with a large nose, hanging, folded or pointed ears and small round eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from cnn_datasets.drawing.camera import between, chance, one_of

__all__ = ["HEAD_PARTS", "Build", "Part", "cat", "dog"]


class Part(IntEnum):
    """What a pixel shows; 0 is not the animal."""

    SKULL = 1
    MUZZLE = 2
    EAR = 3
    NOSE = 4
    TONGUE = 5
    TORSO = 6
    CHEST = 7
    LEG = 8
    PAW = 9
    TAIL = 10


HEAD_PARTS = (Part.SKULL, Part.MUZZLE, Part.EAR, Part.NOSE, Part.TONGUE)


@dataclass(frozen=True)
class Build:
    """Shape of an animal; lengths are in halves of the head's width, roughly.

    Attributes
    ----------
    skull
        Half width, height and depth.
    cheeks
        Radius of the cheeks.
    muzzle
        Length before the skull, half height at the root and at the tip.
    whisker_pads
        Radius of the two pads beside the nose, 0 for none.
    nose
        Half width of the nose.
    ears
        ``"upright"``, ``"hanging"`` or ``"folded"``.
    ear
        Length, half width, angle from the vertical.
    eye
        Half width, height by width, slant (radians, outer corner up), distance from the
        middle, row (0 is the middle of the head, down is positive).
    slit
        Whether pupils are upright slits.
    irises
        Colours of the eyes, one is chosen.
    whiskers
        Length, 0 for none.
    tongue
        Whether it hangs out.
    neck, body
        Lengths.
    chest, hips
        Radii.
    leg
        Length and radius.
    paw
        Radius.
    tail
        Length, radius at root and tip, curl (radians over its whole length).
    fur
        Length of the hair.
    """

    skull: tuple[float, float, float]
    cheeks: float
    muzzle: tuple[float, float, float]
    whisker_pads: float
    nose: float
    ears: str
    ear: tuple[float, float, float]
    eye: tuple[float, float, float, float, float]
    slit: bool
    irises: tuple[tuple[float, float, float], ...]
    whiskers: float
    tongue: bool
    neck: float
    body: float
    chest: float
    hips: float
    leg: tuple[float, float]
    paw: float
    tail: tuple[float, float, float, float]
    fur: float


CAT_IRISES = (
    (0.66, 0.62, 0.30), (0.50, 0.58, 0.32), (0.68, 0.48, 0.22), (0.45, 0.58, 0.70),
    (0.58, 0.63, 0.44), (0.70, 0.60, 0.34),
)  # fmt: skip


def cat(rng: np.random.Generator) -> Build:
    """A cat: lean or stout, shorthaired or Persian, kitten or grown."""
    flat = chance(rng, 0.15)  # Persians and their kind
    young = chance(rng, 0.3)
    wide = between(rng, 0.94, 1.08)
    eye = between(rng, 0.2, 0.25) + 0.03 * young
    return Build(
        skull=(wide, between(rng, 0.80, 0.90), 0.88),
        cheeks=between(rng, 0.42, 0.56) + 0.08 * flat,
        muzzle=(between(rng, 0.02, 0.12) if flat else between(rng, 0.12, 0.3), 0.3, 0.2),
        whisker_pads=between(rng, 0.22, 0.27),
        nose=between(rng, 0.11, 0.14),
        ears="upright",
        ear=(
            between(rng, 0.55, 0.75) if flat else between(rng, 0.72, 1.05),
            between(rng, 0.36, 0.46),
            between(rng, 0.15, 0.5),
        ),
        eye=(eye, between(rng, 0.68, 0.9), between(rng, 0.12, 0.35), 0.43,
             between(rng, -0.1, 0.02)),
        slit=chance(rng, 0.7),
        irises=CAT_IRISES,
        whiskers=between(rng, 0.9, 1.4),
        tongue=False,
        neck=between(rng, 0.55, 0.8),
        body=between(rng, 2.3, 3.3) * (0.8 if young else 1),
        chest=between(rng, 0.8, 1.05) * (0.85 if young else 1),
        hips=between(rng, 0.8, 1.15) * (0.85 if young else 1),
        leg=(between(rng, 1.2, 1.7) * (0.8 if young else 1), between(rng, 0.24, 0.32)),
        paw=between(rng, 0.28, 0.34),
        tail=(between(rng, 2.4, 3.4), between(rng, 0.18, 0.3), between(rng, 0.12, 0.24),
              between(rng, -0.8, 2.4)),
        fur=between(rng, 0.10, 0.16) if flat else between(rng, 0.03, 0.09),
    )  # fmt: skip


DOG_IRISES = ((0.32, 0.20, 0.12), (0.42, 0.27, 0.14), (0.24, 0.16, 0.12), (0.36, 0.24, 0.13),
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
        irises=DOG_IRISES,
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
