"""A transparent sheet over an animal's head, to draw on with a fine pen."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.solids import DepthBuffer

__all__ = ["Sheet"]

FACTOR = 3
"""Supersampling."""


class Sheet:
    """A transparent picture of the head's surroundings; points are in the head's axes."""

    def __init__(self, buffer: DepthBuffer, matrix: np.ndarray, middle: np.ndarray):
        self.scale = float(np.linalg.norm(matrix[:, 0]))
        self.matrix, self.middle, self.buffer = matrix, middle, buffer
        height, width = buffer.depth.shape
        reach = 2.6 * self.scale
        self.left, self.top = (int(max(0, middle[i] - reach)) for i in (0, 1))
        self.right = int(min(width, middle[0] + reach))
        self.bottom = int(min(height, middle[1] + reach))
        size = (max(1, self.right - self.left) * FACTOR, max(1, self.bottom - self.top) * FACTOR)
        self.image = Image.new("RGBA", size, (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def place(self, points) -> list[tuple[float, float]]:
        where = np.asarray(points, float) @ self.matrix[:2].T + self.middle[:2]
        where = (where - (self.left, self.top)) * FACTOR
        return [tuple(point) for point in np.round(where, 2).tolist()]

    def faces_viewer(self, point, normal, slack: float = 0.3) -> bool:
        """Whether the surface at a point is turned to the viewer and nothing hides it."""
        if (self.matrix[2] @ normal) / self.scale < 0.2:
            return False
        x, y, z = self.matrix @ point + self.middle
        height, width = self.buffer.depth.shape
        if not (0 <= x < width and 0 <= y < height):
            return False
        return float(self.buffer.depth[int(y), int(x)]) < z + slack * self.scale

    def polygon(self, points, colour, alpha: int = 255) -> None:
        self.pen.polygon(self.place(points), fill=(*colour, alpha))

    def line(self, points, colour, width: float, alpha: int = 255) -> None:
        pixels = max(1, round(width * self.scale * FACTOR))
        self.pen.line(self.place(points), fill=(*colour, alpha), width=pixels, joint="curve")

    def picture(self) -> np.ndarray:
        """What has been drawn, RGBA, float32 (h, w, 4) with 0 ... 1."""
        return np.asarray(self.image.reduce(FACTOR), np.float32) / 255
