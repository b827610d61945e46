"""What the notebooks import with ``from cnn_utils import *``: data, one-hot labels, pictures.

Heavy packages are imported inside the functions, so that the import itself is instant.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

__all__ = [
    "convert_to_one_hot",
    "load_happy_dataset",
    "load_signs_dataset",
    "plot_history",
    "plot_samples",
]


def load_happy_dataset():
    """Load Happy House: faces at a front door, smiling (1) or not (0).

    One line says whether the original or its drawn stand-in is used (see datasets/README.md).

    Returns:
        X_train_orig (uint8, (600, 64, 64, 3)), Y_train_orig (int64, (1, 600)),
        X_test_orig (uint8, (150, 64, 64, 3)), Y_test_orig (int64, (1, 150)),
        classes (int64, (2,)).

    Raises:
        cnn_datasets.DataError: a file put into the data folder is damaged or not the original.
    """
    return _load("happy")


def load_signs_dataset():
    """Load SIGNS: a hand showing a number from 0 to 5.

    One line says whether the original or its drawn stand-in is used (see datasets/README.md).

    Returns:
        X_train_orig (uint8, (1080, 64, 64, 3)), Y_train_orig (int64, (1, 1080)),
        X_test_orig (uint8, (120, 64, 64, 3)), Y_test_orig (int64, (1, 120)),
        classes (int64, (6,)).

    Raises:
        cnn_datasets.DataError: a file put into the data folder is damaged or not the original.
    """
    return _load("signs")


def _load(name: str):
    import numpy as np

    if importlib.util.find_spec("cnn_datasets") is None:  # a checkout that was not installed
        sys.path.append(str(Path(__file__).resolve().parent / "datasets"))
    from cnn_datasets import catalog, sources

    dataset = catalog.DATASETS[name]
    splits = sources.load(dataset)
    (X_train, Y_train), (X_test, Y_test) = splits["train"], splits["test"]
    classes = np.array(dataset.classes, np.int64)
    return X_train, Y_train.reshape(1, -1), X_test, Y_test.reshape(1, -1), classes


def convert_to_one_hot(Y, C):
    """One-hot encode labels, one example a column.

    Args:
        Y: integer labels from 0 to C - 1, of any shape with m elements, usually (1, m).
        C: number of classes.

    Returns:
        float64 array of shape (C, m): entry [c, i] is 1.0 where example i has label c, else 0.0.

    Raises:
        TypeError: the labels or C are not integers.
        ValueError: C is below 1, or a label is not in 0 ... C - 1.
    """
    import numpy as np

    labels = np.asarray(Y)
    if labels.size == 0:
        labels = labels.astype(np.int64)
    if isinstance(C, bool) or not isinstance(C, (int, np.integer)):
        raise TypeError(f"C is the number of classes, an integer; got {C!r}")
    if C < 1:
        raise ValueError(f"C is the number of classes, at least 1; got {C}")
    if not np.issubdtype(labels.dtype, np.integer):
        raise TypeError(
            f"the labels are {labels.dtype}, not integers; "
            "convert_to_one_hot takes class numbers, e.g. Y_train_orig"
        )
    outside = labels[(labels < 0) | (labels >= C)]
    if outside.size:
        raise ValueError(f"label {outside.flat[0]} is not in 0 ... {C - 1} (C = {C} classes)")
    return np.eye(C)[labels.reshape(-1)].T


def plot_samples(X, Y, classes=None, rows=2, columns=5, captions=None):
    """Show the first images of a dataset with their labels.

    Args:
        X: images, (m, height, width, 3) or (m, height, width); uint8 0-255 or float 0-1.
        Y: labels, m in all, e.g. (1, m) or (m,).
        classes: names by label, e.g. ("not smiling", "smiling"); None shows the label itself.
        rows, columns: size of the grid; it shows the first rows x columns images.
        captions: texts to use instead of the labels, one an image.

    Returns:
        the matplotlib Figure.

    Raises:
        ValueError: the number of labels or captions does not fit the number of images.
    """
    import matplotlib.pyplot as plt
    import numpy as np

    labels = np.asarray(Y).reshape(-1)
    if len(labels) != len(X):
        raise ValueError(f"{len(X)} images, but {len(labels)} labels; they must be as many")
    shown = min(rows * columns, len(X))
    if captions is not None and len(captions) < shown:
        raise ValueError(f"{shown} images are shown, but there are {len(captions)} captions")
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.5 * columns, 1.7 * rows), squeeze=False, layout="constrained"
    )
    for index, axis in enumerate(axes.flat):
        axis.axis("off")
        if index >= shown:
            continue
        axis.imshow(X[index], cmap="gray" if np.ndim(X[index]) == 2 else None)
        label = labels[index]
        text = str(label) if classes is None else str(classes[int(label)])
        axis.set_title(text if captions is None else str(captions[index]), fontsize=9)
    return figure


def plot_history(history):
    """Plot loss and accuracy against the epoch, for training and, if measured, validation.

    Args:
        history: what `model.fit` returned, its `.history` dict, or a pandas DataFrame of it.

    Returns:
        the matplotlib Figure with one axes for each of loss and accuracy that was measured.

    Raises:
        ValueError: neither loss nor accuracy is in it.
    """
    import matplotlib.pyplot as plt

    curves = {
        name: list(values) for name, values in dict(getattr(history, "history", history)).items()
    }
    measures = [name for name in ("loss", "accuracy") if name in curves]
    if not measures:
        raise ValueError(
            f"found {sorted(curves)}, expected 'loss' or 'accuracy'; pass model.fit's result"
        )
    figure, axes = plt.subplots(
        1, len(measures), figsize=(6 * len(measures), 4), squeeze=False, layout="constrained"
    )
    for axis, measure in zip(axes.flat, measures, strict=True):
        for key, label in ((measure, "train"), (f"val_{measure}", "validation")):
            if key in curves:
                axis.plot(range(1, len(curves[key]) + 1), curves[key], label=label)
        axis.set(title=f"Model {measure}", xlabel="Epoch", ylabel=measure.capitalize())
        axis.legend()
    return figure
