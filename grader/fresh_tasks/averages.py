"""Moving averages of batch normalization, computed anew for the trained weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

BATCH = 20


def with_renewed_averages(model, X: np.ndarray):
    """Compute the moving averages of a model's batch normalization anew, on the training pictures.

    Keras keeps 99% of the moving average at each step. After a short training a model may have
    learned its task and still be wrong about every picture, because its averages are those of the
    start. That is not the student's mistake: a fresh task is small. No labels are used, and only
    the averages are changed, so a model that has not learned the task does not learn it here.

    Parameters
    ----------
    model : keras.Model
        Its batch normalization layers are changed in place.
    X : array, float32, shape (m, height, width, channels)
        The training pictures.

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
