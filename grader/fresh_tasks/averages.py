"""Moving averages of batch normalization that have caught up with the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

BATCH = 20


def with_renewed_averages(model, X: np.ndarray):
    """Take the averages of a model's batch normalization anew, over the training pictures.

    Keras keeps 99% of the old moving average at each step. After a training of few steps a model
    may have learned its task and be wrong about every picture, because its averages still are
    those of the start. That is no fault of the answer: a fresh task is small. No label is used,
    and no weight is changed but the averages, so that a model which has not learned stays so.

    Parameters
    ----------
    model : keras.Model
        Its layers of batch normalization are changed in place.
    X : array, float32, shape (m, height, width, channels)
        What the model was trained on.

    Returns
    -------
    keras.Model
        `model`. Each mean and variance is the mean over all batches of `BATCH` pictures.
    """
    layers = [
        layer for layer in model._flatten_layers() if type(layer).__name__ == "BatchNormalization"
    ]
    before = [layer.momentum for layer in layers]
    for number, start in enumerate(range(0, len(X), BATCH) if layers else ()):
        for layer in layers:
            layer.momentum = number / (number + 1)
        model(X[start : start + BATCH], training=True)
    for layer, momentum in zip(layers, before, strict=True):
        layer.momentum = momentum
    return model
