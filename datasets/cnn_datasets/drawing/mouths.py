"""The one thing that tells: the mouth, with the cheeks and eyes that go with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_datasets.drawing.canvas import between, chance

__all__ = ["Expression", "expression"]


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
    kind = float(rng.random())
    cheeks = between(rng, 0.5, 1.0)
    squint = max(squint, cheeks * between(rng, 0.2, 0.8))
    if kind < 0.2:
        return Expression(
            between(rng, 1.15, 1.35), between(rng, 0.13, 0.19), cheeks=cheeks, squint=squint
        )
    if kind < 0.75:
        lower = between(rng, 0.13, 0.19)
        return Expression(
            between(rng, 1.2, 1.45), between(rng, 0.11, 0.18), 0.0, lower,
            teeth=lower * between(rng, 0.85, 1.2), cheeks=cheeks, squint=squint,
        )  # fmt: skip
    return Expression(
        between(rng, 1.15, 1.4), between(rng, 0.09, 0.15), 0.02, between(rng, 0.22, 0.3),
        teeth=between(rng, 0.1, 0.14), cheeks=cheeks, squint=squint,
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
