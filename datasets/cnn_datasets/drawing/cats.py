"""Cats: round heads, upright triangular ears, short muzzles, large slanting eyes, long tails."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.canvas import between, chance
from cnn_datasets.drawing.pet_builds import Build

__all__ = ["cat"]

IRISES = (
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
        irises=IRISES,
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
