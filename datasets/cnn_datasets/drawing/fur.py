"""Fur: light on an animal's body, hair that frays its outline, grain along its surface."""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn_datasets.drawing.canvas import blur
from cnn_datasets.drawing.solids import DepthBuffer

__all__ = ["enlarge", "fray", "grain", "shade"]


def enlarge(small: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear enlargement of a float32 (h, w) array."""
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR))


def grain(rng: np.random.Generator, height: int, width: int, dx: int, dy: int) -> np.ndarray:
    """Noise of -1 ... 1 with streaks of about dx by dy pixels, float32 (height, width)."""
    rows, columns = height // dy + 2, width // dx + 2
    return enlarge(rng.random((rows, columns), np.float32) * 2 - 1, height, width)


def shade(buffer: DepthBuffer, lamp, ambient: float, scale: float) -> np.ndarray:
    """Brightness of the surface, (h, w) float32, about 0.3 ... 1.2.

    Args:
        lamp: direction to the light, a unit vector (x, y, z).
        ambient: share of the light that comes from everywhere.
        scale: pixels of half a head, the unit in which hollows are judged.
    """
    height, width = buffer.depth.shape
    seen = buffer.part > 0
    lowest = buffer.depth[seen].min() if seen.any() else 0.0
    depth = np.where(seen, buffer.depth, np.float32(lowest - 0.2 * scale))
    # Half the resolution: hair hides small steps, and joints become smooth.
    half = Image.fromarray(depth).resize(
        (max(2, width // 2), max(2, height // 2)), Image.Resampling.BOX
    )
    small = blur(np.asarray(half), 1)
    slope_y, slope_x = (np.clip(0.5 * s, -2.2, 2.2) for s in np.gradient(small))
    lit = (lamp[2] - lamp[0] * slope_x - lamp[1] * slope_y) / np.sqrt(1 + slope_x**2 + slope_y**2)
    around = blur(small, max(1, round(scale / 8)))
    buried = np.clip((around - small) * (0.5 / scale), 0, 0.45)
    light = (ambient + (1 - ambient) * np.maximum(lit, 0)) * (1 - buried)
    return enlarge(light.astype(np.float32), height, width)


def fray(rng: np.random.Generator, layers: np.ndarray, length: float) -> np.ndarray:
    """Shift pixels along short random hairs: (h, w, c) to (h, w, c).

    Args:
        length: of the hair in pixels, about the largest shift.
    """
    height, width = layers.shape[:2]
    if length < 0.5:
        return layers
    coarse = grain(rng, height, width, 3, 4) * length
    fine = rng.random((2, height, width), np.float32) * 2 - 1
    rows = np.arange(height, dtype=np.float32)[:, None] + coarse + 0.5 * length * fine[0]
    columns = (
        np.arange(width, dtype=np.float32)[None, :] + 0.6 * grain(rng, height, width, 3, 3) * length
    )
    rows = np.clip(rows, 0, height - 1).astype(np.int32)
    columns = np.clip(columns + 0.3 * length * fine[1], 0, width - 1).astype(np.int32)
    return layers.reshape(height * width, -1)[rows * width + columns]
