"""Drawing of many small grey pictures at once: tables of styles, outlines, coverage, cloth.

Every quantity of a picture is an array of shape (n, 1, 1), every picture one of (n, 28, 28), so
that NumPy draws a few hundred pictures in one go. Lengths are in pixels of the finished picture.
"""

from __future__ import annotations

import numpy as np

__all__ = ["SIZE", "Styles", "band", "cloth", "cover", "outline", "place", "segment", "wave"]

SIZE = 28
"""Height and width of a finished picture in pixels."""
MIDDLE = SIZE / 2
_AXIS = np.arange(SIZE, dtype=np.float32) + np.float32(0.5 - MIDDLE)


class Styles:
    """For each label a choice of styles; a style is a range for each quantity.

    Parameters
    ----------
    defaults
        ``{quantity: (low, high)}`` of all styles.
    styles
        ``{label: [(weight, {quantity: (low, high)}), ...]}``; what a style does not say
        it takes from the defaults.
    """

    def __init__(self, defaults: dict, styles: dict[int, list[tuple[float, dict]]]):
        self.names = tuple(defaults)
        self.labels = tuple(styles)
        longest = max(map(len, styles.values()))
        # A style that a label does not have is never reached: its cumulated weight is 1.
        self._until = np.ones((len(styles), longest), np.float32)
        self._ranges = np.zeros((len(styles), longest, len(defaults), 2), np.float32)
        for row, choice in enumerate(styles.values()):
            weights = np.array([weight for weight, _ in choice], np.float64)
            self._until[row, : len(choice)] = np.cumsum(weights) / weights.sum()
            self._until[row, len(choice) - 1] = 1
            for column, (_, own) in enumerate(choice):
                if unknown := set(own) - set(defaults):
                    raise ValueError(f"no such quantity: {sorted(unknown)}")
                self._ranges[row, column] = list((defaults | own).values())

    def draw(self, rng: np.random.Generator, labels: np.ndarray) -> dict[str, np.ndarray]:
        """The quantities of one picture for each of n labels, each float32 (n, 1, 1)."""
        row = np.searchsorted(self.labels, labels)
        column = (rng.random(len(labels))[:, None] >= self._until[row]).sum(axis=1)
        low, high = np.moveaxis(self._ranges[row, column], -1, 0)
        values = low + (high - low) * rng.random(low.shape, np.float32)
        return {name: values[:, i, None, None] for i, name in enumerate(self.names)}


def place(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Where n things lie in their pictures: nearly centred, nearly filling them.

    Returns
    -------
    tuple of ndarray
        The things' own coordinates of the pixel centres: x, float32 (n, 1, 28), 0 in the middle;
        y, float32 (n, 28, 1), 0 at the upper edge and 28 at the lower one.
    """
    size, right, down = np.moveaxis(rng.random((n, 3), np.float32), 1, 0)[:, :, None, None]
    size = 0.9 + 0.12 * size
    x = (_AXIS.reshape(1, 1, SIZE) - 1.6 * (right - 0.5)) / size
    y = (_AXIS.reshape(1, SIZE, 1) - 1.4 * (down - 0.5)) / size
    return x, y + MIDDLE


def outline(axis: np.ndarray, knots, soften: int = 1) -> np.ndarray:
    """A polyline through `knots`, pairs (position, value) in order, evaluated along x or y.

    Both of a pair are numbers or (n, 1, 1). Corners are rounded by `soften` means of three.
    Returns (n, 1, 28) or (n, 28, 1); before the first and after the last knot it is constant.
    """
    start, value = knots[0]
    line = value + 0 * axis
    for position, next_value in knots[1:]:
        share = np.clip((axis - start) / np.maximum(position - start, 0.01), 0, 1)
        line = line + (next_value - value) * share
        start, value = position, next_value
    shape, flat = line.shape, line.reshape(len(line), SIZE)
    for _ in range(soften):
        wide = np.concatenate([flat[:, :1], flat, flat[:, -1:]], axis=1)
        flat = (wide[:, :-2] + 2 * flat + wide[:, 2:]) / 4
    return flat.reshape(shape)


def cover(inside: np.ndarray) -> np.ndarray:
    """Share of a pixel that is covered, from its distance inside the edge (negative: outside)."""
    return np.clip(inside + np.float32(0.5), 0, 1)


def band(axis: np.ndarray, low, high) -> np.ndarray:
    """Coverage of the stretch from low to high."""
    return cover(np.minimum(axis - low, high - axis))


def segment(across, down, a, b, radius_a, radius_b) -> np.ndarray:
    """Coverage of a limb from a to b, pairs (x, y), round at a and cut off straight at b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = np.sqrt(dx * dx + dy * dy) + np.float32(1e-3)
    dx, dy = dx / length, dy / length
    along = (across - a[0]) * dx + (down - a[1]) * dy
    aside = (across - a[0]) * dy - (down - a[1]) * dx
    radius = radius_a + (radius_b - radius_a) * np.clip(along / length, 0, 1)
    before = np.minimum(along, 0)
    distance = np.sqrt(aside * aside + before * before)
    return cover(radius - distance) * cover(length - along)


def wave(position: np.ndarray, period) -> np.ndarray:
    """A triangle wave between -1 and 1."""
    phase = position / period
    return 4 * np.abs(phase - np.floor(phase) - np.float32(0.5)) - 1


def _weights(cells: int) -> np.ndarray:
    """Linear interpolation from `cells` values to the 28 pixels of a side, (28, cells)."""
    at = np.linspace(0, cells - 1, SIZE)[:, None] - np.arange(cells)
    return np.maximum(0, 1 - np.abs(at)).astype(np.float32)


def cloth(rng: np.random.Generator, n: int, rows: int = 6, columns: int = 5) -> np.ndarray:
    """Folds: smooth random light and shade, (n, 28, 28), between -1 and 1."""
    coarse = 2 * rng.random((n, rows, columns), np.float32) - 1
    return _weights(rows) @ coarse @ _weights(columns).T
