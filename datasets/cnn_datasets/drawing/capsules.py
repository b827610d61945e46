"""A renderer of figures built from round limbs: nearest surface, colour and normal of every pixel.

A limb is a capsule: the space a ball sweeps on its way from a to b while its radius changes. Seen
from straight above its surface is known in closed form (exactly for equal radii; a slope between
two radii is followed to first order), so that no mesh and no rays are needed. Where two limbs meet,
the polynomial smooth maximum of Quilez (2013) rounds the seam, as flesh does.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn_datasets.drawing.camera import blur

__all__ = ["Capsules"]


_AHEAD = np.float32(1), np.float32(0)


class Capsules:
    """A square picture of limbs.

    Attributes:
        height: (n, n) float32, towards the viewer, in pixels; `FLOOR` where nothing is.
        cover: (n, n) float32, 0 outside and 1 inside, in between on the outline.
        layers: (6, n, n) float32: red, green, blue (0 ... 1), share of the pattern, normal x and y.
    """

    FLOOR = -1e4

    def __init__(self, n: int):
        self.n = n
        self.height = np.full((n, n), self.FLOOR, np.float32)
        self.cover = np.zeros((n, n), np.float32)
        self.layers = np.zeros((6, n, n), np.float32)
        self._axis = np.arange(n, dtype=np.float32)

    def add(self, a, b, radius_a, radius_b, colour, pattern=0.0, seam=1.0) -> None:
        """Add a limb.

        Args:
            a, b: ends, each (x, y, z) in pixels, y down, z to the viewer.
            radius_a, radius_b: radii at the ends in pixels.
            colour: red, green, blue, 0 ... 1.
            pattern: 0 ... 1, how much of a pattern (coat, cloth) this limb takes.
            seam: pixels of height over which it merges with what is there; more than 0.
        """
        reach = max(radius_a, radius_b) + 1
        left, right = self._window(a[0], b[0], reach)
        top, bottom = self._window(a[1], b[1], reach)
        if left >= right or top >= bottom:
            return
        x = self._axis[None, left:right] - np.float32(a[0])
        y = self._axis[top:bottom, None] - np.float32(a[1])
        dx, dy, dz = (float(b[i] - a[i]) for i in range(3))
        flat = max((dx * dx + dy * dy) ** 0.5, 1e-3)
        # A limb seen end on has no direction; any one does.
        ex, ey = (np.float32(dx / flat), np.float32(dy / flat)) if flat > 1e-3 else _AHEAD
        tilt = np.float32(dz / (flat * flat + dz * dz) ** 0.5)
        slope = np.float32((radius_b - radius_a) / flat)
        radius_a, seam = np.float32(radius_a), np.float32(seam)
        along, across = x * ex + y * ey, x * ey - y * ex
        across *= across
        foot = np.clip(along, 0, np.float32(flat))
        radius = radius_a + foot * slope
        distance = np.sqrt(across + (along - foot) ** 2)
        soft = np.clip(radius - distance + np.float32(0.5), 0, 1)
        # The ball that shows at a pixel is not the one below it but one further up the slope.
        centre = along + tilt * np.sqrt(np.maximum(radius * radius - across, 0))
        centre = np.clip(centre, 0, np.float32(flat))
        radius = radius_a + centre * slope
        rise = np.sqrt(np.maximum(radius * radius - across - (along - centre) ** 2, 0))
        surface = np.float32(a[2]) + centre * np.float32(dz / flat) + rise
        part = (slice(top, bottom), slice(left, right))
        old = self.height[part]
        share = np.clip((surface - old) * (np.float32(0.5) / seam) + np.float32(0.5), 0, 1)
        share[soft <= 0] = 0
        self.height[part] = old + share * (surface - old) + seam * share * (1 - share)
        np.maximum(self.cover[part], soft, out=self.cover[part])
        normals = (x - centre * ex) / radius, (y - centre * ey) / radius
        values = (*(np.float32(v) for v in (*colour, pattern)), *normals)
        for layer, value in zip(self.layers, values, strict=True):
            here = layer[part]
            here += share * (value - here)

    def _window(self, a: float, b: float, reach: float) -> tuple[int, int]:
        return max(0, int(min(a, b) - reach)), min(self.n, int(max(a, b) + reach) + 2)

    def light(self, lamp, ambient: float) -> np.ndarray:
        """Brightness of every pixel, (n, n) float32: Lambert's law, sky from above, dim hollows.

        Args:
            lamp: direction to the light, a unit vector (x, y, z), y down, z to the viewer.
            ambient: share of the light that comes from the sky instead of the lamp.
        """
        normal_x, normal_y = self.layers[4], self.layers[5]
        normal_z = np.sqrt(np.maximum(1 - normal_x * normal_x - normal_y * normal_y, 0))
        direct = np.maximum(lamp[0] * normal_x + lamp[1] * normal_y + lamp[2] * normal_z, 0)
        sky = np.float32(0.75) - np.float32(0.35) * normal_y
        inside = self.height > self.FLOOR / 2
        if not inside.any():
            return sky
        height = np.where(inside, self.height, self.height[inside].min())
        buried = np.clip((_surroundings(height) - height) * np.float32(5 / self.n), 0, 0.5)
        return (ambient * sky + (1 - ambient) * direct) * (1 - buried)


def _surroundings(height: np.ndarray) -> np.ndarray:
    """Mean height around every pixel, from a third of the rows and columns: smooth anyway."""
    coarse = blur(np.ascontiguousarray(height[::3, ::3]), max(1, len(height) // 150))
    return np.asarray(Image.fromarray(coarse).resize(height.shape, Image.Resampling.BILINEAR))
