"""What lies about a pet, and what comes between it and the camera."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from cnn_datasets.drawing.canvas import between, one_of

__all__ = ["CLOTHS", "FLOORS", "draw_thing", "foreground"]

FLOORS = ((150, 108, 70), (186, 148, 104), (112, 82, 60), (170, 160, 148), (126, 120, 118),
          (204, 196, 184), (96, 76, 78), (104, 116, 134))  # fmt: skip
CLOTHS = ((170, 52, 50), (52, 78, 138), (214, 206, 190), (92, 122, 82), (128, 88, 132),
          (196, 160, 84), (70, 66, 70), (122, 84, 58), (150, 176, 190),
          (226, 190, 196))  # fmt: skip
SKINS = ((226, 184, 156), (198, 146, 112), (140, 96, 70), (94, 64, 48))


def draw_thing(rng, draw, w, h):
    """A ball, a box, a bowl, a cushion, a chair's leg: something that is not the pet."""
    x, y, size = between(rng, 0, w), between(rng, 0.35, 1) * h, between(rng, 0.06, 0.25) * w
    colour, kind = one_of(rng, CLOTHS + FLOORS), int(rng.integers(5))
    dark = tuple(int(0.65 * c) for c in colour)
    if kind == 0:
        draw.ellipse(
            [x - size / 2, y - size / 2, x + size / 2, y + size / 2], fill=colour, outline=dark
        )
        draw.arc(
            [x - size / 3, y - size / 2, x + size / 2, y + size / 2], 120, 260, fill=dark, width=2
        )
    elif kind == 1:
        draw.rectangle([x - size, y - size, x + size, y + size / 2], fill=colour, outline=dark)
        draw.rectangle([x - size, y - size, x + size, y - 0.7 * size], fill=dark)
    elif kind == 2:
        draw.ellipse([x - size / 2, y - size / 6, x + size / 2, y + size / 5], fill=dark)
        draw.ellipse(
            [x - size / 2, y - size / 4, x + size / 2, y + size / 10], outline=colour, width=3
        )
    elif kind == 3:
        draw.rounded_rectangle(
            [x - size, y - size / 2, x + size, y + size / 2], size / 3, fill=colour
        )
    else:
        draw.rectangle([x, -5, x + size / 3, y], fill=colour, outline=dark)


def foreground(rng: np.random.Generator, height: int, width: int):
    """Something before the animal: RGBA float32 (height, width, 4), or None in most pictures."""
    kind = float(rng.random())
    if kind > 0.13:
        return None
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if kind < 0.03:
        step, bar = between(rng, 0.1, 0.2) * width, one_of(rng, ((76, 76, 80), (176, 178, 182)))
        for k in range(int(width / step) + 2):
            x = (k - between(rng, 0.45, 0.55)) * step
            draw.line([x, 0, x, height], fill=(*bar, 255), width=max(2, width // 90))
    elif kind < 0.09:
        _arm(rng, draw, height, width)
    else:
        size, cloth = between(rng, 0.08, 0.18) * height, one_of(rng, CLOTHS)
        points = [(0, height), (0, height - size * between(rng, 0.3, 1))]
        points += [(width * k / 6, height - size * between(rng, 0.4, 1)) for k in range(1, 6)]
        points += [(width, height - size * between(rng, 0.3, 1)), (width, height)]
        draw.polygon(points, fill=(*cloth, 255))
    return np.asarray(image, np.float32) / 255


def _arm(rng, draw, height, width):
    side, thick = one_of(rng, (-1, 1)), between(rng, 0.08, 0.14) * width
    start = (width * (0.5 - 0.6 * side), between(rng, 0.7, 1.05) * height)
    end = (width * (0.5 - between(rng, 0.05, 0.25) * side), between(rng, 0.76, 0.98) * height)
    skin, sleeve = one_of(rng, SKINS), one_of(rng, CLOTHS)
    draw.line([*start, *end], fill=(*skin, 255), width=int(thick))
    r = 0.62 * thick
    draw.ellipse([end[0] - r, end[1] - r, end[0] + r, end[1] + r], fill=(*skin, 255))
    for k in range(4):  # fingers
        y = end[1] - r + (k + 0.5) * r / 2
        tip = (end[0] + side * r * 1.7, y + between(rng, 0, 0.3) * r)
        draw.line([end[0], y, *tip], fill=(*skin, 255), width=max(2, int(0.42 * r)))
        draw.line(
            [end[0] + side * r * 0.6, y + 0.22 * r, *tip],
            fill=tuple(int(0.75 * c) for c in skin),
            width=1,
        )
    middle = (start[0] + 0.45 * (end[0] - start[0]), start[1] + 0.45 * (end[1] - start[1]))
    draw.line([*start, *middle], fill=(*sleeve, 255), width=int(1.5 * thick))
