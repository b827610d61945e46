"""Pictures of the Fashion-MNIST stand-in: ten kinds of clothing, grey on black, 28 x 28 pixels."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.fashion_mnist_batch import (
    SIZE,
    Styles,
    band,
    cloth,
    cover,
    outline,
    place,
    wave,
)
from cnn_datasets.drawing.fashion_mnist_styles import SHOES, TOPS, draw_shoes, draw_tops

__all__ = ["draw_clothes_batch"]

TROUSER, BAG = 1, 8
CHUNK = 256
"""Pictures drawn at once; their arrays still fit the processor's cache."""

TROUSERS = Styles(
    {
        "hip": (4.2, 6.2), "waist": (3.4, 5.2), "knee": (4.2, 6.4), "hem": (4.2, 7.4),
        "crotch": (8.0, 12.0), "gap": (0.2, 2.4), "lean": (-1.0, 1.0), "belt": (-0.3, 0.3),
        "seam": (0.0, 0.4), "stripes": (0.0, 0.06),
    },
    {TROUSER: [(7, {}), (1.5, {"gap": (-1.2, 0.2), "seam": (0.1, 0.5)}),
               (0.5, {"hip": (6.0, 8.0), "hem": (7.0, 10.0), "knee": (6.5, 8.5)})]},
)  # fmt: skip
BAGS = Styles(
    {
        "top": (9.0, 13.0), "bottom": (24.5, 27.8), "upper": (8.5, 12.5), "lower": (10.5, 13.6),
        "lean": (-1.0, 1.0), "handle": (4.0, 9.0), "handle_height": (0.8, 1.3), "strap": (0.5, 1.1),
        "flap": (-0.25, 0.25), "flap_end": (0.3, 0.7), "clasp": (-0.6, 0.6), "upright": (0.0, 0.1),
        "stripes": (0.0, 0.1), "pocket": (-0.2, 0.2),
    },
    {BAG: [(5, {}), (2, {"top": (3.0, 8.0), "handle_height": (0.0, 0.9)}),
           (1.5, {"top": (6.0, 9.0), "bottom": (20.0, 23.0), "handle_height": (0.0, 0.1)}),
           (1, {"upper": (6.0, 8.5), "lower": (6.5, 10.0), "handle": (3.0, 6.0)}),
           (0.6, {"top": (0.2, 2.0), "upper": (8.0, 11.0), "lower": (8.0, 12.0)})]},
)  # fmt: skip
LIGHT = Styles(
    {
        "level": (0.3, 0.95), "folds": (0.06, 0.38), "pattern": (0.0, 0.1), "weave": (0.02, 0.16),
        "fall": (-0.14, 0.14), "side": (-0.1, 0.1),
    },
    {0: [(4, {}), (1, {"pattern": (0.15, 0.7)})]},
)  # fmt: skip
_RAMP = np.linspace(-1, 1, SIZE, dtype=np.float32)[None]


def draw_clothes_batch(rng: np.random.Generator, labels: np.ndarray, split: str) -> np.ndarray:
    """Draw one picture for each label.

    Parameters
    ----------
    labels
        Int64 (n,), 0 ... 9: T-shirt/top, trouser, pullover, dress, coat, sandal, shirt,
        sneaker, bag, ankle boot.
    split
        ``"train"`` or ``"test"``; both are drawn alike.

    Returns
    -------
    ndarray
        Of dtype uint8 and shape (n, 28, 28); 0 is the background.

    Raises
    ------
    ValueError
        If a label is not one of 0 ... 9.
    """
    labels = np.asarray(labels, np.int64)
    if labels.size and not 0 <= labels.min() <= labels.max() <= 9:
        raise ValueError(f"labels are 0 ... 9; found {labels.min()} ... {labels.max()}")
    images = np.zeros((len(labels), SIZE, SIZE), np.uint8)
    for kinds, draw in _FAMILIES:
        members = np.flatnonzero(np.isin(labels, kinds))
        for start in range(0, len(members), CHUNK):
            chosen = members[start : start + CHUNK]
            x, y = place(rng, len(chosen))
            covered, tone = draw(rng, labels[chosen], x, y)
            images[chosen] = _expose(rng, covered, tone)
    return images


def _trousers(rng: np.random.Generator, labels: np.ndarray, x, y):
    q = TROUSERS.draw(rng, labels)
    u = np.abs(x - q["lean"] * (y / 28 - np.float32(0.5)))
    outer = outline(y, [(0, q["waist"]), (6, q["hip"]), (17, q["knee"]), (28, q["hem"])])
    inner = outline(y, [(q["crotch"] - 0.5, -2), (q["crotch"] + 0.5, 0), (28, q["gap"])], 0)
    tone = 1 - q["belt"] * cover(1.8 - y) - q["seam"] * cover(0.2 - np.abs(u)) * cover(y - 2)
    tone = tone + q["stripes"] * wave(u, np.float32(2.6)) - 0.25 * cover(0.3 - np.abs(u - inner))
    return cover(np.minimum(outer - u, u - inner)), tone


def _bags(rng: np.random.Generator, labels: np.ndarray, x, y):
    q = BAGS.draw(rng, labels)
    u = np.abs(x - q["lean"])
    top, bottom = q["top"], q["bottom"]
    half = outline(
        y, [(top, q["upper"] - 0.8), (top + 1.5, q["upper"]), (bottom - 2, q["lower"]),
            (bottom, q["lower"] - 1)],
    )  # fmt: skip
    body = np.minimum(cover(half - u), band(y, top, bottom))
    rise = np.maximum(q["handle_height"] * (top - 1), 0.01)
    arch = np.sqrt((u / q["handle"]) ** 2 + ((top - y) / rise) ** 2)
    thin = np.minimum(q["handle"], rise)
    handle = cover(q["strap"] - np.abs(arch - 1) * thin) * cover(top - y) * (rise > 1.5)
    end = top + (bottom - top) * q["flap_end"]
    tone = 1 + q["flap"] * cover(end - y) - 0.25 * cover(0.1 - np.abs(y - end)) * body
    tone = tone + q["clasp"] * cover(1.1 - u) * cover(0.9 - np.abs(y - end))
    tone = tone + q["pocket"] * band(y, end + 2, bottom - 2) * cover(half * 0.7 - u)
    tone = tone + q["stripes"] * wave(y, np.float32(3.2)) + q["upright"] * wave(u, np.float32(3.8))
    return np.maximum(body, handle), tone


_FAMILIES = (
    (TOPS.labels, draw_tops),
    (SHOES.labels, draw_shoes),
    ((TROUSER,), _trousers),
    ((BAG,), _bags),
)


def _expose(rng: np.random.Generator, covered: np.ndarray, tone: np.ndarray) -> np.ndarray:
    """Light, folds, pattern, weave, and 8 bits: uint8 (n, 28, 28)."""
    n = len(covered)
    q = LIGHT.draw(rng, np.zeros(n, np.int64))
    folds = 1 + q["folds"] * cloth(rng, n, 6, 5) + q["pattern"] * cloth(rng, n, 15, 15)
    slope = q["fall"] * _RAMP[:, :, None] + q["side"] * _RAMP[:, None, :]
    grain = q["weave"] * (rng.random(covered.shape, np.float32) - np.float32(0.5))
    light = (q["level"] + slope) * np.maximum(tone, np.float32(0.1)) * folds + grain
    return np.rint(255 * np.clip(light, 0.02, 1) * covered).astype(np.uint8)
