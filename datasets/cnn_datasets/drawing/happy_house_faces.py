"""Faces of the Happy House stand-in: a pen in the head's coordinates, and what it draws."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from cnn_datasets.drawing.camera import SIZE, arc, oval
from cnn_datasets.drawing.happy_house_people import Expression, Person, tone

__all__ = ["Pen", "draw_person"]

FACTOR = 4


class Pen:
    """Draws opaque shapes on a transparent picture of 4 x 64 pixels.

    Parameters
    ----------
    x, y
        Middle of the head in pixels of the finished image.
    scale
        Pixels a half of the head's height.
    roll
        The head leans to the side, radians.
    yaw, pitch
        The face looks aside or up and down; shifts what is drawn with ``face=True``.
    """

    def __init__(self, x: float, y: float, scale: float, roll: float, yaw: float, pitch: float):
        self.image = Image.new("RGBA", (SIZE * FACTOR,) * 2, (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self.x, self.y, self.scale = x, y, scale
        self._roll = math.cos(roll), math.sin(roll)
        self._yaw, self._pitch = yaw, pitch

    def place(self, point, face: bool = False, leaning: bool = True) -> tuple[float, float]:
        """Local coordinates (right, down) to pixels of the finished image."""
        u, v = point
        if face:
            bulge = math.sqrt(max(0.0, 1 - (u / 0.8) ** 2))
            u = u * math.cos(self._yaw) + 0.5 * bulge * math.sin(self._yaw)
            v += 0.3 * self._pitch
        if leaning:
            cos, sin = self._roll
            u, v = u * cos - v * sin, u * sin + v * cos
        return self.x + u * self.scale, self.y + v * self.scale

    def _points(self, points, face: bool, leaning: bool):
        placed = (self.place(point, face, leaning) for point in points)
        return [(round(x * FACTOR), round(y * FACTOR)) for x, y in placed]

    def fill(self, points, colour, face: bool = False, leaning: bool = True) -> None:
        """A filled polygon."""
        self._draw.polygon(self._points(points, face, leaning), fill=(*colour, 255))

    def line(self, points, colour, width: float, face: bool = True, leaning: bool = True) -> None:
        """A line; its width is in halves of the head's height."""
        pixels = max(1, round(width * self.scale * FACTOR))
        self._draw.line(
            self._points(points, face, leaning), fill=(*colour, 255), width=pixels, joint="curve"
        )


BLACK, WHITE = (12, 10, 12), (244, 240, 232)


def draw_person(pen: Pen, who: Person, mood: Expression) -> None:
    """Draw a person with an expression. The head is 2 high, from the crown at -1 to the chin."""
    _hair_behind(pen, who)
    _body(pen, who)
    _head(pen, who)
    _eyes(pen, who, mood)
    _nose(pen, who)
    _cheeks(pen, who, mood)
    _beard(pen, who)
    _mouth(pen, who, mood)
    _hair(pen, who)
    _glasses(pen, who)


def _hair_behind(pen: Pen, who: Person) -> None:
    w = who.head_width
    if who.style == "long":
        pen.fill(oval(0, -0.1, w + 0.2, 0.98), who.hair)
        pen.fill([(-w - 0.2, -0.1), (w + 0.2, -0.1), (w + 0.24, 1.15), (-w - 0.24, 1.15)], who.hair)
    elif who.style == "afro":
        pen.fill(oval(0, -0.35, w + 0.38, 0.95), who.hair)
    elif who.style == "bun":
        pen.fill(oval(0, -1.1, 0.3, 0.28), who.hair)
    elif who.style == "scarf":
        pen.fill(oval(0, -0.05, w + 0.2, 1.12), who.colours[1])
        pen.fill(
            [(-w - 0.1, 0.4), (w + 0.1, 0.4), (w + 0.35, 1.5), (-w - 0.35, 1.5)], who.colours[1]
        )


def _body(pen: Pen, who: Person) -> None:
    main, second, _ = who.colours
    s = who.shoulders
    dark = tone(who.skin, BLACK, 0.25)
    outline = [(-0.4, 1.05), (-s * 0.72, 1.32), (-s, 1.75), (-s - 0.1, 4), (s + 0.1, 4), (s, 1.75),
               (s * 0.72, 1.32), (0.4, 1.05)]  # fmt: skip
    pen.fill(outline, who.skin if who.clothes == "tank" else main, leaning=False)
    if who.clothes == "tank":
        straps = [(-0.62, 1.2), (-0.5, 1.9), (0.5, 1.9), (0.62, 1.2), (0.92, 1.25), (1.1, 2.3),
                  (1.3, 4), (-1.3, 4), (-1.1, 2.3), (-0.92, 1.25)]  # fmt: skip
        pen.fill(straps, main, leaning=False)
    if who.style != "scarf":
        pen.fill([(-0.42, 0.4), (0.42, 0.4), (0.46, 1.2), (-0.46, 1.2)], dark)
        depth = 1.75 if who.clothes in ("vee", "shirt", "jacket") else 1.45
        pen.fill([(-0.46, 1.1), (0, depth), (0.46, 1.1)], dark, leaning=False)
    if who.clothes == "shirt":
        for side in (-1, 1):
            collar = [(side * 0.5, 1.0), (side * 0.05, 1.75), (side * 0.55, 1.7)]
            pen.fill(collar, tone(main, WHITE, 0.35), leaning=False)
    if who.clothes == "stripes":
        for y in (1.8, 2.2, 2.6, 3.0):
            band = [(-s, y), (s, y), (s, y + 0.18), (-s, y + 0.18)]
            pen.fill(band, second, leaning=False)
    if who.clothes == "print":
        pen.fill([(-0.7, 2.1), (0.7, 2.1), (0.7, 2.35), (-0.7, 2.35)], second, leaning=False)
    if who.clothes == "jacket":
        for side in (-1, 1):
            flap = [(side * 0.5, 1.1), (side * 0.12, 4), (side * (s + 0.1), 4), (side * s, 1.7)]
            pen.fill(flap, second, leaning=False)


def _head(pen: Pen, who: Person) -> None:
    w, jaw = who.head_width, who.head_width * who.jaw
    if who.style not in ("scarf", "long", "afro"):
        for side in (-1, 1):
            pen.fill(oval(side * (w + 0.02), 0.02, 0.11, 0.2), tone(who.skin, BLACK, 0.15))
    top = oval(0, -0.1, w, 0.9, 180, 360)
    chin = [(jaw, 0.35), (jaw * 0.82, 0.7), (jaw * 0.42, 0.97), (0, 1.02), (-jaw * 0.42, 0.97),
            (-jaw * 0.82, 0.7), (-jaw, 0.35)]  # fmt: skip
    pen.fill(top + chin, who.skin)


def _eyes(pen: Pen, who: Person, mood: Expression) -> None:
    socket = tone(who.skin, BLACK, 0.22)
    height = 0.1 * (1 - 0.75 * mood.squint)
    for side in (-1, 1):
        x = 0.3 * side
        pen.fill(oval(x, -0.14, 0.19, 0.14), socket, face=True)
        pen.fill(oval(x, -0.1, 0.15, height), WHITE, face=True)
        pen.fill(oval(x, -0.1, 0.075, min(0.085, height)), (40, 26, 20), face=True)
        pen.line(arc(x, -0.1 - height, 0.17, -0.06), BLACK, 0.035)
        if mood.cheeks > 0.4:
            pen.line(arc(x, -0.01, 0.15, 0.03), tone(who.skin, BLACK, 0.3), 0.03)
        brow = arc(x + 0.02 * side, -0.34, 0.2, -0.05)
        pen.line(brow, tone(who.hair, who.skin, 0.15), who.brow)


def _nose(pen: Pen, who: Person) -> None:
    n = who.nose
    pen.fill([(-0.07, -0.1), (0.07, -0.1), (0.14 * n, 0.24), (-0.14 * n, 0.24)],
             tone(who.skin, WHITE, 0.1), face=True)  # fmt: skip
    pen.fill(oval(0, 0.25, 0.15 * n, 0.07), tone(who.skin, BLACK, 0.18), face=True)
    pen.line(arc(0, 0.31, 0.13 * n, 0.02), tone(who.skin, BLACK, 0.45), 0.035)


def _cheeks(pen: Pen, who: Person, mood: Expression) -> None:
    for side in (-1, 1):
        if mood.cheeks:
            cheek = oval(side * 0.42, 0.2, 0.19, 0.14)
            pen.fill(cheek, tone(who.skin, (255, 150, 130), 0.22 * mood.cheeks), face=True)
        depth = max(who.lines, 0.45 * mood.cheeks)
        out = 0.12 * mood.cheeks
        fold = [(side * 0.2, 0.24), (side * (0.34 + out), 0.36), (side * (0.38 + out), 0.52)]
        pen.line(fold, tone(who.skin, BLACK, depth), 0.055)


def _beard(pen: Pen, who: Person) -> None:
    jaw = who.head_width * who.jaw
    share = {"none": 0, "stubble": 0.3, "full": 0.85, "moustache": 0.85, "goatee": 0.8}[who.beard]
    colour = tone(who.skin, who.hair, share)
    if who.beard in ("stubble", "full"):
        rim = [(jaw, 0.1), (jaw * 1.02, 0.4), (jaw * 0.84, 0.75), (jaw * 0.42, 1.03), (0, 1.1)]
        inner = [(0.5, 0.38), (0.3, 0.36), (0, 0.36)]
        mirror = [(-x, y) for x, y in reversed(rim[:-1])]
        pen.fill(rim + mirror + [(-x, y) for x, y in inner] + inner[::-1], colour)
    if who.beard == "goatee":
        pen.fill(oval(0, 0.82, 0.24, 0.2), colour, face=True)
    if who.beard in ("moustache", "goatee"):
        pen.fill([(-0.3, 0.46), (-0.12, 0.34), (0.12, 0.34), (0.3, 0.46)], colour, face=True)


def _mouth(pen: Pen, who: Person, mood: Expression) -> None:
    width, y, lip = who.mouth_width * mood.width, who.mouth_height, who.lip_thickness
    # The middle of a smile stays about where it is: the corners rise.
    y += 0.35 * mood.lift

    def edge(offset: float, ends: float = 0.0):
        """Between the corners, `offset` below the line where closed lips would meet."""
        points = arc(0, y, width + ends, mood.lift)
        return [(u, v + offset * (1 - (u / (width + ends)) ** 2)) for u, v in points]

    outer_top, outer_bottom = edge(-mood.upper - lip, 0.02), edge(mood.lower + 1.3 * lip, 0.02)
    pen.fill(outer_top + outer_bottom[::-1], who.lips, face=True)
    shadow = tone(who.lips, BLACK, 0.65)
    if mood.upper + mood.lower > 0.03:
        top, bottom = edge(-mood.upper), edge(mood.lower)
        pen.fill(top + bottom[::-1], (46, 14, 16), face=True)
        if mood.teeth:
            teeth = [(u * 0.92, min(v + mood.teeth * (1 - (u / width) ** 2), b))
                     for (u, v), (_, b) in zip(top, bottom, strict=True)]  # fmt: skip
            pen.fill([(u * 0.92, v) for u, v in top] + teeth[::-1], WHITE, face=True)
        pen.line(top, shadow, 0.05)
    else:
        pen.line(edge(0), tone(who.lips, BLACK, 0.4), 0.04)


def _hair(pen: Pen, who: Person) -> None:
    w, fringe = who.head_width, who.fringe
    cap = oval(0, -0.12, w + 0.05, 0.96, 180, 360)
    if who.style in ("short", "long", "bun", "afro"):
        line = [(w * 0.92, -0.1), (w * 0.8, fringe), (0.1, fringe - 0.12), (-w * 0.8, fringe),
                (-w * 0.92, -0.1)]  # fmt: skip
        pen.fill(cap + line, who.hair)
    elif who.style == "side":
        pen.fill([*cap, (w * 0.9, -0.1), (w * 0.75, -0.62), (-w * 0.9, -0.3)], who.hair)
    elif who.style == "bald":
        pen.fill(oval(-0.1, -0.72, 0.25, 0.12), tone(who.skin, WHITE, 0.3))
    elif who.style == "cap":
        pen.fill(oval(0, -0.3, w + 0.08, 0.8, 180, 360), who.colours[2])
        pen.fill(oval(0, -0.36, w + 0.06, 0.15), tone(who.colours[2], BLACK, 0.4), face=True)
    elif who.style == "beanie":
        pen.fill(oval(0, -0.42, w + 0.1, 0.75, 180, 360), who.colours[2])
        brim = [(-w - 0.1, -0.6), (w + 0.1, -0.6), (w + 0.08, -0.36), (-w - 0.08, -0.36)]
        pen.fill(brim, tone(who.colours[2], WHITE, 0.2))
    else:
        frame = oval(0, 0.0, w + 0.16, 1.08)
        pen.fill(frame + oval(0, 0.08, w * 0.9, 0.88)[::-1], who.colours[1])


def _glasses(pen: Pen, who: Person) -> None:
    if who.glasses == "none":
        return
    for side in (-1, 1):
        ry = 0.13 if who.glasses == "square" else 0.17
        rim = oval(side * 0.3, -0.11, 0.21, ry)
        if who.glasses == "sun":
            pen.fill(rim, (26, 24, 28), face=True)
        pen.line([*rim, rim[0]], (34, 30, 32), 0.045)
    pen.line([(-0.1, -0.13), (0.1, -0.13)], (34, 30, 32), 0.045)
