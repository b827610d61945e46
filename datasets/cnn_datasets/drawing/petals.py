"""Petals in space: outlines around a flower's axis, as a camera sees them, and a board to paint on.

Coordinates of a flower: u and v across its face, h along its axis, in units of its radius. Points
on the board are in pixels of the finished picture, x to the right and y down.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn_datasets.drawing.canvas import mix

__all__ = ["Board", "T", "View", "blend", "outlines", "shade"]

T = np.array([0, 0.12, 0.3, 0.5, 0.68, 0.8, 0.88, 0.94, 0.98, 1.0])
"""Where along a petal its outline is computed, 0 at the base and 1 at the tip."""
FACTOR = 2


def shade(colour, factor: float):
    red, green, blue = colour
    return red * factor, green * factor, blue * factor


def blend(colour, other, share: float):
    """`colour` where share is 0, `other` where it is 1."""
    return tuple(mix(a, b, share) for a, b in zip(colour, other, strict=True))


def _rgba(colour, alpha: float) -> tuple[int, int, int, int]:
    red, green, blue = colour
    return (
        min(255, max(0, int(red + 0.5))),
        min(255, max(0, int(green + 0.5))),
        min(255, max(0, int(blue + 0.5))),
        int(255 * alpha),
    )


class Board:
    """A picture under way, with twice the pixels of the finished one in both directions."""

    def __init__(self, width: int, height: int, image: Image.Image | None = None):
        self.width, self.height = width, height
        self._show(image or Image.new("RGB", (width * FACTOR, height * FACTOR)))

    def _show(self, image: Image.Image) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image, "RGBA")

    def polygon(self, points, colour, alpha: float = 1.0) -> None:
        """A filled polygon through points, (k, 2)."""
        flat = (np.asarray(points) * FACTOR).ravel().tolist()
        self._draw.polygon(flat, fill=_rgba(colour, alpha))

    def line(self, points, colour, width: float, alpha: float = 1.0) -> None:
        flat = (np.asarray(points) * FACTOR).ravel().tolist()
        pixels = max(1, round(width * FACTOR))
        joint = "curve" if pixels > 3 else None
        self._draw.line(flat, fill=_rgba(colour, alpha), width=pixels, joint=joint)

    def dot(self, x: float, y: float, radius: float, colour, alpha: float = 1.0, flat=1.0) -> None:
        """An ellipse; `flat` is its height over its width."""
        x, y, r = x * FACTOR, y * FACTOR, max(radius * FACTOR, 0.6)
        self._draw.ellipse([x - r, y - r * flat, x + r, y + r * flat], fill=_rgba(colour, alpha))

    def soften(self, radius: float) -> None:
        """Put everything so far out of focus; radius in pixels."""
        # A blurred picture has no detail to lose in a smaller copy, which is blurred faster.
        small = min(8, max(FACTOR, int(radius * FACTOR / 2)))
        image = self.image.reduce(small)
        for _ in range(2):
            image = image.filter(ImageFilter.BoxBlur(radius * FACTOR / small))
        self._show(image.resize(self.image.size, Image.Resampling.BILINEAR))

    def finished(self) -> np.ndarray:
        """float32 (height, width, 3), 0 ... 1."""
        return np.asarray(self.image.reduce(FACTOR), np.float32) / 255


class View:
    """How a flower is seen.

    Args:
        x, y: middle of the flower on the board.
        radius: pixels of one unit.
        tilt: angle between the flower's axis and the line of sight: 0 face on, pi/2 from the side.
        lean: direction on the board in which the flower faces, 0 to the right, -pi/2 up.
    """

    def __init__(self, x: float, y: float, radius: float, tilt: float, lean: float):
        self.x, self.y, self.radius, self.tilt, self.lean = x, y, radius, tilt, lean

    def project(self, u, v, h):
        """Points on the board, (..., 2), and how near they are to the viewer."""
        along = v * math.cos(self.tilt) + h * math.sin(self.tilt)
        near = h * math.cos(self.tilt) - v * math.sin(self.tilt)
        cos, sin = math.cos(self.lean) * self.radius, math.sin(self.lean) * self.radius
        points = np.empty((*np.shape(along), 2))
        points[..., 0] = self.x + along * cos - u * sin
        points[..., 1] = self.y + along * sin + u * cos
        return points, near

    def axis(self, h: float) -> tuple[float, float]:
        """The point at height h of the flower's axis."""
        reach = h * math.sin(self.tilt) * self.radius
        return self.x + reach * math.cos(self.lean), self.y + reach * math.sin(self.lean)


def outlines(view: View, azimuth, along, height, half, wrap: bool = False):
    """Outlines of p petals around the axis.

    Args:
        azimuth: direction of each petal, (p,).
        along: distance from the axis at each step t of the petal, (p, t).
        height: above the flower's base, (p, t).
        half: half of the petal's width, (p, t); an angle around the axis if `wrap`.

    Returns:
        Points (p, 2 t, 2) on the board, and the nearness of each petal to the viewer, (p,).
    """
    a = azimuth[:, None]
    sides = []
    for sign in (1, -1):
        if wrap:
            angle = a + sign * half
            u, v = along * np.cos(angle), along * np.sin(angle)
        else:
            u = along * np.cos(a) - sign * half * np.sin(a)
            v = along * np.sin(a) + sign * half * np.cos(a)
        sides.append(view.project(u, v, height))
    (left, near_left), (right, near_right) = sides
    middle = along.shape[1] // 2
    near = (near_left + near_right)[:, middle:].mean(axis=1)
    return np.concatenate([left, right[:, ::-1]], axis=1), near
