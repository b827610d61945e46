"""The one thing that tells: the mouth, with the cheeks and eyes that go with it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cnn_datasets.drawing.canvas import between, chance

__all__ = ["Expression", "between_moods", "expression"]

OPEN = (0.28, 0.36)
"""How far smiles open, in halves of the head's height. Smiles show teeth and other faces keep the
lips closed: after ten epochs the batch-normalised model of the assignment swings widely on data
with a few per cent of ambiguous faces, and this lesson is not about that."""


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
