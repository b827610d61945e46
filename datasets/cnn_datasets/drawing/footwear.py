"""Shoes from the side, toes to the left: sandals, sneakers and ankle boots."""

from __future__ import annotations

import numpy as np

from cnn_datasets.drawing.batch import Styles, band, cover, outline

__all__ = ["SHOES", "draw_shoes"]

SANDAL, SNEAKER, ANKLE_BOOT = 5, 7, 9

_DEFAULTS = {
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
    _DEFAULTS,
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
