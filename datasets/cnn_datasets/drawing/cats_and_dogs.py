"""Pictures of the Cats and Dogs stand-in: an animal, a pose, a place, a camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from cnn_datasets.drawing.camera import between, chance, enlarge, expose, one_of, streaks
from cnn_datasets.drawing.cats_and_dogs_bodies import Pose, body_figure, head_figure
from cnn_datasets.drawing.cats_and_dogs_breeds import HEAD_PARTS, cat, dog
from cnn_datasets.drawing.cats_and_dogs_coats import coat, fray, fur_light
from cnn_datasets.drawing.cats_and_dogs_faces import draw_features
from cnn_datasets.drawing.cats_and_dogs_rooms import foreground, room
from cnn_datasets.drawing.solids import DepthBuffer

__all__ = ["draw_pet"]


@dataclass(frozen=True)
class Habits:
    """How far a photographer strays from an upright animal in the middle of the picture.

    Attributes
    ----------
    tilt
        Largest lean of the camera, radians.
    zoom
        Share of the picture that the animal fills.
    aside
        Largest distance from the middle, share of the picture.
    right
        Share of animals that look to the right.
    """

    tilt: float
    zoom: tuple[float, float]
    aside: float
    right: float


HABITS = {
    "train": Habits(0.05, (0.98, 1.10), 0.02, 0.05),
    "validation": Habits(0.58, (0.72, 1.30), 0.14, 0.5),
}
"""By split: the validation set asks for more than the training set shows (see `cats_and_dogs`)."""


def size_of(rng: np.random.Generator) -> tuple[int, int]:
    """Height and width of a photograph, pixels."""
    long, ratio = between(rng, 160, 400), between(rng, 0.66, 1.0)
    sides = max(120, round(long * ratio)), round(long)
    return sides if chance(rng, 0.7) else sides[::-1]


def pose_of(rng: np.random.Generator, habits: Habits) -> Pose:
    """How an animal holds itself before such a photographer."""
    kind = one_of(
        rng, ("portrait", "portrait", "portrait", "portrait", "sitting", "standing", "lying")
    )
    facing = 1 if chance(rng, habits.right) else -1
    turned = between(rng, 0.1, 0.8) if kind in ("portrait", "sitting") else between(rng, 0.4, 1.5)
    yaw = facing * turned
    head = 0.35 * yaw + between(rng, -0.35, 0.35) + 0.2 * facing
    return Pose(
        kind=kind,
        body=(yaw, between(rng, 0.05, 0.45)),
        head=(head, between(rng, -0.15, 0.3), between(rng, -0.18, 0.18)),
        tilt=between(rng, -habits.tilt, habits.tilt),
        step=between(rng, -1, 1),
        side=one_of(rng, (-1, 1)),
        stretch=between(rng, 0, 1),
    )


CANVAS = 190
"""Longer side of what is drawn, pixels; it is then resized to the picture's own size."""
FOCUS = (0.5, 2.0)
"""Blur of the lens, pixels of the canvas."""


def draw_pet(rng: np.random.Generator, label: int, split: str) -> np.ndarray:
    """A photograph, uint8 (height, width, 3), both 120 ... 400.

    What tells the classes has a generator of its own: coat, pose, place and light are drawn from
    the same numbers for a cat (label 0) and a dog (label 1).
    """
    shapes, coats, poses, places, cameras = rng.spawn(5)
    habits = HABITS[split]
    height, width = size_of(cameras)
    shrink = CANVAS / max(height, width)
    rows, columns = round(height * shrink), round(width * shrink)
    build, fur = (dog if label else cat)(shapes), coat(coats)
    pose = pose_of(poses, habits)
    view = room(places, rows, columns, pose.tilt * between(places, 0, 1))
    view, light = _stage(cameras, view)
    animal, alpha = _animal(poses, coats, build, fur, pose, habits, rows, columns, light)
    shadow = _shadow(cameras, alpha)
    view = view * (1 - shadow)[..., None] * (1 - alpha[..., None]) + animal * alpha[..., None]
    front = foreground(places, rows, columns)
    if front is not None:
        view = view * (1 - front[..., 3:]) + front[..., :3] * light * front[..., 3:]
    return _develop(cameras, view, height, width)


def _animal(rng, coats, build, fur, pose, habits, rows, columns, light):
    """Colour (rows, columns, 3) and coverage (rows, columns) of the animal."""
    body, neck = body_figure(build, pose)
    head = head_figure(build)
    turn_body, turn_head = pose.body_matrix, pose.head_matrix
    middle = turn_body @ neck
    framed = head.placed(turn_head, middle)
    if pose.kind != "portrait":
        framed += body.placed(turn_body, np.zeros(3))
    boxes = np.array([solid.box() for solid in framed])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    room_for = min(columns / (high[0] - low[0]), rows / (high[1] - low[1]))
    scale = between(rng, *habits.zoom) * room_for * (0.8 if pose.kind == "portrait" else 1.1)
    stray = np.array([between(rng, -1, 1) * habits.aside * side for side in (columns, rows)])
    origin = np.append(np.array([columns, rows]) / 2 + stray - scale * (low + high) / 2, 0.0)
    # Nobody keeps a photograph without the head.
    face = scale * middle[:2] + origin[:2]
    origin[:2] += np.clip(face, (0.22 * columns, 0.24 * rows), (0.78 * columns, 0.75 * rows)) - face
    buffer = DepthBuffer(rows, columns)
    face = scale * middle + origin
    for solid in body.placed(scale * turn_body, origin) + head.placed(scale * turn_head, face):
        buffer.add(solid)
    colours = _paint(buffer, fur, scale, turn_body, origin, turn_head, face)
    lamp = np.array([between(rng, -0.6, 0.6), between(rng, -0.7, -0.1), 0.8])
    bright = fur_light(buffer, lamp / np.linalg.norm(lamp), between(rng, 0.25, 0.5), scale)
    hair = (
        1 + 0.06 * streaks(coats, rows, columns, 3, 6) + 0.06 * streaks(coats, rows, columns, 9, 9)
    )
    # Pixels less than half covered have no colour of their own; hair frays the edge anyway.
    cover = np.where(buffer.part > 0, buffer.cover, 0)
    layers = np.concatenate([colours * (bright * hair)[..., None], cover[..., None]], axis=2)
    layers = fray(coats, layers, 0.4 * build.fur * scale)
    inner = 0.45 * fur.base + np.array((0.42, 0.26, 0.25))
    picture, left, top = draw_features(
        coats, build, inner, fur.nose, buffer, scale * turn_head, face
    )
    part = layers[top : top + picture.shape[0], left : left + picture.shape[1]]
    share = picture[..., 3:]
    part[..., :3] = part[..., :3] * (1 - share) + picture[..., :3] * share
    part[..., 3:] = np.maximum(part[..., 3:], share)
    return layers[..., :3] * light, layers[..., 3]


def _paint(buffer, fur, scale, turn_body, origin, turn_head, middle) -> np.ndarray:
    """The coat's colour where the animal is, float32 (rows, columns, 3)."""
    rows, columns = np.nonzero(buffer.part)
    parts = buffer.part[rows, columns]
    points = np.stack([columns, rows, buffer.depth[rows, columns]], axis=1).astype(np.float32)
    head = np.isin(parts, HEAD_PARTS)[:, None]
    of_head = (points - middle.astype(np.float32)) @ (turn_head / scale).astype(np.float32)
    of_body = (points - origin.astype(np.float32)) @ (turn_body / scale).astype(np.float32)
    colours = np.zeros((*buffer.part.shape, 3), np.float32)
    colours[rows, columns] = fur.paint(parts, np.where(head, of_head, of_body))
    return colours


def _stage(rng, view):
    """The light of the place: the view in it, and its colour (3,)."""
    level = between(rng, 0.85, 1.3)
    tint = np.array([between(rng, 0.92, 1.12), 1.0, between(rng, 0.82, 1.08)], np.float32)
    behind = between(rng, 0.6, 1.1)  # with a flash, what is behind the animal gets less
    return view * (level * behind * tint), (1.2 * level * tint).astype(np.float32)


def _shadow(rng, alpha):
    """What the animal's shadow takes from the light behind it."""
    rows, columns = alpha.shape
    small = np.asarray(Image.fromarray(alpha).reduce(8))
    soft = enlarge(small, rows, columns)
    dx, dy = (round(between(rng, -0.05, 0.05) * columns), round(between(rng, 0.01, 0.05) * rows))
    near = abs(dx) + dy
    soft = np.pad(soft, near)[near - dy : near - dy + rows, near - dx : near - dx + columns]
    return between(rng, 0.25, 0.65) * soft


def _develop(rng, view, height: int, width: int) -> np.ndarray:
    columns = view.shape[1]
    view = view * (
        1
        + 0.15 * between(rng, -1, 1) * np.linspace(-1, 1, columns, dtype=np.float32)[None, :, None]
    )
    haze = between(rng, 0, 0.07)
    view = view * (1 - haze) + haze * between(rng, 0.5, 1)
    picture = Image.fromarray(expose(rng, view.astype(np.float32), between(rng, 1, 3.5)))
    # Some are out of focus: sharpness must not tell whiskers from none, or a network trained on
    # augmented pictures, which are interpolated and so a little blurred, would fail on others.
    picture = picture.filter(ImageFilter.GaussianBlur(between(rng, *FOCUS)))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC))
