"""The board on which flowers are painted, and the backgrounds: gardens, grass, sky, soil, walls.

No background belongs to one kind of flower. Points are in pixels of the finished picture, x to the
right and y down.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn_datasets.drawing.camera import between, chance, mix, one_of

__all__ = ["HUES", "WALLS", "Board", "background", "blend", "meadow", "shade"]

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


GREENS = ((86, 118, 52), (120, 150, 70), (56, 86, 40), (146, 160, 84), (42, 62, 36), (98, 132, 84))
BROWNS = ((112, 88, 62), (84, 66, 48), (146, 122, 90), (66, 54, 42))
WALLS = ((214, 204, 188), (160, 160, 164), (196, 178, 150), (120, 104, 96), (226, 226, 224))
HUES = (
    (206, 40, 50), (232, 130, 166), (250, 214, 60), (246, 244, 238), (130, 60, 140),
    (240, 140, 60), (110, 130, 200),
)  # fmt: skip


def background(board: Board, rng) -> None:
    """Fill the board with what is behind the flowers."""
    one_of(rng, (_garden,) * 8 + (_grass,) * 3 + (_sky, _sky, _dark, _wall, _soil))(board, rng)


def meadow(board: Board, rng, horizon: float) -> None:
    """Ground from row `horizon` down: the flowers of a field must stand on something."""
    ground = one_of(rng, GREENS + BROWNS[:1])
    top, w, h = max(0.0, horizon), board.width, board.height
    for step in range(6):
        row = top + (h - top) * step / 6
        tone = shade(ground, 1.15 - 0.07 * step)
        board.polygon([(0, row), (w, row), (w, h), (0, h)], tone, 0.9)
    for _ in range(150):
        share = float(rng.random())
        x, y = between(rng, 0, w), top + share * (h - top)
        size = 2 + 12 * share
        board.line(
            [(x, y), (x + between(rng, -0.5, 0.5) * size, y - size)],
            shade(ground, between(rng, 0.6, 1.4)),
            0.5 + 2 * share,
        )
    board.soften(between(rng, 1, 4))


def _fill(board: Board, colour) -> None:
    w, h = board.width, board.height
    board.polygon([(0, 0), (w, 0), (w, h), (0, h)], colour)


def _blobs(board: Board, rng, palette, count: int, low: float, high: float) -> None:
    for _ in range(count):
        x, y = between(rng, 0, board.width), between(rng, 0, board.height)
        tone = shade(one_of(rng, palette), between(rng, 0.7, 1.25))
        board.dot(x, y, between(rng, low, high) * board.width, tone, 0.85, between(rng, 0.5, 1.5))


def _garden(board: Board, rng) -> None:
    palette = [one_of(rng, GREENS) for _ in range(3)] + [one_of(rng, GREENS + BROWNS)]
    _fill(board, palette[0])
    _blobs(board, rng, palette, 40, 0.04, 0.16)
    if chance(rng, 0.35):  # other flowers, far out of focus
        _blobs(
            board, rng, [one_of(rng, HUES) for _ in range(2)], int(rng.integers(3, 16)), 0.01, 0.05
        )
    if chance(rng, 0.3):
        _blobs(board, rng, ((240, 244, 226), (214, 226, 236)), 10, 0.01, 0.06)
    board.soften(between(rng, 3, 12))


def _blades(board: Board, rng, palette, count: int) -> None:
    for _ in range(count):
        x, y = between(rng, -20, board.width + 20), between(rng, 0, 1.15) * board.height
        length, lean = between(rng, 20, 70), between(rng, -22, 22)
        points = [(x, y), (x + 0.3 * lean, y - 0.6 * length), (x + lean, y - length)]
        tone = shade(one_of(rng, palette), between(rng, 0.6, 1.3))
        board.line(points, tone, between(rng, 1, 3.5))


def _grass(board: Board, rng) -> None:
    palette = [one_of(rng, GREENS) for _ in range(3)]
    _fill(board, shade(palette[0], 0.6))
    _blades(board, rng, palette, 260)
    board.soften(between(rng, 0, 2.5))


def _sky(board: Board, rng) -> None:
    blue = one_of(rng, ((104, 160, 222), (140, 186, 232), (190, 206, 218), (66, 120, 196)))
    for step in range(12):
        top = board.height * step / 12
        band = [(0, top), (board.width, top), (board.width, board.height), (0, board.height)]
        board.polygon(band, blend(blue, (236, 240, 242), step / 18))
    if chance(rng, 0.6):
        _blobs(board, rng, ((246, 248, 250),), 14, 0.04, 0.12)
    if chance(rng, 0.5):
        edge = between(rng, 0.65, 0.95) * board.height
        for _ in range(40):
            board.dot(
                between(rng, 0, board.width),
                edge + between(rng, 0, 0.4) * board.height,
                between(rng, 8, 26),
                shade(one_of(rng, GREENS), between(rng, 0.6, 1.1)),
            )
    board.soften(between(rng, 4, 10))


def _dark(board: Board, rng) -> None:
    _fill(board, one_of(rng, ((16, 18, 16), (30, 26, 24), (12, 20, 16))))
    _blobs(board, rng, ((34, 44, 28), (40, 34, 30)), 10, 0.05, 0.15)
    board.soften(10)


def _wall(board: Board, rng) -> None:
    _fill(board, one_of(rng, WALLS))
    edge = between(rng, 0.6, 0.9) * board.height
    w, h = board.width, board.height
    board.polygon([(0, edge), (w, edge), (w, h), (0, h)], one_of(rng, WALLS + BROWNS))
    _blobs(board, rng, (*WALLS, *HUES), int(rng.integers(0, 7)), 0.03, 0.12)
    board.soften(between(rng, 2, 8))


def _soil(board: Board, rng) -> None:
    _fill(board, one_of(rng, BROWNS))
    _blobs(board, rng, BROWNS, 250, 0.005, 0.025)
    _blades(board, rng, GREENS, int(rng.integers(0, 60)))
    board.soften(between(rng, 0.5, 3))
