"""The classes of a fresh task: random smooth patterns that differ from each other."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

SIDE = 96  # pixels of a pattern's height and width; it fills the disc in this square
TURNS = (-40, -20, 0, 20, 40)  # degrees; patterns have to differ at these angles too
LIKENESS = 0.3  # largest correlation of two patterns, if `TRIES` drawings suffice
TRIES = 30


def class_patterns(
    rng: np.random.Generator,
    count: int,
    classes: int,
    detail: float,
    own_colours: bool,
    handed: float = 0.0,
) -> np.ndarray:
    """Draw the patterns of all classes; pattern i belongs to class i % classes.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of chance.
    count : int
        Number of patterns.
    classes : int
        Number of classes.
    detail : float
        About how many light and dark spots a pattern has side by side.
    own_colours : bool
        True gives every pattern colours of its own. With False all patterns have the same colours,
        equally often, so that only their layout tells them apart.
    handed : float
        Share of the patterns' variance that is one further pattern, mirrored in every other class.
        It distinguishes the classes only if no picture is mirrored.

    Returns
    -------
    array, float32, shape (count, SIDE, SIDE, 3)
        Values around 0, with the same mean and variance in all patterns. Without the handed part,
        the correlation of two patterns, at any of the angles `TURNS` and mirrored or not, is at
        most `LIKENESS` if `TRIES` drawings suffice; likewise that of a pattern and its mirror
        image.
    """
    channels = 3 if own_colours else 1
    found = _unlike_fields(rng, count + 1, detail, channels)
    both = found.pop()
    colours = 1 if own_colours else _colour_axis(rng)
    for i, field in enumerate(found):
        turned = both[:, :: (1, -1)[i % classes % 2]]
        found[i] = _levelled(handed**0.5 * turned + (1 - handed) ** 0.5 * field) * colours
    return np.stack(found).astype(np.float32)


def _unlike_fields(rng, count: int, detail: float, channels: int) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    for _ in range(count):
        tries: list[tuple[float, int, np.ndarray]] = []
        while len(tries) < TRIES:
            pattern = _field(rng, detail, channels)
            tries.append((_likeness(pattern, found), len(tries), pattern))
            if tries[-1][0] <= LIKENESS:
                break
        found.append(min(tries)[2])
    return found


def disc(side: int) -> np.ndarray:
    """Which pixels of a square are in its disc: bool array, shape (side, side)."""
    at = (np.arange(side) + 0.5) / side * 2 - 1
    return at[:, None] ** 2 + at**2 <= 1


def _field(rng, detail: float, channels: int) -> np.ndarray:
    """A random smooth field for each channel."""
    noise = rng.standard_normal((SIDE, SIDE, channels))
    blur = SIDE / detail / 3
    return _levelled(ndimage.gaussian_filter(noise, (blur, blur, 0)))


def _levelled(field: np.ndarray) -> np.ndarray:
    """Every channel with uniformly distributed values from -1 to 1 in the disc, 0 outside."""
    inside = disc(SIDE)
    ranks = field[inside].argsort(axis=0).argsort(axis=0)
    levelled = np.zeros_like(field)
    levelled[inside] = ranks / (inside.sum() - 1) * 2 - 1
    return levelled


def _colour_axis(rng) -> np.ndarray:
    """A random direction in the space of colours, of length 3 ** 0.5."""
    axis = rng.standard_normal(3)
    return axis * np.sqrt(3) / np.linalg.norm(axis)


def _likeness(pattern: np.ndarray, others: list[np.ndarray]) -> float:
    """The largest correlation with one of the others, or with its own mirror image."""
    small = pattern[::3, ::3]
    mirrored = small[:, ::-1]
    found = [_correlation(_turned(mirrored, turn), small) for turn in TURNS]
    for other in others:
        for seen in (small, mirrored):
            found += [_correlation(_turned(seen, turn), other[::3, ::3]) for turn in TURNS]
    return max(map(abs, found))


def _turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    return ndimage.rotate(picture, degrees, reshape=False, order=1) if degrees else picture


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.vdot(one, other) / np.sqrt(np.vdot(one, one) * np.vdot(other, other)))
