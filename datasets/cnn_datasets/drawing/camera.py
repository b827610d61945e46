"""Random choices, curves, image filters and the camera's noise, shared by all drawings.

Random numbers are only ever uniform. The generators' normal variates go through the C library's
logarithm, which differs in the last bit between platforms; uniform ones are the same everywhere.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

__all__ = [
    "SIZE", "arc", "between", "blur", "chance", "downsample", "enlarge", "expose", "mix", "one_of",
    "oval", "shake", "streaks",
]  # fmt: skip

SIZE = 64
"""Height and width of a finished image in pixels."""


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A number drawn uniformly from low ... high."""
    return low + (high - low) * float(rng.random())


def chance(rng: np.random.Generator, probability: float) -> bool:
    return float(rng.random()) < probability


def one_of(rng: np.random.Generator, choices):
    """One of a sequence, all equally likely."""
    return choices[int(rng.integers(len(choices)))]


def mix(a, b, share):
    """`a` where share is 0, `b` where it is 1."""
    return a + (b - a) * share


def oval(x: float, y: float, rx: float, ry: float, start=0.0, end=360.0, n=28):
    """Points of an ellipse (or of the part from start to end, in degrees clockwise from 3 h)."""
    angles = (math.radians(start + (end - start) * i / (n - 1)) for i in range(n))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def arc(x: float, y: float, half_width: float, lift: float, n=11):
    """Points of a parabola through (x, y) whose ends are `lift` higher (y points down)."""
    steps = (2 * i / (n - 1) - 1 for i in range(n))
    return [(x + half_width * s, y - lift * s * s) for s in steps]


def downsample(image: np.ndarray, factor: int) -> np.ndarray:
    """Mean over blocks of factor x factor pixels: (h, w, ...) to (h/factor, w/factor, ...)."""
    height, width = image.shape[0] // factor, image.shape[1] // factor
    blocks = image.reshape(height, factor, width, factor, *image.shape[2:])
    return blocks.mean(axis=(1, 3), dtype=np.float32)


def blur(image: np.ndarray, radius: int) -> np.ndarray:
    """Two box blurs of width 2 radius + 1 along each axis: close to a Gaussian, exact to repeat."""
    if radius < 1:
        return image
    width = 2 * radius + 1
    for axis in (0, 1, 0, 1):
        pad = [(0, 0)] * image.ndim
        pad[axis] = (radius + 1, radius)
        total = np.cumsum(np.pad(image, pad, mode="edge"), axis=axis, dtype=np.float64)
        before = (slice(None),) * axis
        sums = total[(*before, slice(width, None))] - total[(*before, slice(-width))]
        image = (sums / width).astype(np.float32)
    return image


def enlarge(small: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear enlargement of a float32 (h, w) array."""
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR))


def streaks(rng: np.random.Generator, height: int, width: int, dx: int, dy: int) -> np.ndarray:
    """Noise of -1 ... 1 with streaks of about dx by dy pixels, float32 (height, width)."""
    rows, columns = height // dy + 2, width // dx + 2
    return enlarge(rng.random((rows, columns), np.float32) * 2 - 1, height, width)


def shake(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Motion blur: the mean of the image and copies of it moved towards (dx, dy) pixels."""
    steps = max(abs(dx), abs(dy))
    if not steps:
        return image
    total = np.zeros_like(image)
    pad = max(abs(dx), abs(dy))
    wide = np.pad(image, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    height, width = image.shape[:2]
    for step in range(steps + 1):
        top, left = pad + round(dy * step / steps), pad + round(dx * step / steps)
        total += wide[top : top + height, left : left + width]
    return total / (steps + 1)


def expose(rng: np.random.Generator, image: np.ndarray, noise: float) -> np.ndarray:
    """Finish an image: sensor noise, clipping, 8 bits.

    Parameters
    ----------
    image
        Float32, (h, w, 3), 0 is black and 1 is white; more than 1 is blown out.
    noise
        Standard deviation of the sensor noise in grey levels (of 255).
    """
    # The sum of four uniform bytes is nearly normal, with a standard deviation of 147.8.
    grain = rng.integers(0, 256, size=(4, *image.shape), dtype=np.uint8)
    noise_levels = grain.sum(0, dtype=np.uint16).astype(np.float32)
    noise_levels -= 510
    noise_levels *= np.float32(noise / 147.8)
    levels = image * 255
    levels += noise_levels
    return np.clip(np.rint(levels, out=levels), 0, 255, out=levels).astype(np.uint8)
