"""Pictures of a pattern: placed, scaled, turned and mirrored in front of a random background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from grader.fresh_tasks.task import Pose

AT_ONCE = 1_000_000  # pixels drawn in one step: bounds the memory to about 100 MB
COLOUR = 0.35  # how far the largest value of a pattern is from grey


def draw(rng, patterns, labels, size, pose: Pose, clutter: float, noise: float) -> np.ndarray:
    """Draw one picture for each label.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of chance.
    patterns : array, float32, shape (classes, side, side, 3)
        What each class looks like; see `patterns.class_patterns`.
    labels : array, integers, shape (m,)
        The class of each picture.
    size : (int, int)
        Height and width of a picture, in pixels.
    pose : Pose
        How the pattern may be placed.
    clutter : float
        Spread of the background's colours; 0 is grey.
    noise : float
        Standard deviation of the noise of each pixel.

    Returns
    -------
    array, float32, shape (m, height, width, 3)
        Values from 0 to 1, all multiples of 1/255.
    """
    found = np.empty((len(labels), *size, 3), np.float32)
    step = max(1, AT_ONCE // (size[0] * size[1]))
    for start in range(0, len(labels), step):
        part = slice(start, start + step)
        found[part] = _draw(rng, patterns, labels[part], size, pose, clutter, noise)
    return found


def _draw(rng, patterns, labels, size, pose, clutter, noise) -> np.ndarray:
    count, side = len(labels), patterns.shape[1]
    across, down = _places(rng, count, size, pose)
    last = np.float32(side - 1)
    rows = np.clip((down + 1) / 2 * last + 0.5, 0, last).astype(np.int32)
    columns = np.clip((across + 1) / 2 * last + 0.5, 0, last).astype(np.int32)
    shown = patterns[labels[:, None, None], rows, columns]
    # The disc's edge is soft: one tenth of its radius.
    opacity = np.clip((1 - np.hypot(across, down)) * 10, 0, 1)[..., None]
    pictures = _backgrounds(rng, count, size, clutter)
    pictures += opacity * (np.float32(COLOUR) * shown - pictures)
    pictures += np.float32(noise) * rng.standard_normal(pictures.shape, np.float32)
    pictures = np.clip(pictures + np.float32(0.5), 0, 1)
    return np.rint(pictures * 255) / np.float32(255)


def _places(rng, count: int, size, pose: Pose):
    """The position of each pixel in the pattern, across and down; the disc's edge is at 1."""
    number = (count, 1, 1)
    x, y = rng.uniform(-pose.place, pose.place, (2, *number)).astype(np.float32)
    radius = rng.uniform(*pose.scale, number).astype(np.float32)
    angle = np.deg2rad(rng.uniform(-pose.turn, pose.turn, number)).astype(np.float32)
    flip = np.where(rng.random(number) < pose.mirrored, -1, 1).astype(np.float32)
    height, width = size
    row = ((np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1)[:, None] - y
    column = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1 - x
    across = (np.cos(angle) * column + np.sin(angle) * row) / radius * flip
    down = (np.cos(angle) * row - np.sin(angle) * column) / radius
    return across, down


def _backgrounds(rng, count: int, size, clutter: float) -> np.ndarray:
    """Smooth random colours around 0: 5 by 5 of them, blended linearly."""
    coarse = clutter * rng.standard_normal((count, 5, 5, 3), np.float32)
    down, across = (_blend(side, 5) for side in size)
    return np.einsum("hi,nijc,wj->nhwc", down, coarse, across, optimize=True)


def _blend(fine: int, coarse: int) -> np.ndarray:
    """The matrix that interpolates `coarse` values to `fine` ones, linearly."""
    at = np.linspace(0, coarse - 1, fine)
    distance = np.abs(at[:, None] - np.arange(coarse))
    return np.clip(1 - distance, 0, 1).astype(np.float32)
