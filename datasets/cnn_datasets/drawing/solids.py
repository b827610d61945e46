"""The renderer of solids: ellipsoids and limbs, the surface nearest to the viewer at every pixel.

Orthographic projection; camera axes are x to the right, y down and z towards the viewer, in pixels.
A limb is a capsule: the space that a ball sweeps on its way from a to b while its radius changes.
Seen from straight above, its surface is known in closed form (exactly for equal radii; a slope
between two radii is followed to first order), so no mesh and no rays are needed.

`DepthBuffer` keeps the nearest solid, for hands and animals. `BlendedLimbs` also keeps colours and
normals, and rounds the seams between limbs, for horses and people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn_datasets.drawing.camera import blur

__all__ = ["FAR", "BlendedLimbs", "DepthBuffer", "Ellipsoid", "Limb"]

FAR = -1e4
"""The depth where nothing is."""


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid whose semi-axes are the columns of `axes` (3, 3); `part` is what it shows."""

    centre: np.ndarray
    axes: np.ndarray
    part: int

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        reach = np.sqrt((self.axes[:2] ** 2).sum(axis=1))
        return (*(self.centre[:2] - reach), *(self.centre[:2] + reach))


@dataclass(frozen=True)
class Limb:
    """A ball of one radius at a, one of another at b, and the cone between them."""

    a: np.ndarray
    b: np.ndarray
    radius_a: float
    radius_b: float
    part: int = 1

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        low = np.minimum(self.a[:2] - self.radius_a, self.b[:2] - self.radius_b)
        high = np.maximum(self.a[:2] + self.radius_a, self.b[:2] + self.radius_b)
        return (*low, *high)


class DepthBuffer:
    """The nearest surface at every pixel.

    Attributes
    ----------
    depth
        (h, w) float32, towards the viewer, in pixels; `FAR` where nothing is.
    part
        (h, w) uint8, the part seen there; 0 where nothing is.
    cover
        (h, w) float32, 0 outside and 1 inside, in between on the outline.
    """

    def __init__(self, height: int, width: int, sharp: bool = False):
        """`sharp` has limbs' outlines one pixel wide; otherwise thin limbs are a little softer."""
        self.depth = np.full((height, width), FAR, np.float32)
        self.part = np.zeros((height, width), np.uint8)
        self.cover = np.zeros((height, width), np.float32)
        self._y = np.arange(height, dtype=np.float32)[:, None]
        self._x = np.arange(width, dtype=np.float32)[None, :]
        self._sharp = sharp

    def add(self, solid: Ellipsoid | Limb) -> None:
        """Add a solid; what lies outside the picture is left out."""
        window = _window(solid, self.depth.shape)
        if window is None:
            return
        x, y = self._x[:, window[1]], self._y[window[0]]
        if isinstance(solid, Ellipsoid):
            depth, cover = _ellipsoid_surface(solid, x, y)
        else:
            depth, cover = _limb_surface(solid, x, y, self._sharp)
        nearer = depth > self.depth[window]
        np.copyto(self.depth[window], depth, where=nearer)
        np.copyto(self.part[window], np.uint8(solid.part), where=nearer)
        np.maximum(self.cover[window], cover, out=self.cover[window])


def _window(solid: Ellipsoid | Limb, shape: tuple[int, int]) -> tuple[slice, slice] | None:
    """Rows and columns that a solid may touch, None if there are none in the picture."""
    height, width = shape
    left, top, right, bottom = solid.box()
    rows = slice(max(0, int(top) - 1), max(0, min(height, int(bottom) + 2)))
    columns = slice(max(0, int(left) - 1), max(0, min(width, int(right) + 2)))
    return None if rows.start >= rows.stop or columns.start >= columns.stop else (rows, columns)


def _ellipsoid_surface(solid: Ellipsoid, x, y):
    """Depth of an ellipsoid, `FAR` beside it, and its coverage."""
    # As for a Gaussian: the outline is the marginal in x and y, the surface the conditional in z.
    spread = solid.axes @ solid.axes.T
    inverse = np.linalg.inv(spread[:2, :2])
    slope = inverse @ spread[:2, 2]
    rise = math.sqrt(max(spread[2, 2] - spread[:2, 2] @ slope, 1e-6))
    dx, dy = x - np.float32(solid.centre[0]), y - np.float32(solid.centre[1])
    a, b, c = (np.float32(v) for v in (inverse[0, 0], 2 * inverse[0, 1], inverse[1, 1]))
    inside = 1 - (a * dx * dx + b * dx * dy + c * dy * dy)
    depth = np.float32(slope[0]) * dx + np.float32(slope[1]) * dy + np.float32(solid.centre[2])
    depth = depth + np.float32(rise) * np.sqrt(np.maximum(inside, 0))
    radius = np.float32(0.5 * math.sqrt(math.sqrt(max(np.linalg.det(spread[:2, :2]), 1e-6))))
    cover = np.clip(inside * radius + 0.5, 0, 1)
    return np.where(cover > 0.5, depth, np.float32(FAR)), cover


def _limb_surface(limb: Limb, x, y, sharp: bool):
    """Depth of a limb, `FAR` beside it, and its coverage."""
    direction = (limb.b - limb.a).astype(np.float32)
    dx, dy = x - np.float32(limb.a[0]), y - np.float32(limb.a[1])
    length = max(float(direction[0] ** 2 + direction[1] ** 2), 1e-6)
    t = np.clip((dx * direction[0] + dy * direction[1]) / np.float32(length), 0, 1)
    across = (dx - t * direction[0]) ** 2 + (dy - t * direction[1]) ** 2
    radius = np.float32(limb.radius_a) + t * np.float32(limb.radius_b - limb.radius_a)
    inside = radius * radius - across
    depth = np.float32(limb.a[2]) + t * direction[2] + np.sqrt(np.maximum(inside, 0))
    if sharp:
        cover = np.clip(radius - np.sqrt(across) + 0.5, 0, 1)
        return np.where(inside > 0, depth, np.float32(FAR)), cover
    cover = np.clip(inside / np.maximum(2 * radius, 0.5) + 0.5, 0, 1)
    return np.where(cover > 0.5, depth, np.float32(FAR)), cover


class BlendedLimbs:
    """A square picture of coloured limbs; where two meet, the seam is rounded, as flesh does.

    The seam is the polynomial smooth maximum of Quilez (2013), iquilezles.org/articles/smin.

    Attributes
    ----------
    depth
        (n, n) float32, towards the viewer, in pixels; `FAR` where nothing is.
    cover
        (n, n) float32, 0 outside and 1 inside, in between on the outline.
    layers
        (6, n, n) float32: red, green, blue (0 ... 1), share of the pattern, normal x and y.
    """

    def __init__(self, n: int):
        self.depth = np.full((n, n), FAR, np.float32)
        self.cover = np.zeros((n, n), np.float32)
        self.layers = np.zeros((6, n, n), np.float32)
        self._axis = np.arange(n, dtype=np.float32)

    def add(self, a, b, radius_a, radius_b, colour, pattern=0.0, seam=1.0) -> None:
        """Add a limb.

        Parameters
        ----------
        a, b
            Ends, each (x, y, z) in pixels, y down, z to the viewer.
        radius_a, radius_b
            Radii at the ends in pixels.
        colour
            Red, green, blue, 0 ... 1.
        pattern
            0 ... 1, how much of a pattern (coat, cloth) this limb takes.
        seam
            Pixels of height over which it merges with what is there; more than 0.
        """
        window = _window(Limb(np.asarray(a), np.asarray(b), radius_a, radius_b), self.depth.shape)
        if window is None:
            return
        x = self._axis[None, window[1]] - np.float32(a[0])
        y = self._axis[window[0], None] - np.float32(a[1])
        dx, dy, dz = (float(b[i] - a[i]) for i in range(3))
        flat = max((dx * dx + dy * dy) ** 0.5, 1e-3)
        # A limb seen end on has no direction; any one does.
        ex, ey = (
            (np.float32(dx / flat), np.float32(dy / flat))
            if flat > 1e-3
            else (np.float32(1), np.float32(0))
        )
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
        old = self.depth[window]
        share = np.clip((surface - old) * (np.float32(0.5) / seam) + np.float32(0.5), 0, 1)
        share[soft <= 0] = 0
        self.depth[window] = old + share * (surface - old) + seam * share * (1 - share)
        np.maximum(self.cover[window], soft, out=self.cover[window])
        normals = (x - centre * ex) / radius, (y - centre * ey) / radius
        values = (*(np.float32(v) for v in (*colour, pattern)), *normals)
        for layer, value in zip(self.layers, values, strict=True):
            here = layer[window]
            here += share * (value - here)

    def light(self, lamp, ambient: float) -> np.ndarray:
        """Brightness of every pixel, (n, n) float32: Lambert's law, sky from above, dim hollows.

        Parameters
        ----------
        lamp
            Direction to the light, a unit vector (x, y, z), y down, z to the viewer.
        ambient
            Share of the light that comes from the sky instead of the lamp.
        """
        normal_x, normal_y = self.layers[4], self.layers[5]
        normal_z = np.sqrt(np.maximum(1 - normal_x * normal_x - normal_y * normal_y, 0))
        direct = np.maximum(lamp[0] * normal_x + lamp[1] * normal_y + lamp[2] * normal_z, 0)
        sky = np.float32(0.75) - np.float32(0.35) * normal_y
        inside = self.depth > FAR / 2
        if not inside.any():
            return sky
        depth = np.where(inside, self.depth, self.depth[inside].min())
        buried = np.clip((_surroundings(depth) - depth) * np.float32(5 / len(depth)), 0, 0.5)
        return (ambient * sky + (1 - ambient) * direct) * (1 - buried)


def _surroundings(depth: np.ndarray) -> np.ndarray:
    """Mean depth around every pixel, from a third of the rows and columns: smooth anyway."""
    coarse = blur(np.ascontiguousarray(depth[::3, ::3]), max(1, len(depth) // 150))
    return np.asarray(Image.fromarray(coarse).resize(depth.shape, Image.Resampling.BILINEAR))
