"""What the notebooks import with ``from cnn_utils import *``: data, one-hot labels, pictures.

Heavy packages are imported inside the functions, so that the import itself is instant.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from grader.language import ENGLISH, _, language

__all__ = [
    "cats_and_dogs_folders",
    "convert_to_one_hot",
    "flowers_folder",
    "happy_or_sad_folder",
    "horse_or_human_folders",
    "load_fashion_mnist",
    "load_happy_dataset",
    "load_own_image",
    "load_signs_dataset",
    "plot_history",
    "plot_layers",
    "plot_samples",
    "upload_pictures",
]

if importlib.util.find_spec("cnn_datasets") is None:  # a checkout that was not installed
    sys.path.append(str(Path(__file__).resolve().parent / "datasets"))

# Each loader says in one line whether it uses the original or its drawn stand-in (see
# datasets/README.md). Data that was put into the data folder and is damaged or not the original is
# a DataError.


def load_happy_dataset(drawn=False):
    """Load Happy House: faces at a front door, smiling (1) or not (0).

    Parameters
    ----------
    drawn
        Whether to take the stand-in even where the original is, as the grader does.

    Returns
    -------
    tuple of ndarray
        X_train_orig (uint8, (600, 64, 64, 3)), Y_train_orig (int64, (1, 600)),
        X_test_orig (uint8, (150, 64, 64, 3)), Y_test_orig (int64, (1, 150)),
        classes (int64, (2,)).
    """
    return _load("happy", drawn)


def load_signs_dataset(drawn=False):
    """Load SIGNS: a hand that shows a number from 0 to 5; see `load_happy_dataset` for `drawn`.

    Returns
    -------
    tuple of ndarray
        X_train_orig (uint8, (1080, 64, 64, 3)), Y_train_orig (int64, (1, 1080)),
        X_test_orig (uint8, (120, 64, 64, 3)), Y_test_orig (int64, (1, 120)),
        classes (int64, (6,)).
    """
    return _load("signs", drawn)


def load_fashion_mnist(drawn=False):
    """Load Fashion-MNIST: grey pictures of ten kinds of clothing, labels 0 to 9.

    See `load_happy_dataset` for `drawn`.

    Returns
    -------
    tuple
        (train_images, train_labels), (test_images, test_labels), all uint8, of shapes
        (60000, 28, 28), (60000,), (10000, 28, 28) and (10000,).
    """
    splits = _splits("fashion_mnist", drawn)
    return splits["train"], splits["test"]


def horse_or_human_folders(drawn=False):
    """Find Horse or Human, or draw its stand-in: PNG pictures, 300 x 300.

    See `load_happy_dataset` for `drawn`.

    Returns
    -------
    tuple of Path
        train_dir and validation_dir, each with the folders horses and humans.
    """
    splits = _splits("horse_or_human", drawn)
    return splits["train"], splits["validation"]


def cats_and_dogs_folders(drawn=False):
    """Find Cats and Dogs, or draw its stand-in: JPEG pictures of many sizes.

    See `load_happy_dataset` for `drawn`.

    Returns
    -------
    tuple of Path
        train_dir and validation_dir, each with the folders cats and dogs.
    """
    splits = _splits("cats_and_dogs", drawn)
    return splits["train"], splits["validation"]


def happy_or_sad_folder(drawn=False):
    """Find Happy or Sad, or draw its stand-in: 80 PNG pictures, 150 x 150.

    See `load_happy_dataset` for `drawn`.

    Returns
    -------
    Path
        The folder with the folders happy and sad.
    """
    return _splits("happy_or_sad", drawn)[""]


def flowers_folder(drawn=False):
    """Find the flower photos, or draw their stand-in: JPEG pictures of many sizes.

    See `load_happy_dataset` for `drawn`.

    Returns
    -------
    Path
        The folder with the folders daisy, dandelion, roses, sunflowers, tulips.
    """
    return _splits("flowers", drawn)[""]


def _load(name: str, drawn: bool):
    import numpy as np
    from cnn_datasets.catalog import DATASETS

    splits = _splits(name, drawn)
    (X_train, Y_train), (X_test, Y_test) = splits["train"], splits["test"]
    classes = np.arange(len(DATASETS[name].class_names), dtype=np.int64)
    return X_train, Y_train.reshape(1, -1), X_test, Y_test.reshape(1, -1), classes


def _splits(name: str, drawn: bool) -> dict:
    from cnn_datasets import catalog, loading

    return loading.load(catalog.DATASETS[name], drawn=drawn)


def convert_to_one_hot(Y, C):
    """One-hot encode labels, one example per column.

    Parameters
    ----------
    Y : integer array of any shape with m elements, usually (1, m)
        Labels from 0 to C - 1.
    C : int
        Number of classes.

    Returns
    -------
    float64 array, shape (C, m)
        Entry [c, i] is 1.0 where example i has label c, else 0.0.

    Raises
    ------
    TypeError
        If the labels or C are not integers.
    ValueError
        If C is below 1, or a label is not in 0 ... C - 1.
    """
    import numpy as np

    labels = np.asarray(Y)
    if labels.size == 0:
        labels = labels.astype(np.int64)
    if isinstance(C, bool) or not isinstance(C, (int, np.integer)):
        raise TypeError(_("C is the number of classes, an integer; got {found!r}", found=C))
    if C < 1:
        raise ValueError(_("C is the number of classes, at least 1; got {found}", found=C))
    if not np.issubdtype(labels.dtype, np.integer):
        raise TypeError(
            _(
                "the labels are {dtype}, not integers; convert_to_one_hot takes class "
                "numbers, e.g. Y_train_orig",
                dtype=labels.dtype,
            )
        )
    outside = labels[(labels < 0) | (labels >= C)]
    if outside.size:
        raise ValueError(
            _(
                "label {label} is not in 0 ... {last} (C = {count} classes)",
                label=outside.flat[0],
                last=C - 1,
                count=C,
            )
        )
    return np.eye(C)[labels.reshape(-1)].T


def plot_samples(X, Y, classes=None, rows=2, columns=5, captions=None):
    """Show the first images of a dataset with their labels.

    Parameters
    ----------
    X : array, shape (m, height, width, 3) or (m, height, width)
        Images: uint8 from 0 to 255, or float from 0 to 1.
    Y : array of m labels, such as (1, m) or (m,)
    classes : sequence of str, optional
        Names by label, such as ("not smiling", "smiling"). Default: the labels themselves.
    rows, columns : int
        Size of the grid; it shows the first rows x columns images.
    captions : sequence of str, optional
        Texts to use instead of the labels, one for each image.

    Returns
    -------
    matplotlib Figure

    Raises
    ------
    ValueError
        If the number of labels or captions does not fit, or a label has no name in `classes`.
    """
    import matplotlib.pyplot as plt
    import numpy as np

    labels = np.asarray(Y).reshape(-1)
    if len(labels) != len(X):
        raise ValueError(
            _(
                "{images} images, but {labels} labels; they must be as many",
                images=len(X),
                labels=len(labels),
            )
        )
    shown = min(rows * columns, len(X))
    if captions is not None and len(captions) < shown:
        raise ValueError(
            _(
                "{images} images are shown, but there are {captions} captions",
                images=shown,
                captions=len(captions),
            )
        )
    if classes is not None and (unnamed := [n for n in labels[:shown] if int(n) >= len(classes)]):
        raise ValueError(
            _(
                "label {label} has no name; `classes` has {count} names, for labels from 0",
                label=unnamed[0],
                count=len(classes),
            )
        )
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

    Below the curves stands what they suggest, see `grader.student.learning_curves`.

    Parameters
    ----------
    history : keras.callbacks.History, dict or pandas.DataFrame
        What `model.fit` returned, its `.history`, or a DataFrame of that.

    Returns
    -------
    matplotlib Figure
        One axes for each of loss and accuracy that was measured.

    Raises
    ------
    ValueError
        If it is something else, or neither loss nor accuracy is in it.
    """
    import textwrap

    import matplotlib.pyplot as plt

    from grader.student.learning_curves import curves_of, training_advice

    curves = curves_of(history)
    measures = [name for name in ("loss", "accuracy") if name in curves]
    if not measures:
        raise ValueError(
            _(
                "found {found}, expected 'loss' or 'accuracy'; pass model.fit's result",
                found=sorted(curves),
            )
        )
    figure, axes = plt.subplots(
        1, len(measures), figsize=(6 * len(measures), 4), squeeze=False, layout="constrained"
    )
    for axis, measure in zip(axes.flat, measures, strict=True):
        for key, label in ((measure, "train"), (f"val_{measure}", "validation")):
            if key in curves:
                values = curves[key]
                mark = "o" if len(values) == 1 else None  # a line of one point can't be seen
                axis.plot(range(1, len(values) + 1), values, label=label, marker=mark)
        axis.set(title=f"Model {measure}", xlabel="Epoch", ylabel=measure.capitalize())
        axis.legend()
    said = training_advice(history)
    if language() == ENGLISH:
        lines = textwrap.wrap(said, 45 * len(measures))
        figure.supxlabel("\n".join(lines), fontsize=10)
    else:  # Matplotlib's own font has Latin letters only
        print(said)
    return figure


def load_own_image(path, size=(64, 64)):
    """Load a picture of your own as a uint8 array of shape (height, width, 3).

    Parameters
    ----------
    path : path or bytes
        A JPEG, PNG, WebP, BMP, TIFF or GIF file, or its content, as an upload widget gives it.
    size : (int, int)
        Height and width in pixels.

    Raises
    ------
    OSError, TypeError, ValueError
        If it can't be read; the message says why and what to do.
    """
    from cnn_datasets.own_image import load_own_image

    return load_own_image(path, size)


def upload_pictures(size, show):
    """Show a button that reads pictures from your computer, one or several at once.

    Parameters
    ----------
    size : (int, int)
        Height and width, in pixels, that every picture gets.
    show : callable
        Is called with {file name: picture}, uint8 arrays of shape (height, width, 3), for the
        pictures that could be read. For each other one a line says why not.
    """
    from cnn_datasets.own_image import upload_pictures

    upload_pictures(size, show)


def plot_layers(model):
    """Draw a model as boxes from top to bottom: each layer, its output shape and its parameters.

    Needs neither pydot nor Graphviz, which `tf.keras.utils.plot_model` asks for.

    Parameters
    ----------
    model : keras.Model
        A built model, Sequential or Functional; a layer inside that is a model is one box.

    Returns
    -------
    matplotlib Figure
        A layer stands below all layers it takes its input from.

    Raises
    ------
    ValueError
        If `model` is no Keras model, or has no input shape yet, so its layers have no shapes.
    """
    import matplotlib.pyplot as plt

    from grader.comparison.summary import not_a_model

    if problem := not_a_model(model):
        raise ValueError(_("plot_layers() {problem}", problem=problem))
    if not model.built or not getattr(model, "inputs", None):
        raise ValueError(
            _(
                "the model {name!r} is not built; start it with tf.keras.Input(shape=...)",
                name=model.name,
            )
        )
    sources, shapes = _graph_of(model)
    row = {}
    for layer in sources:  # in the order of the computation
        row[layer] = 1 + max((row[source] for source in sources[layer]), default=-1)
    rows = [
        [layer for layer in row if row[layer] == depth] for depth in range(len(set(row.values())))
    ]
    place = {
        layer: (column - (len(layers) - 1) / 2, -depth)
        for depth, layers in enumerate(rows)
        for column, layer in enumerate(layers)
    }
    widest = max(map(len, rows))
    figure, axis = plt.subplots(figsize=(4.6 * widest, 0.75 * len(rows)), layout="constrained")
    axis.set(xlim=(-widest / 2, widest / 2), ylim=(0.5 - len(rows), 0.5))
    axis.axis("off")
    for layer, (x, y) in place.items():
        shape = " × ".join("m" if side is None else str(side) for side in shapes[layer])
        weights = layer.count_params() if hasattr(layer, "count_params") else 0
        text = f"{layer.name} ({type(layer).__name__})\n{shape}, {weights:,} parameters"
        axis.text(
            x, y, text, ha="center", va="center", fontsize=9,
            bbox={"boxstyle": "round,pad=0.4", "facecolor": "#dbeafe", "edgecolor": "#2563eb"},
        )  # fmt: skip
        for source in sources[layer]:
            axis.annotate(
                "", xy=(x, y + 0.31), xytext=(place[source][0], place[source][1] - 0.31),
                arrowprops={"arrowstyle": "-|>", "color": "#475569"},
            )  # fmt: skip
    return figure


def _graph_of(model) -> tuple[dict, dict]:
    """Map each operation, in the order of computation, to its inputs and to its shape."""
    graph = getattr(model, "_functional", model)  # a Sequential model keeps its graph there
    sources: dict = {}
    shapes: dict = {}
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            inputs = [tensor._keras_history.operation for tensor in node.input_tensors]
            sources.setdefault(node.operation, []).extend(inputs)
            shapes[node.operation] = tuple(node.output_tensors[0].shape)
    return sources, shapes
