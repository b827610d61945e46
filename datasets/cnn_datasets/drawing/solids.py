"""A small renderer for animals: ellipsoids and tapered limbs in a depth buffer.

Orthographic projection; camera axes are x to the right, y down and z towards the viewer, in
pixels. What `relief` does for hands on a square, this does on any picture, and it remembers which
part of the animal every pixel shows, so that a coat can be painted on afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

__all__ = ["DepthBuffer", "Figure", "rotation"]


def rotation(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """Matrix (3, 3) from an animal's axes (side, down, forward) to the camera's; angles in radians.

    With no yaw the animal faces the viewer; a positive yaw turns it to the viewer's right, a
    positive pitch lets it look down, a positive roll turns it clockwise.
    """
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    lean = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return lean @ nod @ turn


@dataclass(frozen=True)
class Ellipsoid:
    """Semi-axes are the columns of `axes` (3, 3)."""

    centre: np.ndarray
    axes: np.ndarray
    part: int

    def moved(self, matrix: np.ndarray, offset: np.ndarray) -> Ellipsoid:
        return Ellipsoid(matrix @ self.centre + offset, matrix @ self.axes, self.part)

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        reach = np.sqrt((self.axes[:2] ** 2).sum(axis=1))
        return (*(self.centre[:2] - reach), *(self.centre[:2] + reach))


@dataclass(frozen=True)
class Limb:
    """A ball of radius `start` at a, one of radius `end` at b, and the cone between them."""

    a: np.ndarray
    b: np.ndarray
    start: float
    end: float
    part: int

    def moved(self, matrix: np.ndarray, offset: np.ndarray) -> Limb:
        scale = float(np.linalg.norm(matrix[:, 0]))
        a, b = matrix @ self.a + offset, matrix @ self.b + offset
        return Limb(a, b, self.start * scale, self.end * scale, self.part)

    def box(self) -> tuple[float, float, float, float]:
        low = np.minimum(self.a[:2] - self.start, self.b[:2] - self.end)
        high = np.maximum(self.a[:2] + self.start, self.b[:2] + self.end)
        return (*low, *high)


class Figure:
    """Solids of an animal in its own axes; points are (side, down, forward)."""

    def __init__(self):
        self.solids: list[Ellipsoid | Limb] = []

    def ball(self, centre, radii, part: int, lean: float = 0.0) -> None:
        """An ellipsoid with three radii, turned clockwise by `lean` radians."""
        axes = rotation(0, 0, lean) @ np.diag(radii)
        self.solids.append(Ellipsoid(np.array(centre, float), axes, part))

    def limb(self, a, b, start: float, end: float, part: int) -> None:
        self.solids.append(Limb(np.array(a, float), np.array(b, float), start, end, part))

    def placed(self, matrix: np.ndarray, offset: np.ndarray) -> list[Ellipsoid | Limb]:
        """The solids as the camera sees them."""
        return [solid.moved(matrix, offset) for solid in self.solids]


class DepthBuffer:
    """The nearest surface at every pixel.

    Attributes:
        depth: (h, w) float32, towards the viewer, in pixels; `FAR` where nothing is.
        part: (h, w) uint8, the part seen there; 0 where nothing is.
        cover: (h, w) float32, 0 outside and 1 inside, in between on the outline.
    """

    FAR = -1e4

    def __init__(self, height: int, width: int):
        self.depth = np.full((height, width), self.FAR, np.float32)
        self.part = np.zeros((height, width), np.uint8)
        self.cover = np.zeros((height, width), np.float32)
        self.y = np.arange(height, dtype=np.float32)[:, None]
        self.x = np.arange(width, dtype=np.float32)[None, :]

    def add(self, solid: Ellipsoid | Limb) -> None:
        height, width = self.depth.shape
        left, top, right, bottom = solid.box()
        rows = slice(max(0, int(top) - 1), max(0, min(height, int(bottom) + 2)))
        columns = slice(max(0, int(left) - 1), max(0, min(width, int(right) + 2)))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        surface = _ellipsoid if isinstance(solid, Ellipsoid) else _limb
        depth, soft = surface(solid, self.x[:, columns], self.y[rows])
        nearer = (soft > 0.5) & (depth > self.depth[rows, columns])
        np.copyto(self.depth[rows, columns], depth, where=nearer)
        np.copyto(self.part[rows, columns], np.uint8(solid.part), where=nearer)
        np.maximum(self.cover[rows, columns], soft, out=self.cover[rows, columns])


def _ellipsoid(solid: Ellipsoid, x, y):
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
    return depth, np.clip(inside * radius + 0.5, 0, 1)


def _limb(solid: Limb, x, y):
    direction = (solid.b - solid.a).astype(np.float32)
    dx, dy = x - np.float32(solid.a[0]), y - np.float32(solid.a[1])
    length = max(float(direction[0] ** 2 + direction[1] ** 2), 1e-3)
    t = np.clip((dx * direction[0] + dy * direction[1]) / np.float32(length), 0, 1)
    across = (dx - t * direction[0]) ** 2 + (dy - t * direction[1]) ** 2
    radius = np.float32(solid.start) + t * np.float32(solid.end - solid.start)
    inside = radius * radius - across
    depth = np.float32(solid.a[2]) + t * direction[2] + np.sqrt(np.maximum(inside, 0))
    return depth, np.clip(inside / np.maximum(2 * radius, 0.5) + 0.5, 0, 1)
