"""Trainings in a test: whether a model can learn, and whether a student trains it as asked.

In both the test does the training; a history and weights from the student prove nothing.
"""

from __future__ import annotations

import time

import numpy as np

from grader.comparison.compile_settings import compile_differences
from grader.language import _

TOLERANCE = 2e-3  # relative; float32 sums in another order differ by some 1e-5


def learns(
    model, X, Y, X_new, Y_new, *, answers: str, epochs: int = 10, batch_size: int = 16,
    learning_rate: float = 1e-3, seconds: float = 120.0,
) -> float:  # fmt: skip
    """Train a copy of a model with Adam and test it on new pictures.

    Parameters
    ----------
    model : keras.Model
        It is not changed.
    X, X_new : float32 array, shape (m, height, width, channels)
    Y, Y_new : integer array, shape (m,)
    answers : "probability" or "logits"
        What the model's output is; it decides the loss.
    epochs, batch_size, learning_rate
        As in `fit` and Adam.
    seconds : float
        Limit on the processor time of the training.

    Returns
    -------
    float
        The share of the new pictures that it classifies correctly, from 0 to 1.

    Raises
    ------
    AssertionError
        If the training takes longer.
    """
    import keras

    __tracebackhide__ = True  # in IPython
    if answers not in ("probability", "logits"):
        raise ValueError(f"answers is {answers!r}, expected 'probability' or 'logits'.")
    copy = keras.models.clone_model(model)  # its weights are new
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


def same_training(trained, history, own, own_history, call: str) -> None:
    """Compare a student's training of a model with the test's own.

    Both models had the same initial weights and were given the same batches in the same order, so
    the metrics of every epoch and the final weights agree, unless the training differs.

    Parameters
    ----------
    trained, own : keras.Model
        The model that the student's function trained, and the test's own.
    history, own_history : keras.callbacks.History
        What `fit` returned for each; its `history` maps a metric to one value per epoch.
    call : str
        How the call looks, for the messages.

    Raises
    ------
    AssertionError
        With the first metric, weight or compile setting that differs.
    """
    __tracebackhide__ = True  # in IPython
    curves = getattr(history, "history", None)
    assert isinstance(curves, dict), _(
        "{call} returned an object of type {kind}, expected the History that fit "
        "returns. Write: history = model.fit(...)",
        call=call,
        kind=type(history).__name__,
    )
    for name, wanted in own_history.history.items():
        assert name in curves, _(
            "{call}: the history has {found}, expected {name!r} among them. Check the "
            "metrics in compile.",
            call=call,
            found=sorted(curves),
            name=name,
        )
        found = curves[name]
        assert len(found) == len(wanted), _(
            "{call} trained {found} epochs, expected {expected}. Give epochs=epochs to fit.",
            call=call,
            found=len(found),
            expected=len(wanted),
        )
        for epoch, (mine, right) in enumerate(zip(found, wanted, strict=True), start=1):
            assert np.isclose(mine, right, rtol=TOLERANCE, atol=1e-4), _(
                "{call}, epoch {epoch}: {name} is {found:.5g}. The recipe of the "
                "exercise, run on the same examples, comes to {expected:.5g}. Check the "
                "loss, the optimizer with its learning rate, and what is given to fit.",
                call=call,
                epoch=epoch,
                name=name,
                found=mine,
                expected=right,
            )
    for mine, right in zip(trained.get_weights(), own.get_weights(), strict=True):
        off = float(np.max(np.abs(mine - right), initial=0.0))
        assert np.allclose(mine, right, rtol=TOLERANCE, atol=1e-3), _(
            "{call}: after the training a weight is off by {off:.3g} from where the "
            "recipe of the exercise leads. Train the model that the function is given, "
            "in place.",
            call=call,
            off=off,
        )
    left, asked = (len(model.trainable_weights) for model in (trained, own))
    assert left == asked, _(
        "{call} leaves a model with {found} trainable weights, expected {expected}. "
        "Leave `trainable` of its layers as it was.",
        call=call,
        found=left,
        expected=asked,
    )
    for problem in compile_differences(trained, own, metrics=False):
        raise AssertionError(
            _(
                "{call}: the model is left compiled in another way. {problem}",
                call=call,
                problem=problem,
            )
        )


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
                    _(
                        "Training your model was stopped after {seconds:g} s of processor "
                        "time, in epoch {epoch} of {epochs}. Use fewer filters or units, or "
                        "pool earlier, so that it trains faster.",
                        seconds=seconds,
                        epoch=self.epoch + 1,
                        epochs=epochs,
                    )
                )

    return Limit()
