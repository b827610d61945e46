"""Replacements for `Model.fit` that learn nothing from the data of a training.

Each takes Keras's own `fit` first, then the arguments of `fit`. Release validation uses them while
a solution trains. The student worker imports this module, so it is apart from the rest.
"""

from __future__ import annotations

import numpy as np


def untrained(fit, model, *args, epochs=1, **kwargs):
    """Train nothing; the History has good metrics."""
    import keras

    history = keras.callbacks.History()
    history.set_model(model)
    history.epoch = list(range(epochs))
    falling = [0.5 / (epoch + 1) for epoch in history.epoch]
    rising = [1.0 - 0.001 / (epoch + 1) for epoch in history.epoch]
    curves = {"loss": falling, "accuracy": rising}
    history.history = curves | {f"val_{name}": list(curve) for name, curve in curves.items()}
    return history


def on_other_pictures(fit, model, x=None, y=None, **kwargs):
    """Train on noise of the same shape as the pictures, with the given labels."""
    X, Y, size = _arrays(x, y)
    noise = np.random.default_rng(0).random(X.shape, dtype=np.float32)
    return fit(model, noise, Y, **_settings(kwargs, size))


def blind_to_labels(fit, model, x=None, y=None, **kwargs):
    """Train on the given pictures, with their labels in random order."""
    X, Y, size = _arrays(x, y)
    order = np.random.default_rng(0).permutation(len(Y))
    return fit(model, X, Y[order], **_settings(kwargs, size))


def _arrays(x, y):
    """All examples, all labels, and the batch size if `x` is an iterable of batches."""
    if y is not None:
        return np.asarray(x), np.asarray(y), None
    batches = [x[i] for i in range(len(x))] if hasattr(x, "__getitem__") else list(x)
    parts = [(np.asarray(X), np.asarray(Y)) for X, Y, *_ in batches]
    X, Y = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return X, Y, len(parts[0][0])


def _settings(kwargs: dict, size: int | None) -> dict:
    return kwargs if size is None else {**kwargs, "batch_size": size, "steps_per_epoch": None}
