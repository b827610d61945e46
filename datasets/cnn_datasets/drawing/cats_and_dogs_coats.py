"""Coats of cats and dogs: colours and patterns, light on fur, hair that frays the outline.

Cats and dogs draw theirs from the same ones. A coat is painted in the animal's own axes, so it
moves with the animal and not with the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn_datasets.drawing.camera import between, blur, chance, enlarge, one_of, streaks
from cnn_datasets.drawing.cats_and_dogs_breeds import HEAD_PARTS, Part
from cnn_datasets.drawing.solids import DepthBuffer

__all__ = ["coat", "fray", "fur_light"]

WHITE, BLACK = (0.90, 0.88, 0.84), (0.11, 0.105, 0.11)
COLOURS = (
    BLACK, BLACK, WHITE, (0.24, 0.17, 0.13), (0.40, 0.26, 0.17), (0.70, 0.43, 0.21),
    (0.80, 0.58, 0.34), (0.85, 0.74, 0.57), (0.46, 0.46, 0.48), (0.63, 0.62, 0.60),
    (0.55, 0.44, 0.32), (0.36, 0.34, 0.33),
)  # fmt: skip
PATTERNS = ("solid", "stripes", "stripes", "bicolour", "points", "patches", "spots", "saddle")
NOSES = ((0.10, 0.09, 0.09), (0.16, 0.12, 0.11), (0.42, 0.24, 0.21), (0.66, 0.42, 0.40))
TONGUE_COLOUR = (0.80, 0.42, 0.42)


@dataclass(frozen=True)
class Coat:
    """Colours are RGB, 0 ... 1.

    Attributes
    ----------
    pattern
        One of `PATTERNS`.
    base, second
        The main colour and that of the markings.
    white
        How far white reaches up muzzle, chest, paws and belly; 0 for none.
    waves
        (5, 4) wave vectors and phases of the noise that shapes the markings.
    fineness
        Stripes or spots per unit of length.
    """

    pattern: str
    base: np.ndarray
    second: np.ndarray
    nose: np.ndarray
    white: float
    waves: np.ndarray
    fineness: float

    def paint(self, part: np.ndarray, place: np.ndarray) -> np.ndarray:
        """Colours (n, 3) of n points, by their part and their place (n, 3) in the animal's axes."""
        x, y, z = place.T
        head = np.isin(part, HEAD_PARTS)
        noise = np.sin(place @ self.waves[:, :3].T + self.waves[:, 3]).sum(axis=1) / 3
        marked = np.clip(
            0.5 + 4 * getattr(self, f"_{self.pattern}")(part, head, x, y, z, noise), 0, 1
        )
        colours = self.base + marked[:, None] * (self.second - self.base)
        if self.white:
            white = self._white(part, head, x, y, z) + 0.25 * noise
            colours += np.clip(0.5 + 6 * white, 0, 1)[:, None] * (WHITE - colours)
        colours *= (1 + 0.07 * noise - 0.28 * (part == Part.EAR))[:, None]
        colours[part == Part.NOSE] = self.nose
        colours[part == Part.TONGUE] = TONGUE_COLOUR
        return colours

    def _solid(self, part, head, x, y, z, noise):
        return np.full_like(x, -1)

    def _bicolour(self, part, head, x, y, z, noise):
        return np.where(head, y + 0.3, -1)

    def _stripes(self, part, head, x, y, z, noise):
        along = np.where(head, np.where(y < -0.1, 1.1 * x, y + 0.5 * np.abs(x)), z + 0.35 * y)
        limbs = part >= Part.LEG
        along = np.where(limbs, y + z, along)
        stripes = np.sin(3.3 * self.fineness * along + 1.6 * noise)
        return 0.2 * stripes + 0.1 * noise - 0.04

    def _points(self, part, head, x, y, z, noise):
        mask = np.where(head, 0.5 - np.hypot(x, y - 0.25) + 0.35 * (z - 0.7), -0.6)
        return np.where(
            (part == Part.EAR) | (part == Part.TAIL) | (part == Part.PAW) | (part == Part.MUZZLE),
            0.4,
            mask,
        )

    def _patches(self, part, head, x, y, z, noise):
        return 0.9 * noise + np.where(head, 0.5 * np.abs(x) - 0.25 * y - 0.25, 0.05)

    def _spots(self, part, head, x, y, z, noise):
        f = 2.2 * self.fineness
        cells = np.sin(f * x + 2 * noise) + np.sin(f * y + 1.7 * noise) + np.sin(f * z)
        return np.where(part == Part.EAR, 0.1 + 0.3 * noise, cells - 1.15)

    def _saddle(self, part, head, x, y, z, noise):
        back = np.where(head, np.where(y < 0, 0.35 - np.abs(x) - 0.3 * z, -0.4), -0.75 - y)
        return np.where((part == Part.EAR) | (part == Part.TAIL), 0.3, back + 0.25 * noise)

    def _white(self, part, head, x, y, z):
        face = 0.12 + 0.25 * self.white - np.abs(x) + 0.45 * np.maximum(y, -0.2)
        low = np.where(
            part == Part.CHEST, 0.45 * self.white - np.abs(x) + 0.2, y - 0.9 + 0.5 * self.white
        )
        low = np.where(part == Part.PAW, 0.3, np.minimum(low, 0.4))
        low = np.where(part == Part.TAIL, -1, low)
        return np.where(head, np.where(part == Part.EAR, -1, face), low)


def coat(rng: np.random.Generator) -> Coat:
    """A coat; nothing in it depends on what wears it."""
    pattern = one_of(rng, PATTERNS)
    base, second = one_of(rng, COLOURS), one_of(rng, COLOURS)
    if pattern in ("patches", "spots") and chance(rng, 0.7):
        base = WHITE
    if abs(sum(base) - sum(second)) < 0.5:  # markings ought to be seen
        second = BLACK if sum(base) > 0.9 else (0.72, 0.55, 0.36)
    if pattern == "stripes":  # a darker or paler tone of the same colour
        base = tuple(0.78 * b + 0.13 for b in base)
        second = tuple(0.48 * b for b in base)
    tint = np.array([between(rng, 0.96, 1.04) for _ in range(3)])
    waves = np.array([[between(rng, -2.6, 2.6) for _ in range(3)] + [between(rng, 0, 6.3)]
                      for _ in range(5)])  # fmt: skip
    return Coat(
        pattern=pattern,
        base=np.clip(np.array(tuple(base)) * tint, 0.04, 0.95),
        second=np.clip(np.array(tuple(second)) * tint, 0.04, 0.95),
        nose=np.array(one_of(rng, NOSES)),
        white=between(rng, 0.3, 1.0) if pattern == "bicolour" or chance(rng, 0.35) else 0.0,
        waves=waves,
        fineness=between(rng, 2.2, 4.0),
    )


def fur_light(buffer: DepthBuffer, lamp, ambient: float, scale: float) -> np.ndarray:
    """Brightness of the surface, (h, w) float32, about 0.3 ... 1.2.

    Parameters
    ----------
    lamp
        Direction to the light, a unit vector (x, y, z).
    ambient
        Share of the light that comes from everywhere.
    scale
        Pixels of half a head, the unit in which hollows are judged.
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

    Parameters
    ----------
    length
        Of the hair in pixels, about the largest shift.
    """
    height, width = layers.shape[:2]
    if length < 0.5:
        return layers
    coarse = streaks(rng, height, width, 3, 4) * length
    fine = rng.random((2, height, width), np.float32) * 2 - 1
    rows = np.arange(height, dtype=np.float32)[:, None] + coarse + 0.5 * length * fine[0]
    columns = (
        np.arange(width, dtype=np.float32)[None, :]
        + 0.6 * streaks(rng, height, width, 3, 3) * length
    )
    rows = np.clip(rows, 0, height - 1).astype(np.int32)
    columns = np.clip(columns + 0.3 * length * fine[1], 0, width - 1).astype(np.int32)
    return layers.reshape(height * width, -1)[rows * width + columns]
