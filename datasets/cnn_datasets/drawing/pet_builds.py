"""What cats and dogs are built of: the measures that heads and poses turn into solids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

__all__ = ["HEAD_PARTS", "Build", "Part"]


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

    Attributes:
        skull: half width, height and depth.
        cheeks: radius of the cheeks.
        muzzle: length before the skull, half height at the root and at the tip.
        whisker_pads: radius of the two pads beside the nose, 0 for none.
        nose: half width of the nose.
        ears: "upright", "hanging" or "folded"; ear: length, half width, angle from the vertical.
        eye: half width, height by width, slant (radians, outer corner up), distance from the
            middle, row (0 is the middle of the head, down is positive).
        slit: pupils are upright slits.
        irises: colours of the eyes, one is chosen.
        whiskers: length, 0 for none.
        neck, body, chest, hips: length and length, radius and radius.
        leg: length and radius; paw: radius.
        tail: length, radius at root and tip, curl (radians over its whole length).
        fur: length of the hair.
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
