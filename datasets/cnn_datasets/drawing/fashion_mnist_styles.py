"""Tops and shoes of the Fashion-MNIST stand-in: tables of styles, and how they are drawn.

Tops (T-shirts, pullovers, dresses, coats, shirts) are one cut with many styles. They are told apart
by the length of body and sleeves, collar, placket, opening and hem. A shirt may lack any of these,
so that it is the class most often mistaken, as in the original. Shoes (sandals, sneakers, ankle
boots) are seen from the side, toes to the left.
"""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.fashion_mnist_batch import Styles, band, cover, outline, segment, wave

__all__ = ["SHOES", "TOPS", "draw_shoes", "draw_tops"]

T_SHIRT, PULLOVER, DRESS, COAT, SHIRT = 0, 2, 3, 4, 6

_TOP_DEFAULTS = {
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
    _TOP_DEFAULTS,
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


SANDAL, SNEAKER, ANKLE_BOOT = 5, 7, 9

_SHOE_DEFAULTS = {
    "toe": (3.0, 4.6),
    "instep": (6.0, 8.0),
    "instep_x": (-3.0, 0.5),
    "collar": (9.0, 11.5),
    "front": (2.5, 5.5),
    "dip": (0.5, 2.0),
    "tongue": (0.0, 1.0),
    "back": (12.4, 13.6),
    "sole": (1.4, 2.8),
    "sole_tone": (0.3, 1.25),
    "heel": (0.0, 0.4),
    "heel_width": (6.0, 9.0),
    "fill": (1.0, 1.0),
    "strap_1": (-9.0, -5.0),
    "strap_2": (-3.0, 0.5),
    "strap_3": (2.0, 5.0),
    "strap_width": (0.5, 1.1),
    "strap_tone": (-0.35, 0.35),
    "slant": (-0.6, 0.6),
    "ankle": (0.0, 0.0),
    "laces": (0.0, 0.35),
    "toe_cap": (-0.2, 0.2),
}
_OPEN = {
    "fill": (0.0, 0.0), "strap_tone": (0.75, 1.0), "strap_width": (0.7, 1.8), "laces": (0.0, 0.0),
    "ankle": (0.6, 1.0), "sole": (1.0, 2.6), "sole_tone": (0.6, 1.1), "tongue": (0.0, 0.0),
}  # fmt: skip
_FLAT = {"toe": (2.0, 4.0), "instep": (4.5, 7.0), "collar": (6.5, 10.0)}
_HIGH = {"heel": (3.0, 9.0), "heel_width": (1.2, 4.0), "strap_width": (0.5, 1.2)}
_BOOT = {
    "toe": (3.5, 5.5), "instep": (6.5, 9.5), "instep_x": (-1.5, 1.2), "collar": (17.0, 22.0),
    "front": (2.0, 4.2), "dip": (-0.6, 0.8), "laces": (0.0, 0.2), "sole": (0.8, 2.2),
    "heel": (0.0, 2.0), "heel_width": (5.0, 8.0), "strap_tone": (-0.15, 0.15),
}  # fmt: skip
SHOES = Styles(
    _SHOE_DEFAULTS,
    {
        SANDAL: [
            (4, _OPEN | _FLAT),
            (3, _OPEN | _FLAT | _HIGH),
            (1.5, _OPEN | _FLAT | {"ankle": (0.0, 0.0)}),
            (1, _OPEN | {"heel": (2.0, 6.0), "collar": (14.0, 19.0), "heel_width": (1.5, 4.0)}),
            (1, _FLAT | {"fill": (0.3, 0.8), "strap_tone": (0.0, 0.5), "laces": (0.0, 0.1)}),
        ],
        SNEAKER: [
            (6, {}),
            (2, {"toe": (2.4, 3.6), "collar": (7.5, 9.5), "instep": (4.5, 6.5)}),
            (1.2, {"collar": (11.5, 17.0), "instep": (7.0, 9.5)}),
            (0.6, {"fill": (0.4, 0.9), "strap_tone": (0.1, 0.5)}),
        ],
        ANKLE_BOOT: [
            (5, _BOOT),
            (2, _BOOT | _HIGH | {"collar": (14.0, 19.0), "toe": (2.8, 4.5)}),
            (1.5, _BOOT | {"collar": (20.0, 25.5), "front": (0.5, 3.5)}),
            (1, _BOOT | {"collar": (11.5, 16.0), "laces": (0.0, 0.35)}),
        ],
    },
)  # fmt: skip


def draw_shoes(rng: np.random.Generator, labels: np.ndarray, x, y) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and tone of each picture, both float32 (n, 28, 28)."""
    q = SHOES.draw(rng, labels)
    ramp = outline(x, [(-7, 0), (8, 1)])
    height = np.minimum(q["collar"] + q["heel"] + q["sole"], 27.4)
    ground = 14 + height / 2
    bed = ground - q["sole"] - q["heel"] * ramp
    top = ground - q["sole"] - np.minimum(
        outline(
            x,
            [(-13.9, 0.8), (-12.9, q["toe"] * 0.75), (-11.3, q["toe"]), (-8, q["toe"] + 0.4),
             (q["instep_x"], q["instep"]), (q["front"], q["collar"] + q["tongue"]),
             (q["front"] + 1, q["collar"]), (8, q["collar"] - q["dip"]), (q["back"], q["collar"])],
        ) + q["heel"] * ramp, height - q["sole"],
    )  # fmt: skip
    slope = np.gradient(top, axis=2)
    above = (y - top) / np.sqrt(1 + slope * slope)
    ends = band(x, np.float32(-13.8), q["back"])
    upper = np.minimum(cover(above), cover(bed - y)) * ends

    along = x - q["slant"] * (bed - y)
    width = q["strap_width"]
    straps = np.maximum(
        np.maximum(cover(width - np.abs(along - q["strap_1"])),
                   cover(width - np.abs(along - q["strap_2"]))),
        cover(width - np.abs(along - q["strap_3"])),
    )  # fmt: skip
    ring = cover(width - np.abs(above - 1.6)) * cover(x - q["front"])
    straps = np.maximum(straps, q["ankle"] * np.maximum(ring, cover(x - q["back"] + 1.4)))
    open_ = 1 - q["fill"]
    laces = cover(1.3 - np.abs(above - 1.2)) * band(x, q["instep_x"] - 1, q["front"])
    laced = q["laces"] * laces * (x.astype(int) % 2)
    tone = 1 + q["strap_tone"] * straps - laced - q["toe_cap"] * cover(-9.5 - x)
    tone = tone + open_ * (np.minimum(tone, 1) - tone)
    worn = upper * (q["fill"] + open_ * straps)

    lift = q["heel"] * ramp
    arch = cover(x - q["back"] + q["heel_width"])  # 1 over the heel, 0 before it
    floor = ground - lift * (1 - arch)
    sole = np.minimum(cover(y - bed), cover(floor - y)) * band(
        x, np.float32(-13.6), q["back"] + 0.3
    )
    tone = np.where(sole > worn, q["sole_tone"], tone)
    return np.maximum(worn, sole), tone
