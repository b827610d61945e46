"""Two trainings of the same model on the same batches: a student's and the test's own."""

from __future__ import annotations

import numpy as np

from grader.comparison.compile_settings import compiled_otherwise

TOLERANCE = 2e-3  # relative; float32 sums in another order differ by some 1e-5


def same_training(trained, history, own, own_history, call: str) -> None:
    """Compare what a student's training made of a model with what the test's own run made of it.

    Both models began with the same weights and saw the same batches in the same order, so the
    figures of every epoch and the final weights agree, unless the recipes differ.

    Parameters
    ----------
    trained, own : keras.Model
        The model that the student's function has trained, and the test's own.
    history, own_history
        What `fit` returned for each; ``history`` maps a metric to one value per epoch.
    call : str
        How the call looks, for the messages.

    Raises
    ------
    AssertionError
        With the first figure that differs.
    """
    curves = getattr(history, "history", None)
    assert isinstance(curves, dict), (
        f"{call} returned an object of type {type(history).__name__}, expected the History that "
        "fit returns. Write: history = model.fit(...)"
    )
    for name, wanted in own_history.history.items():
        assert name in curves, (
            f"{call}: the history has {sorted(curves)}, expected {name!r} among them. Check the "
            "metrics in compile."
        )
        found = curves[name]
        assert len(found) == len(wanted), (
            f"{call} trained {len(found)} epochs, expected {len(wanted)}. Give epochs=epochs to "
            "fit."
        )
        for epoch, (mine, right) in enumerate(zip(found, wanted, strict=True), start=1):
            assert np.isclose(mine, right, rtol=TOLERANCE, atol=1e-4), (
                f"{call}, epoch {epoch}: {name} is {mine:.5g}. The recipe of the exercise, run on "
                f"the same examples, comes to {right:.5g}. Check the loss, the optimizer with its "
                "learning rate, and what is given to fit."
            )
    for mine, right in zip(trained.get_weights(), own.get_weights(), strict=True):
        off = float(np.max(np.abs(mine - right), initial=0.0))
        assert np.allclose(mine, right, rtol=TOLERANCE, atol=1e-3), (
            f"{call}: after the training a weight is off by {off:.3g} from where the recipe of the "
            "exercise leads. Train the model that the function is given, in place."
        )
    for problem in compiled_otherwise(trained, own, metrics=False):
        raise AssertionError(f"{call}: the model is left compiled in another way. {problem}")
