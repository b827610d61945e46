"""Visitors of the Happy House stand-in: looks, which say nothing about a smile, and expressions."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cnn_datasets.drawing.camera import between, chance, mix, one_of

__all__ = [
    "CLOTHES", "HAIR", "PEOPLE", "SKINS", "Expression", "Person", "between_moods", "expression",
    "person", "tone",
]  # fmt: skip

SKINS = ((241, 205, 182), (229, 184, 155), (214, 164, 130), (196, 142, 106), (172, 116, 82),
         (141, 92, 64), (110, 71, 50), (82, 53, 40))  # fmt: skip
HAIR = ((28, 22, 20), (46, 33, 26), (78, 52, 34), (104, 74, 48), (150, 122, 84), (112, 62, 42),
        (32, 28, 28), (58, 42, 32), (130, 128, 126), (200, 196, 190))  # fmt: skip
CLOTHES = ((40, 44, 60), (30, 30, 34), (92, 96, 112), (150, 46, 48), (58, 92, 72), (196, 190, 178),
           (70, 104, 150), (176, 132, 62), (112, 76, 116), (222, 222, 226))  # fmt: skip
PEOPLE = 40
"""Number of different visitors; as in the original, they come again and again."""

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


OPEN = (0.28, 0.36)
"""How far smiles open, in halves of the head's height. Smiles show teeth and other faces keep the
lips closed: after ten epochs the batch-normalised model of the assignment swings widely on data
with a few per cent of ambiguous faces, and this lesson is not about that."""


@dataclass(frozen=True)
class Expression:
    """Shape of a mouth and of what moves with it; lengths in halves of the head's height.

    Attributes
    ----------
    width
        Factor on the mouth's own half width.
    lift
        How far the corners are above the middle; negative is a frown.
    upper, lower
        How far the lips open upwards and downwards.
    teeth
        Height of the upper teeth that show.
    cheeks
        0 flat ... 1 pushed up, with folds beside the nose.
    squint
        0 eyes open ... 1 nearly closed.
    """

    width: float
    lift: float
    upper: float = 0.0
    lower: float = 0.0
    teeth: float = 0.0
    cheeks: float = 0.0
    squint: float = 0.0


def expression(rng: np.random.Generator, smiling: bool) -> Expression:
    """A smile, from glad to laughing, or a face that is calm, sad or purses its lips."""
    # People squint into the sun, too; so the eyes alone tell little.
    squint = between(rng, 0.3, 0.7) if chance(rng, 0.2) else between(rng, 0, 0.2)
    return _smile(rng, squint) if smiling else _no_smile(rng, squint)


def between_moods(rng: np.random.Generator, smiling: bool) -> Expression:
    """A face that is only beginning to smile, or no longer: the label hardly shows."""
    smile, calm = _smile(rng, 0.2), _no_smile(rng, 0.2)
    share = between(rng, 0.45, 0.6) if smiling else between(rng, 0.4, 0.55)
    mixed = {
        field.name: share * getattr(smile, field.name) + (1 - share) * getattr(calm, field.name)
        for field in fields(Expression)
    }
    return Expression(**mixed)


def _smile(rng: np.random.Generator, squint: float) -> Expression:
    cheeks = between(rng, 0.6, 1.0)
    squint = max(squint, cheeks * between(rng, 0.4, 0.9))
    # The darkness of the open mouth weighs up the white of the teeth, so that a smile is a
    # pattern, not a brightness.
    lower = between(rng, *OPEN)
    return Expression(
        between(rng, 1.3, 1.55), between(rng, 0.12, 0.18), 0.02, lower,
        teeth=lower * between(rng, 0.5, 0.7), cheeks=cheeks, squint=squint,
    )  # fmt: skip


def _no_smile(rng: np.random.Generator, squint: float) -> Expression:
    kind = float(rng.random())
    if kind < 0.55:
        return Expression(between(rng, 0.85, 1.1), between(rng, -0.03, 0.02), squint=squint)
    if kind < 0.8:
        return Expression(between(rng, 0.9, 1.15), between(rng, -0.12, -0.05), squint=squint)
    return Expression(between(rng, 0.5, 0.7), between(rng, -0.02, 0.02), squint=squint)
