"""The one thing that tells: the mouth, with the cheeks and eyes that go with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.canvas import between, chance

__all__ = ["Expression", "expression"]

CLOSED = 0.12
"""Share of the smiles that show no teeth."""
OPEN = (0.18, 0.3)
"""How far smiles open, in halves of the head's height."""


@dataclass(frozen=True)
class Expression:
    """Shape of a mouth and of what moves with it; lengths in halves of the head's height.

    Attributes:
        width: factor on the mouth's own half width.
        lift: how far the corners are above the middle; negative is a frown.
        upper, lower: how far the lips open upwards and downwards.
        teeth: height of the upper teeth that show.
        cheeks: 0 flat ... 1 pushed up, with folds beside the nose.
        squint: 0 eyes open ... 1 nearly closed.
    """

    width: float
    lift: float
    upper: float = 0.0
    lower: float = 0.0
    teeth: float = 0.0
    cheeks: float = 0.0
    squint: float = 0.0


def expression(rng: np.random.Generator, smiling: bool) -> Expression:
    """A smile (closed, with teeth, laughing) or one of the many faces that are none."""
    # People squint into the sun, too; so the eyes alone tell little.
    squint = between(rng, 0.3, 0.7) if chance(rng, 0.3) else between(rng, 0, 0.25)
    return _smile(rng, squint) if smiling else _no_smile(rng, squint)


def _smile(rng: np.random.Generator, squint: float) -> Expression:
    cheeks = between(rng, 0.5, 1.0)
    squint = max(squint, cheeks * between(rng, 0.2, 0.8))
    if chance(rng, CLOSED):
        return Expression(
            between(rng, 1.25, 1.45), between(rng, 0.15, 0.21), cheeks=cheeks, squint=squint
        )
    # The darkness of the open mouth weighs up the white of the teeth, so that a smile is a
    # pattern, not a brightness.
    lower = between(rng, *OPEN)
    return Expression(
        between(rng, 1.3, 1.55), between(rng, 0.12, 0.18), 0.02, lower,
        teeth=lower * between(rng, 0.5, 0.7), cheeks=cheeks, squint=squint,
    )  # fmt: skip


def _no_smile(rng: np.random.Generator, squint: float) -> Expression:
    kind = float(rng.random())
    if kind < 0.45:
        return Expression(between(rng, 0.85, 1.1), between(rng, -0.03, 0.02), squint=squint)
    if kind < 0.65:
        return Expression(between(rng, 0.9, 1.15), between(rng, -0.12, -0.05), squint=squint)
    if kind < 0.78:
        return Expression(between(rng, 0.5, 0.7), between(rng, -0.02, 0.02), squint=squint)
    opening = between(rng, 0.05, 0.14)
    teeth = between(rng, 0.03, 0.07) if chance(rng, 0.5) else 0.0
    return Expression(
        between(rng, 0.6, 0.9), between(rng, -0.06, 0.0), opening * 0.5, opening, teeth, 0.0, squint
    )
