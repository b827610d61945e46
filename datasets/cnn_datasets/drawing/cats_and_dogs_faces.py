"""Faces of cats and dogs, drawn with a fine pen: eyes, nose, mouth, whiskers, inner ears."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import between, chance, one_of
from cnn_datasets.drawing.cats_and_dogs_bodies import MUZZLE_ROW, ear_axis
from cnn_datasets.drawing.cats_and_dogs_breeds import Build
from cnn_datasets.drawing.solids import DepthBuffer

__all__ = ["draw_features"]

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


DARK = (26, 20, 19)


def draw_features(
    rng: np.random.Generator, build: Build, inner_ear, nose, buffer: DepthBuffer, matrix, middle
):
    """RGBA picture of the features, float32 (h, w, 4) with 0 ... 1, and its left and top edge."""
    sheet = Sheet(buffer, matrix, middle)
    iris = tuple(round(255 * c) for c in one_of(rng, build.irises))
    gaze = between(rng, -0.25, 0.25), between(rng, -0.1, 0.15)
    opened, wide = between(rng, 0.72, 1.0), between(rng, 0.25, 0.8)
    whisker = (236, 234, 230) if chance(rng, 0.75) else (60, 54, 50)
    if build.ears == "upright":
        for side in (-1, 1):
            _inner_ear(sheet, build, side, tuple(round(255 * c) for c in inner_ear))
    for side in (-1, 1):
        _eye(sheet, build, side, iris, gaze, opened, wide)
    _mouth(sheet, build, tuple(round(255 * c) for c in nose))
    if build.whiskers:
        _whiskers(rng, sheet, build, whisker)
    return sheet.picture(), sheet.left, sheet.top


def _inner_ear(sheet: Sheet, build: Build, side: int, colour) -> None:
    if sheet.matrix[2, 2] / sheet.scale < 0.3:
        return
    length, half, _ = build.ear
    root, along = ear_axis(build, side)
    across = np.array((-along[1], along[0], 0.0))
    outline = ((0.25, -0.6), (0.6, -0.33), (0.86, 0), (0.6, 0.3), (0.22, 0.5))
    front = root + np.array((0, 0, 0.25))
    points = [front + along * length * t + across * half * u for t, u in outline]
    sheet.polygon(points, colour, 235)


def _eye(sheet: Sheet, build: Build, side: int, iris, gaze, opened: float, wide: float) -> None:
    half, ratio, slant, apart, row = build.eye
    rx, ry, rz = build.skull
    x, y = side * apart, row
    z = rz * math.sqrt(max(0.05, 1 - (x / rx) ** 2 - (y / ry) ** 2))
    normal = np.array((x / rx**2, y / ry**2, z / rz**2))
    normal /= np.linalg.norm(normal)
    middle = np.array((x, y, z)) + 0.03 * normal
    if not sheet.faces_viewer(middle, normal):
        return
    right = np.array((1.0, 0, 0)) - normal[0] * normal
    right /= np.linalg.norm(right)
    down = np.cross(normal, right)
    lean = -side * slant
    across = math.cos(lean) * right + math.sin(lean) * down
    upright = -math.sin(lean) * right + math.cos(lean) * down

    def ring(a, b, u=0.0, v=0.0, power=1.0, n=20):
        angles = [2 * math.pi * i / n for i in range(n)]
        return [middle + (u + a * math.cos(t)) * across
                + (v + b * math.copysign(abs(math.sin(t)) ** power, math.sin(t))) * upright
                for t in angles]  # fmt: skip

    tall = half * ratio * opened
    sheet.polygon(ring(1.16 * half, 1.2 * tall, power=1.25), DARK)
    sheet.polygon(ring(half, tall, power=1.3), iris)
    u, v = gaze[0] * half, gaze[1] * half
    if build.slit:
        sheet.polygon(ring(0.42 * wide * half, 0.92 * tall, u, v), (12, 10, 10))
    else:
        sheet.polygon(ring(0.62 * half, 0.62 * half * opened, u, v), (12, 10, 10))
    sheet.polygon(ring(0.17 * half, 0.17 * half, u - 0.3 * half, v - 0.35 * tall, n=8), (245,) * 3)


def _mouth(sheet: Sheet, build: Build, nose) -> None:
    if build.whiskers:
        _cat_mouth(sheet, build, nose)
    else:
        _dog_mouth(sheet, build)


def _cat_mouth(sheet: Sheet, build: Build, nose) -> None:
    tip, row, width = build.muzzle[2], MUZZLE_ROW, build.nose
    front = build.skull[2] + build.muzzle[0]
    if not sheet.faces_viewer((0, row + 0.12, front + 0.2 * tip), (0, 0, 1), 0.6):
        return
    z = front + 0.9 * tip
    top, low = [(-width, row - 0.06, z), (0, row - 0.11, z), (width, row - 0.06, z)], row + 0.09
    sheet.polygon([*top, (0.35 * width, low, z), (-0.35 * width, low, z)], nose)
    sheet.line([(0, row + 0.08, z), (0, row + 0.22, z)], DARK, 0.035, 200)
    for side in (-1, 1):
        corner = (0.33 * side, row + 0.27, z - 0.2)
        sheet.line(
            [(0, row + 0.21, z), (0.13 * side, row + 0.31, z - 0.03), corner], DARK, 0.04, 190
        )


def _dog_mouth(sheet: Sheet, build: Build) -> None:
    (_, root, tip), row, size = build.muzzle, MUZZLE_ROW, build.nose
    front = build.skull[2] + build.muzzle[0]
    z = front + 0.95 * tip
    if sheet.matrix[2, 2] / sheet.scale > -0.1:
        sheet.line([(0, row + 0.1, z), (0, row + 0.3, z - 0.04)], DARK, 0.04, 200)
        angles = np.linspace(0, 2 * math.pi, 14)
        shine = [(0.4 * size * math.cos(t), row - 0.16 + 0.14 * size * math.sin(t), z + 0.5 * size)
                 for t in angles]  # fmt: skip
        sheet.polygon(shine, (235, 235, 238), 90)
    for side in (-1, 1):
        if sheet.matrix[2] @ (side, 0.1, 0.25) / sheet.scale > 0.1:
            before = [(0, row + 0.28, z - 0.04), (0.35 * tip * side, row + 0.37, z - 0.1)]
            after = [(0.75 * tip * side, row + 0.38, front), (0.95 * root * side, row + 0.32, 0.8)]
            sheet.line(before + after, DARK, 0.035, 190)


def _whiskers(rng: np.random.Generator, sheet: Sheet, build: Build, colour) -> None:
    edge = build.skull[2] + build.muzzle[0]
    for side in (-1, 1):
        visible = sheet.matrix[2] @ (0.8 * side, 0, 0.6) / sheet.scale > 0
        for k in range(4):
            rise, long = 0.16 * (k - 1.3) + between(rng, -0.05, 0.05), between(rng, 0.7, 1.0)
            if not visible:
                continue
            length = build.whiskers * long * side
            x, y = 0.24 * side, MUZZLE_ROW + 0.08 + 0.05 * k
            middle = (x + 0.5 * length, y + 0.4 * rise, edge + 0.05)
            end = (x + length, y + 1.2 * rise + 0.1, edge - 0.2)
            sheet.line([(x, y, edge), middle, end], colour, 0.012, 170)
