"""A fresh task: training pictures, and new ones of the same classes to judge by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.fresh_tasks import seed

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Pose:
    """How the patterns may be placed in the pictures; every picture has its own random values.

    Attributes
    ----------
    place : float
        The centre is at most this far from the picture's centre, in both directions; 1 is half
        the picture's side.
    scale : (float, float)
        Least and largest radius of the pattern; 1 is half the picture's side.
    turn : float
        It is turned by at most this many degrees, either way.
    mirrored : float
        Share of the pictures in which left and right are exchanged; from 0 to 1.
    """

    place: float = 0.3
    scale: tuple[float, float] = (0.5, 0.8)
    turn: float = 20.0
    mirrored: float = 0.5


@dataclass(frozen=True)
class FreshTask:
    """Pictures to learn from and pictures to be judged on, both in random order.

    Attributes
    ----------
    X : array, float32, shape (count, height, width, 3)
        Training pictures with values from 0 to 1, all multiples of 1/255.
    Y : array, int64, shape (count,)
        Their labels from 0 to classes - 1; the classes differ by at most one picture.
    X_new : array, float32, shape (new, height, width, 3)
        Pictures that are not among the training pictures.
    Y_new : array, int64, shape (new,)
        Their labels.
    """

    X: np.ndarray
    Y: np.ndarray
    X_new: np.ndarray
    Y_new: np.ndarray

    def folder(self, root: Path, names: Sequence[str]) -> Path:
        """Write the training pictures as PNG files, in a folder for each class.

        Parameters
        ----------
        root : Path
            An empty or missing folder, made by this.
        names : sequence of str
            The folders' names by label, in alphabetical order, as Keras numbers folders.

        Returns
        -------
        Path
            `root`. Read back and divided by 255, the files are exactly `X`.

        Raises
        ------
        ValueError
            The names are not sorted, or not as many as the classes.
        """
        import numpy as np
        from PIL import Image

        classes = len(np.unique(self.Y))
        if list(names) != sorted(set(names)) or len(names) != classes:
            raise ValueError(
                f"the folders of {classes} classes need as many different names in alphabetical "
                f"order; got {list(names)}"
            )
        for name in names:
            (root / name).mkdir(parents=True)
        for index, (picture, label) in enumerate(zip(self.X, self.Y, strict=True)):
            path = root / names[label] / f"{index:04}.png"
            Image.fromarray(np.rint(picture * 255).astype(np.uint8)).save(path, compress_level=1)
        return root


def fresh_task(
    name: str,
    *,
    classes: int,
    count: int,
    new: int,
    size: tuple[int, int],
    patterns_per_class: int = 1,
    detail: float = 3.0,
    own_colours: bool = True,
    handed: float = 0.0,
    pose: Pose | None = None,
    new_pose: Pose | None = None,
    clutter: float = 0.2,
    noise: float = 0.05,
) -> FreshTask:
    """Draw a task that nobody has seen: its classes are random patterns of the seed in use.

    Parameters
    ----------
    name : str
        Distinguishes this task from others with the same seed.
    classes, count, new : int
        Number of classes, of training pictures, and of new pictures.
    size : (int, int)
        Height and width of the pictures, in pixels.
    patterns_per_class : int
        Every class shows this many patterns, equally often. With one pattern for each of two
        classes, a network that learned nothing tells one draw in ten apart by luck; with more it
        would have to be lucky with each of them.
    detail : float
        About how many light and dark spots a pattern has side by side; more is harder.
    own_colours : bool
        Whether colours help to tell the classes apart; see `patterns.class_patterns`.
    handed : float
        From 0 to 1: how much of a pattern shows its class only if nothing is mirrored. If the
        training pictures are not mirrored and the new ones are, a network that was trained without
        augmentation is misled; see `patterns.class_patterns`.
    pose, new_pose : Pose, optional
        How the patterns are placed in the training pictures and in the new ones; by default
        ``Pose()``, and in the new ones as in training. If the new ones are turned or mirrored more
        than the training pictures, only a network trained with augmentation is right about them.
    clutter : float
        Spread of the background's colours; a pattern's own is about 0.2.
    noise : float
        Standard deviation of each pixel's noise.

    Returns
    -------
    FreshTask
        The labels of the patterns are random, too.

    Raises
    ------
    ValueError
        There are fewer than two classes, or fewer pictures than classes.
    """
    import numpy as np

    from grader.fresh_tasks import patterns, pictures

    if min(classes - 1, patterns_per_class) < 1 or min(count, new) < classes * patterns_per_class:
        raise ValueError(
            "a task needs two classes or more, one pattern or more for each, and at least as many "
            f"training and new pictures as patterns; got classes={classes}, "
            f"patterns_per_class={patterns_per_class}, count={count}, new={new}"
        )
    rng = np.random.default_rng(seed.seed_for(name))
    shown = classes * patterns_per_class
    drawn = patterns.class_patterns(rng, shown, classes, detail, own_colours, handed)
    pose = pose or Pose()
    arrays: list[np.ndarray] = []
    for number, stands in ((count, pose), (new, new_pose or pose)):
        which = rng.permutation(np.arange(number, dtype=np.int64) % shown)
        X = pictures.draw(rng, drawn, which, size, stands, clutter, noise)
        arrays += [X, which % classes]
    return FreshTask(*arrays)
