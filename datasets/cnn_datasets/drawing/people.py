"""Who comes to the door: everything about a visitor that has nothing to do with a smile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.canvas import between, chance, mix, one_of

__all__ = ["PEOPLE", "Person", "person"]

PEOPLE = 40
"""Number of different visitors; as in the original, they come again and again."""

SKINS = ((241, 205, 182), (229, 184, 155), (214, 164, 130), (196, 142, 106), (172, 116, 82),
         (141, 92, 64), (110, 71, 50), (82, 53, 40))  # fmt: skip
HAIR = ((28, 22, 20), (46, 33, 26), (78, 52, 34), (104, 74, 48), (150, 122, 84), (112, 62, 42),
        (32, 28, 28), (58, 42, 32), (130, 128, 126), (200, 196, 190))  # fmt: skip
CLOTHES = ((40, 44, 60), (30, 30, 34), (92, 96, 112), (150, 46, 48), (58, 92, 72), (196, 190, 178),
           (70, 104, 150), (176, 132, 62), (112, 76, 116), (222, 222, 226))  # fmt: skip
STYLES = ("short", "short", "short", "side", "long", "long", "afro", "bald", "bun", "cap", "beanie",
          "scarf")  # fmt: skip
BEARDS = ("none", "none", "none", "stubble", "full", "moustache", "goatee")


@dataclass(frozen=True)
class Person:
    """Looks of a visitor. Colours are RGB 0-255; lengths are shares of half the head's height."""

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    lips: tuple[int, int, int]
    style: str
    beard: str
    glasses: str
    clothes: str
    colours: tuple[tuple[int, int, int], ...]
    head_width: float
    jaw: float
    brow: float
    nose: float
    mouth_width: float
    mouth_height: float
    lip_thickness: float
    fringe: float
    lines: float
    shoulders: float


def tone(colour, other, share: float) -> tuple[int, int, int]:
    """A colour moved towards another one: share 0 leaves it, 1 gives the other."""
    return tuple(round(mix(a, b, share)) for a, b in zip(colour, other, strict=True))


def person(number: int) -> Person:
    """Visitor number 0 ... PEOPLE - 1."""
    rng = np.random.default_rng([1729, number])
    skin = tone(one_of(rng, SKINS), one_of(rng, SKINS), 0.2)
    style = one_of(rng, STYLES)
    bearded = style not in ("long", "bun", "scarf") and chance(rng, 0.75)
    made_up = not bearded and chance(rng, 0.4)
    return Person(
        skin=skin,
        hair=one_of(rng, HAIR),
        lips=tone(skin, (168, 40, 60) if made_up else (138, 62, 62), 0.55 if made_up else 0.38),
        style=style,
        beard=one_of(rng, BEARDS) if bearded else "none",
        glasses=one_of(rng, ("none",) * 6 + ("round", "square", "sun")),
        clothes=one_of(rng, ("round", "vee", "shirt", "tank", "stripes", "print", "jacket")),
        colours=tuple(one_of(rng, CLOTHES) for _ in range(3)),
        head_width=between(rng, 0.68, 0.8),
        jaw=between(rng, 0.78, 0.98),
        brow=between(rng, 0.03, 0.085),
        nose=between(rng, 0.8, 1.25),
        mouth_width=between(rng, 0.27, 0.34),
        mouth_height=between(rng, 0.5, 0.56),
        lip_thickness=between(rng, 0.035, 0.075),
        fringe=between(rng, -0.62, -0.42),
        lines=between(rng, 0, 0.16),
        shoulders=between(rng, 1.55, 1.95),
    )
