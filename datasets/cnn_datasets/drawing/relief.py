"""A small renderer: round limbs as a height field, lit by one lamp.

A limb is a capsule: two spheres and the cone between them, seen from straight above (orthographic
projection). The height field keeps the nearest surface; its slope gives the normal for Lambert's
cosine law, and lying lower than the surroundings darkens (ambient occlusion).
"""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.camera import blur

__all__ = ["Relief"]


class Relief:
    """A square height field.

    Attributes:
        height: (n, n) float32, towards the viewer, in pixels; `FLOOR` where nothing is.
        cover: (n, n) float32, 0 outside and 1 inside, in between on the outline.
    """

    FLOOR = -1000.0

    def __init__(self, n: int):
        self.n = n
        self.height = np.full((n, n), self.FLOOR, np.float32)
        self.cover = np.zeros((n, n), np.float32)
        self._axis = np.arange(n, dtype=np.float32)

    def capsule(self, a, b, radius_a: float, radius_b: float) -> None:
        """Add a limb from point a to point b, each (x, y, z) in pixels, y down, z to the viewer."""
        reach = max(radius_a, radius_b) + 1
        left, right = self._window(a[0], b[0], reach)
        top, bottom = self._window(a[1], b[1], reach)
        if left >= right or top >= bottom:
            return
        x = self._axis[None, left:right] - np.float32(a[0])
        y = self._axis[top:bottom, None] - np.float32(a[1])
        dx, dy, dz = (np.float32(b[i] - a[i]) for i in range(3))
        length = max(float(dx * dx + dy * dy), 1e-6)
        t = np.clip((x * dx + y * dy) / np.float32(length), 0, 1)
        across = (x - t * dx) ** 2 + (y - t * dy) ** 2
        radius = np.float32(radius_a) + t * np.float32(radius_b - radius_a)
        inside = radius * radius - across
        surface = np.float32(a[2]) + t * dz + np.sqrt(np.maximum(inside, 0))
        surface[inside <= 0] = self.FLOOR
        part = (slice(top, bottom), slice(left, right))
        np.maximum(self.height[part], surface, out=self.height[part])
        soft = np.clip(radius - np.sqrt(across) + 0.5, 0, 1)
        np.maximum(self.cover[part], soft, out=self.cover[part])

    def _window(self, a: float, b: float, reach: float) -> tuple[int, int]:
        return max(0, int(min(a, b) - reach)), min(self.n, int(max(a, b) + reach) + 2)

    def shade(self, lamp: tuple[float, float, float], ambient: float) -> np.ndarray:
        """Brightness of the surface, (n, n) float32, about 0.2 ... 1.2.

        Args:
            lamp: direction to the light, a unit vector (x, y, z).
            ambient: share of the light that comes from everywhere.
        """
        lowest = np.where(self.height > self.FLOOR / 2, self.height, np.float32(np.inf)).min()
        height = np.maximum(self.height, lowest - 2) if np.isfinite(lowest) else self.height * 0
        # Steps between one finger and the next would have an endless slope.
        slope_y, slope_x = (np.clip(s, -2.5, 2.5) for s in np.gradient(height))
        norm = np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
        lit = (lamp[2] - lamp[0] * slope_x - lamp[1] * slope_y) / norm
        buried = np.clip((blur(height, self.n // 42) - height) * (14 / self.n), 0, 0.55)
        return (ambient + (1 - ambient) * np.maximum(lit, 0)) * (1 - buried)
