"""A pen that draws on a head: local coordinates, turned and scaled, on a supersampled picture."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from cnn_datasets.drawing.canvas import SIZE

__all__ = ["Pen", "arc", "oval"]

FACTOR = 4


def oval(x: float, y: float, rx: float, ry: float, start=0.0, end=360.0, n=28):
    """Points of an ellipse (or of the part from start to end, in degrees clockwise from 3 h)."""
    angles = (math.radians(start + (end - start) * i / (n - 1)) for i in range(n))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def arc(x: float, y: float, half_width: float, lift: float, n=11):
    """Points of a parabola through (x, y) whose ends are `lift` higher (y points down)."""
    steps = (2 * i / (n - 1) - 1 for i in range(n))
    return [(x + half_width * s, y - lift * s * s) for s in steps]


class Pen:
    """Draws opaque shapes on a transparent picture of 4 x 64 pixels.

    Args:
        x, y: middle of the head in pixels of the finished image.
        scale: pixels a half of the head's height.
        roll: the head leans to the side, radians.
        yaw, pitch: the face looks aside or up and down; shifts what is drawn with ``face=True``.
    """

    def __init__(self, x: float, y: float, scale: float, roll: float, yaw: float, pitch: float):
        self.image = Image.new("RGBA", (SIZE * FACTOR,) * 2, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self.x, self.y, self.scale = x, y, scale
        self._roll = math.cos(roll), math.sin(roll)
        self._yaw, self._pitch = yaw, pitch

    def place(self, point, face: bool = False, leaning: bool = True) -> tuple[float, float]:
        """Local coordinates (right, down) to pixels of the finished image."""
        u, v = point
        if face:
            bulge = math.sqrt(max(0.0, 1 - (u / 0.8) ** 2))
            u = u * math.cos(self._yaw) + 0.5 * bulge * math.sin(self._yaw)
            v += 0.3 * self._pitch
        if leaning:
            cos, sin = self._roll
            u, v = u * cos - v * sin, u * sin + v * cos
        return self.x + u * self.scale, self.y + v * self.scale

    def _points(self, points, face: bool, leaning: bool):
        placed = (self.place(point, face, leaning) for point in points)
        return [(round(x * FACTOR), round(y * FACTOR)) for x, y in placed]

    def fill(self, points, colour, face: bool = False, leaning: bool = True) -> None:
        """A filled polygon."""
        self._draw.polygon(self._points(points, face, leaning), fill=(*colour, 255))

    def line(self, points, colour, width: float, face: bool = True, leaning: bool = True) -> None:
        """A line; its width is in halves of the head's height."""
        pixels = max(1, round(width * self.scale * FACTOR))
        self._draw.line(
            self._points(points, face, leaning), fill=(*colour, 255), width=pixels, joint="curve"
        )
