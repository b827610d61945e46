"""Clothes for the upper body: T-shirts, pullovers, dresses, coats, shirts - one cut, many styles.

They are told apart by what people go by: the length of body and sleeves, collar, placket, opening,
hem. A shirt may lack any of these, so that, as in a shop's catalogue, it is the one mistaken most.
"""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.batch import Styles, band, cover, outline, segment, wave

__all__ = ["TOPS", "draw_tops"]

T_SHIRT, PULLOVER, DRESS, COAT, SHIRT = 0, 2, 3, 4, 6

_DEFAULTS = {
    "lean": (-0.6, 0.6),
    "top": (0.0, 1.0),
    "bottom": (26.5, 28.0),
    "neck": (2.8, 4.4),
    "neck_depth": (1.2, 3.2),
    "vee": (0.0, 0.3),
    "inside": (0.2, 0.8),
    "shoulder": (6.8, 8.4),
    "drop": (1.4, 3.0),
    "armpit": (8.5, 10.5),
    "chest": (6.4, 8.2),
    "waist": (6.0, 8.0),
    "hem": (6.4, 8.6),
    "hem_curve": (-0.6, 0.6),
    "sleeve": (19.0, 23.0),
    "spread": (0.13, 0.28),
    "sleeve_width": (1.9, 2.7),
    "cuff": (1.2, 1.8),
    "crease": (0.3, 0.9),
    "sleeve_tone": (0.85, 1.1),
    "placket": (-0.05, 0.05),
    "placket_width": (0.4, 0.9),
    "buttons": (0.0, 0.05),
    "collar": (0.0, 0.05),
    "lapel": (0.0, 0.02),
    "lapel_end": (8.0, 14.0),
    "pockets": (0.0, 0.08),
    "belt": (0.0, 0.0),
    "rib": (0.0, 0.05),
    "stripes": (0.0, 0.03),
    "upright": (0.0, 0.03),
    "print": (-0.05, 0.05),
}
_SHORT = {
    "sleeve": (5.5, 8.5), "spread": (0.45, 1.0), "sleeve_width": (2.4, 3.4), "cuff": (2.1, 3.0),
    "chest": (6.6, 8.4), "waist": (6.6, 8.4), "hem": (6.8, 8.8), "shoulder": (7.6, 9.4),
}  # fmt: skip
_NO_SLEEVES = {"sleeve": (0.5, 1.5), "sleeve_width": (0.3, 0.8), "cuff": (0.2, 0.5)}
_BUTTONED = {
    "placket": (-0.4, 0.4), "buttons": (0.1, 0.45), "collar": (0.1, 0.45), "vee": (0.3, 1.0),
}  # fmt: skip
_STRIPED = {"stripes": (0.12, 0.4)}
_CHECKED = {"stripes": (0.1, 0.25), "upright": (0.1, 0.25)}
_GOWN = {
    "neck": (2.2, 4.0), "shoulder": (3.6, 5.4), "chest": (3.8, 5.4), "waist": (3.2, 4.8),
    "hem": (4.4, 8.2), "drop": (0.8, 2.0), "armpit": (7.0, 9.0),
}  # fmt: skip
_SLIM = {"chest": (4.8, 6.4), "waist": (4.6, 6.4), "hem": (5.2, 7.2)}
TOPS = Styles(
    _DEFAULTS,
    {
        T_SHIRT: [
            (4, _SHORT),
            (3, _SHORT | {"print": (-0.5, 0.5)}),
            (2, _SHORT | _STRIPED),
            (1.2, _NO_SLEEVES | {"shoulder": (4.8, 7.0), "neck_depth": (2.0, 6.0)}),
            (0.8, {"sleeve": (9.0, 19.0), "print": (-0.3, 0.3)}),
            (0.5, _SHORT | {"collar": (0.1, 0.4), "placket": (-0.2, 0.2), "vee": (0.3, 1.0)}),
            (0.4, _SHORT | _SLIM),
        ],
        PULLOVER: [
            (5, {"rib": (0.05, 0.35), "neck_depth": (0.6, 2.4)}),
            (2, {"rib": (0.0, 0.2)} | _STRIPED),
            (1, {"rib": (0.0, 0.2), "vee": (0.7, 1.0), "neck_depth": (2.5, 6.0)}),
            (1, {"rib": (0.0, 0.3), "neck_depth": (0.0, 0.6), "neck": (2.2, 3.2)}),
            (1, {"pockets": (0.05, 0.25), "collar": (0.1, 0.4)}),
            (0.5, {"placket": (-0.4, 0.0), "vee": (0.4, 1.0), "rib": (0.0, 0.3)}),
        ],
        DRESS: [
            (4, _NO_SLEEVES | _GOWN | {"neck_depth": (1.5, 5.0)}),
            (3, _GOWN | {"sleeve": (5.0, 8.0), "spread": (0.2, 0.6), "sleeve_width": (1.2, 2.2)}),
            (2, _GOWN | {"sleeve": (13.0, 19.0), "sleeve_width": (1.2, 1.8), "cuff": (0.8, 1.4)}),
            (1, _GOWN | _NO_SLEEVES | {"belt": (0.1, 0.5)} | _STRIPED),
            (0.8, _SHORT | _SLIM | {"shoulder": (5.5, 7.5)}),
            (0.5, _SLIM | {"shoulder": (4.6, 6.4), "placket": (-0.3, 0.2), "lapel": (0.0, 0.2)}),
        ],
        COAT: [
            (5, {"lapel": (0.15, 0.55), "placket": (-0.5, -0.1), "pockets": (0.05, 0.3)}),
            (3, {"placket": (-0.6, -0.2), "collar": (0.1, 0.4), "pockets": (0.05, 0.3)}),
            (1.8, {"placket": (-0.3, 0.1), "collar": (0.0, 0.3), "rib": (0.05, 0.3)}),
            (1, {"placket": (-0.3, 0.1), "belt": (0.1, 0.4), "lapel": (0.1, 0.4)}),
            (0.4, _SLIM | {"shoulder": (4.6, 6.4), "placket": (-0.5, -0.1), "lapel": (0.0, 0.3)}),
        ],
        SHIRT: [
            (4, _BUTTONED),
            (1.5, _BUTTONED | _CHECKED),
            (1.5, _SHORT | _BUTTONED),
            (1, _SHORT | {"vee": (0.4, 1.0), "collar": (0.0, 0.25)}),
            (0.7, {"rib": (0.0, 0.15), "neck_depth": (1.0, 4.0)}),
            (0.7, _NO_SLEEVES | {"shoulder": (4.8, 7.0), "placket": (-0.2, 0.2)}),
            (0.7, _BUTTONED | _STRIPED),
            (0.4, _NO_SLEEVES | _SLIM),
        ],
    },
)  # fmt: skip


def draw_tops(rng: np.random.Generator, labels: np.ndarray, x, y) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and tone of each picture, both float32 (n, 28, 28)."""
    q = TOPS.draw(rng, labels)
    u = np.abs(x - q["lean"] * (y / 28 - np.float32(0.3)))
    top, bottom, neck = q["top"], q["bottom"], q["neck"]
    shoulder_y = top + q["drop"]
    half = outline(
        y,
        [(top, neck + 0.4), (shoulder_y, q["shoulder"]), (q["armpit"], q["chest"]),
         (16, q["waist"]), (bottom, q["hem"])],
    )  # fmt: skip
    reach = u / half
    body = cover(half - u) * band(y, top, bottom + q["hem_curve"] * reach * reach)
    start = q["shoulder"] - q["sleeve_width"], shoulder_y + q["sleeve_width"] * 0.8
    side = q["spread"] / np.sqrt(1 + q["spread"] ** 2)
    down = np.sqrt(1 - side * side)
    end = start[0] + q["sleeve"] * side, start[1] + q["sleeve"] * down
    sleeve = segment(u, y, start, end, q["sleeve_width"], q["cuff"]) * cover(28 - y)

    r = np.minimum(u / neck, 1)
    cut = q["neck_depth"] * (1 - r * (q["vee"] + (1 - q["vee"]) * r))
    below_neck = cover(y - top - cut)

    beyond = u - half  # positive on the sleeve, outside the body
    tone = 1 - (1 - q["sleeve_tone"]) * cover(beyond)
    tone = tone - q["crease"] * sleeve * cover(0.3 - np.abs(beyond)) * cover(y - q["armpit"] + 2)
    return np.maximum(body, sleeve), _details(q, u, y, half, tone, below_neck)


def _details(q, u, y, half, tone, below_neck) -> np.ndarray:
    """Collar, placket, pockets, stripes ... on the plain tone of the cloth."""
    front = below_neck * cover(half - u)
    tone = tone + q["placket"] * cover(q["placket_width"] - u) * front
    tone = tone - q["buttons"] * cover(0.5 - u) * cover(wave(y, np.float32(3.6)) - 0.4) * front
    neck_line = np.abs(u - (q["neck"] - 0.35 * (y - q["top"]) + 0.5))
    tone = tone + q["collar"] * cover(0.9 - neck_line) * cover(q["top"] + 5 - y)
    lapel_line = np.abs(u - q["neck"] * (q["lapel_end"] - y) / q["lapel_end"])
    tone = tone - q["lapel"] * cover(0.4 - lapel_line) * cover(q["lapel_end"] - y)
    pocket = cover(0.1 - np.abs(y - 18.5)) * band(u, half * 0.35, half * 0.8)
    tone = tone - q["pockets"] * pocket - q["belt"] * cover(0.4 - np.abs(y - 14.5)) * front
    tone = tone - q["rib"] * np.maximum(cover(y - q["bottom"] + 2), cover(q["top"] + 1.6 - y))
    tone = tone + q["stripes"] * wave(y, np.float32(4.4)) + q["upright"] * wave(u, np.float32(3.4))
    patch = band(y, np.float32(8), np.float32(15)) * cover(half * 0.6 - u)
    tone = tone + q["print"] * patch
    return tone * (q["inside"] + (1 - q["inside"]) * below_neck)
