"""Figures built from limbs in space, the camera that looks at them, lamp and exposure.

Figure coordinates: x forward, y up, z to the figure's right; the ground is y = 0. Lengths are
shares of the figure's own height.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from cnn_datasets.drawing.camera import between, chance, one_of

__all__ = [
    "Camera", "Figure", "at", "choose_exposure", "choose_lamp", "frame_figure", "looking", "reach",
    "turned",
]  # fmt: skip


@dataclass(frozen=True)
class ColouredLimb:
    """A capsule from a to b with a colour (0 ... 1), a share of the pattern and a soft seam."""

    a: np.ndarray
    b: np.ndarray
    radius_a: float
    radius_b: float
    colour: tuple[float, float, float]
    pattern: float
    seam: float


@dataclass
class Figure:
    """Limbs, drawn in the order they were added; `head` is the point a picture must not lose."""

    limbs: list[ColouredLimb] = field(default_factory=list)
    head: np.ndarray = field(default_factory=lambda: np.zeros(3))

    def add(self, a, b, radius_a, radius_b, colour, pattern=0.0, seam=0.02) -> None:
        """Add a limb; the seam is a share of the figure's height."""
        a, b = np.array(a, float), np.array(b, float)
        colour = tuple(c / 255 for c in colour)
        self.limbs.append(ColouredLimb(a, b, radius_a, radius_b, colour, pattern, seam))

    def ball(self, centre, radius, colour, pattern=0.0, seam=0.02) -> None:
        self.add(centre, centre, radius, radius, colour, pattern, seam)

    def move(self, change: Callable[[np.ndarray], np.ndarray], limbs: Iterable[int]) -> None:
        """Move the limbs with these numbers, and the head: `change` maps a point to a point."""
        for number in limbs:
            limb = self.limbs[number]
            limb.a[:], limb.b[:] = change(limb.a), change(limb.b)
        self.head = change(self.head)

    def stand(self, above: float = 0.0) -> None:
        """Move the figure down or up until its lowest point is `above` the ground."""
        ends = ((p[1], r) for k in self.limbs for p, r in ((k.a, k.radius_a), (k.b, k.radius_b)))
        lift = above - min(height - radius for height, radius in ends)
        self.move(lambda point: at(point, 0, lift, 0), range(len(self.limbs)))


def reach(start, length: float, swing: float, spread: float = 0.0) -> np.ndarray:
    """The end of a bone that hangs from `start`: swung forward and spread to the right, degrees."""
    swing, spread = math.radians(swing), math.radians(spread)
    down = math.cos(swing) * math.cos(spread)
    return np.asarray(start, float) + length * np.array(
        [math.sin(swing) * math.cos(spread), -down, math.sin(spread)]
    )


def at(point, x: float, y: float, z: float) -> np.ndarray:
    """A point moved forward, up and to the right."""
    return np.asarray(point, float) + np.array([x, y, z])


def looking(degrees: float) -> np.ndarray:
    """Matrix (3, 3) that turns points about the vertical axis, to the right."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])


def turned(points, pivot, degrees: float) -> np.ndarray:
    """Points turned about a horizontal axis through the pivot; positive lifts what is in front."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y, z = np.moveaxis(np.asarray(points, float) - pivot, -1, 0)
    return np.stack([x * cos - y * sin, x * sin + y * cos, z], axis=-1) + pivot


@dataclass(frozen=True)
class Camera:
    """Looks at a figure from the side it turns to the viewer, some way up.

    Attributes
    ----------
    yaw
        Degrees the figure is turned; 0 faces right, 90 the viewer, 180 left.
    pitch
        Degrees the camera looks down.
    distance
        From the figure's middle, in figure heights: the nearer, the stronger the
        perspective.
    middle
        The point of the figure the camera looks at.
    scale, x, y
        Pixels a figure height, and where the middle is in the picture.
    """

    yaw: float
    pitch: float
    distance: float
    middle: tuple[float, float, float]
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def see(self, point) -> tuple[np.ndarray, float]:
        """Pixels (x, y down, z to the viewer) and how much nearer things are enlarged."""
        # Python's floats: for single points, they are faster than arrays.
        x, y, z = (float(p) - float(m) for p, m in zip(point, self.middle, strict=True))
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        across = x * math.cos(yaw) - z * math.sin(yaw)
        near = x * math.sin(yaw) + z * math.cos(yaw)
        up = y * math.cos(pitch) - near * math.sin(pitch)
        near = y * math.sin(pitch) + near * math.cos(pitch)
        grown = self.distance / max(self.distance - near, 0.3 * self.distance)
        right, down = across * grown * self.scale + self.x, -up * grown * self.scale + self.y
        return np.array([right, down, near * grown * self.scale]), grown * self.scale

    def box(self, figure: Figure) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a figure in pixels."""
        edges = []
        for limb in figure.limbs:
            for point, radius in ((limb.a, limb.radius_a), (limb.b, limb.radius_b)):
                (x, y, _), scale = self.see(point)
                r = radius * scale
                edges.append((x - r, y - r, x + r, y + r))
        left, top, right, bottom = np.array(edges).T
        return left.min(), top.min(), right.max(), bottom.max()


def frame_figure(rng, figure: Figure, size: int, horizon: float, any_side: float) -> Camera:
    """A view and a size at which all kinds of figures cover alike shares of the picture.

    Parameters
    ----------
    size
        Height and width of the picture in pixels.
    horizon
        Row above which no feet stand, if the figure fits into the picture.
    any_side
        Share of figures that are seen from anywhere, from behind, too.
    """
    middle = np.mean([(limb.a + limb.b) / 2 for limb in figure.limbs], axis=0)
    if chance(rng, any_side):
        yaw = between(rng, 0, 360)
    else:  # from the side, or half from in front
        yaw = one_of(rng, (between(rng, -20, 60), between(rng, 120, 200)))
    view = yaw, between(rng, -3, 14), between(rng, 2.4, 6)
    left, top, right, bottom = Camera(*view, middle).box(figure)
    share = between(rng, 0.16, 0.32)
    scale = (share * size**2 / (0.45 * (right - left) * (bottom - top))) ** 0.5
    left, top, right, bottom = (scale * edge for edge in (left, top, right, bottom))
    head = Camera(*view, middle, scale).see(figure.head)[0]
    x = _place(rng, size, left, right, head[0])
    y = _place(rng, size, top, bottom, head[1], horizon + 12)
    return Camera(*view, middle, scale, x, y)


def _place(rng, size: int, low: float, high: float, head: float, ground: float = 0.0) -> float:
    """Where the middle comes along one axis: inside if it fits, else with the head in view."""
    room = size - (high - low)
    if room >= 0:
        start = between(rng, 0, 1) * room
        # Feet stand below the horizon.
        return max(start, min(ground - (high - low), room)) - low
    start = between(rng, room, 0)
    return min(max(start - low, 0.12 * size - head), 0.88 * size - head)


def choose_lamp(rng) -> tuple[float, float, float]:
    """Direction to the light, a unit vector: x to the right, y down, z to the viewer."""
    x, y, z = between(rng, -0.9, 0.9), -between(rng, 0.4, 1), between(rng, 0.2, 1)
    length = (x * x + y * y + z * z) ** 0.5
    return x / length, y / length, z / length


def choose_exposure(rng) -> tuple[np.float32, np.float32]:
    """Light on the place and on the figure.

    Half of the figures are brighter than what is behind them, half darker. Were most of them
    darker, a linear model could find them, and tell a wide from a tall one.
    """
    if chance(rng, 0.5):
        return np.float32(between(rng, 0.4, 0.65)), np.float32(between(rng, 1.5, 1.9))
    return np.float32(between(rng, 1.0, 1.25)), np.float32(between(rng, 0.85, 1.15))
