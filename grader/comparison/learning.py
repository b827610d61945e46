"""What a model learns when it is trained here: no history and no weights of the student's count."""

from __future__ import annotations

import time

import numpy as np


def learns(
    model, X, Y, X_new, Y_new, *, answers: str, epochs: int = 10, batch_size: int = 16,
    learning_rate: float = 1e-3, seconds: float = 120.0,
) -> float:  # fmt: skip
    """Train a fresh copy of `model`; see `test_utils.learns`."""
    import keras

    if answers not in ("probability", "logits"):
        raise ValueError(f"answers is {answers!r}, expected 'probability' or 'logits'.")
    copy = keras.models.clone_model(model)  # of the same layers, with weights of its own
    logits = answers == "logits"
    one = tuple(copy.outputs[0].shape)[-1] == 1
    loss = (
        keras.losses.BinaryCrossentropy(from_logits=logits)
        if one
        else keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    )
    copy.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss)
    labels = np.asarray(Y).reshape(-1)
    copy.fit(
        np.asarray(X, np.float32), labels, epochs=epochs, batch_size=batch_size, verbose=0,
        callbacks=[_limit(seconds, epochs)],
    )  # fmt: skip
    found = np.asarray(copy.predict(np.asarray(X_new, np.float32), verbose=0))
    if not np.isfinite(found).all():
        return 0.0
    if one:
        right = (found.reshape(-1) > (0.0 if logits else 0.5)) == (np.ravel(Y_new) == 1)
    else:
        right = found.argmax(axis=-1) == np.ravel(Y_new)
    return float(np.mean(right))


def _limit(seconds: float, epochs: int):
    """A callback that ends a training which takes more processor time than `seconds`."""
    import keras

    class Limit(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.start = time.process_time()
            self.epoch = 0

        def on_epoch_begin(self, epoch, logs=None):
            self.epoch = epoch

        def on_train_batch_end(self, batch, logs=None):
            if time.process_time() - self.start > seconds:
                raise AssertionError(
                    f"Training your model was stopped after {seconds:g} s of processor time, in "
                    f"epoch {self.epoch + 1} of {epochs}. Use fewer filters or units, or pool "
                    "earlier, so that it trains faster."
                )

    return Limit()
