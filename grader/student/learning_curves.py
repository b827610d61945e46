"""Advice on learning curves: what the history of a training suggests, in a sentence or two.

The signs are those of the textbooks (I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, MIT
Press 2016, chapters 7.8 and 11). They are hints, not verdicts: no points hang on them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from grader.language import _

FEW = 3  # epochs; fewer say nothing
NO_PROGRESS = 0.02  # of the first loss
CHANCE = 0.06  # an accuracy that moved no further than this has not learned
LEARNED = 0.99  # an accuracy with which more epochs are no advice
GAP = 0.1  # between training and validation accuracy
ROUNDING = 1e-3  # of a loss that is 0
RISE = 1.1  # of the lowest validation loss

PROBABILITIES = ("sigmoid", "softmax")
FINE = "Nothing odd in these curves."


def training_advice(history) -> str:
    """What `history` suggests to do next.

    Parameters
    ----------
    history
        What `model.fit` returned, its ``.history`` dict, or a pandas DataFrame of it, with
        ``loss`` and, if measured, ``accuracy``, ``val_loss`` and ``val_accuracy`` by epoch.

    Returns
    -------
    str
        One or two sentences.
    """
    curves = curves_of(history)
    if not curves.get("loss"):
        return _("There is no loss in this history, so there is nothing to say about it.")
    return (
        _not_finite(curves)
        or _wrong_loss(getattr(history, "model", None))
        or _negative(curves)
        or _not_learning(curves)
        or _labels_apart(curves)
        or _overfits(curves)
        or _unfinished(curves)
        or _(FINE)
    )


def curves_of(history) -> dict[str, list[float]]:
    """Map each name in `history` (see `training_advice`) to its values by epoch.

    Raises
    ------
    ValueError
        If `history` is nothing of that kind.
    """
    given = getattr(history, "history", history)
    if not hasattr(given, "keys"):
        raise ValueError(
            _(
                "found {found}, where what model.fit returned is needed: write "
                "`history = model.fit(...)` and pass history",
                found=type(history).__name__,
            )
        )
    numbers = ((str(name), _numbers(given[name])) for name in given.keys())  # noqa: SIM118
    return {name: values for name, values in numbers if values is not None}


def _numbers(values) -> list[float] | None:
    """One number for each epoch; None for a metric that has several, or other than numbers."""
    try:
        return [float(value) for value in values]
    except (TypeError, ValueError):
        return None


Curves = Mapping[str, Sequence[float]]


def _not_finite(curves: Curves) -> str:
    bad = [n for n, loss in enumerate(curves["loss"], start=1) if not math.isfinite(loss)]
    if not bad:
        return ""
    return _(
        "The loss is no number from epoch {epoch} on: the training has diverged. Take a "
        "learning rate ten times smaller, and check that the pixels run from 0 to 1.",
        epoch=bad[0],
    )


def _wrong_loss(model) -> str:
    """Advise on a last layer and a loss that do not belong together."""
    last = model.layers[-1] if model is not None and model.layers else None
    activation = getattr(getattr(last, "activation", None), "__name__", "")
    loss = getattr(model, "loss", None)
    name = str(loss if isinstance(loss, str) else getattr(loss, "name", ""))
    if "crossentropy" not in name or not activation:
        return ""
    logits = not isinstance(loss, str) and bool(loss.get_config().get("from_logits"))
    units = getattr(last, "units", None)
    if activation == "softmax" and units == 1:
        return _(
            "The last layer is a softmax over one unit, which is always 1. Use 'sigmoid' "
            "for one unit, or one unit a class."
        )
    if activation not in PROBABILITIES and not logits:
        return _(
            "The last layer gives logits (its activation is {activation!r}), but the "
            "loss {loss} expects probabilities. Give the layer an activation, or the "
            "loss from_logits=True.",
            activation=activation,
            loss=name,
        )
    if activation in PROBABILITIES and logits:
        return _(
            "The last layer gives probabilities ({activation}), but the loss is told "
            "from_logits=True. Leave one of the two out.",
            activation=activation,
        )
    return ""


def _negative(curves: Curves) -> str:
    if min(curves["loss"]) > -ROUNDING:
        return ""
    return _(
        "The loss falls below 0, which no loss of this course does for right labels. Labels for "
        "'sigmoid' are 0 or 1; for class numbers take 'softmax' with "
        "'sparse_categorical_crossentropy'."
    )


def _not_learning(curves: Curves) -> str:
    loss, accuracy = curves["loss"], curves.get("accuracy", ())
    if len(loss) < FEW or min(loss) < (1 - NO_PROGRESS) * loss[0]:
        return ""
    if accuracy and max(accuracy) - accuracy[0] > CHANCE:
        return ""
    return _(
        "It does not learn: after {count} epochs the loss is {last:.3f}, in the first it "
        "was {first:.3f}. Check that the layers can be trained, that labels belong to "
        "their pictures, and try another learning rate.",
        count=len(loss),
        last=loss[-1],
        first=loss[0],
    )


def _labels_apart(curves: Curves) -> str:
    """Advise where training accuracy rises and validation accuracy never leaves chance level."""
    accuracy, val = curves.get("accuracy", ()), curves.get("val_accuracy", ())
    val_loss = curves.get("val_loss", ())
    if min(len(accuracy), len(val), len(val_loss)) < FEW:
        return ""
    mean = sum(val) / len(val)
    guessing = math.exp(-max(0.0, val_loss[0]))  # 1/K for K classes, if it knows nothing yet
    learned = accuracy[-1] - accuracy[0] > GAP
    if not learned or mean > guessing + CHANCE or val_loss[-1] <= val_loss[0]:
        return ""
    return _(
        "The training accuracy rises to {accuracy:.2f}, but validation has stayed near "
        "{mean:.2f}, which is guessing: the labels are learned by heart, as if they did "
        "not belong to their pictures. Were X and Y shuffled apart?",
        accuracy=accuracy[-1],
        mean=mean,
    )


def _overfits(curves: Curves) -> str:
    val_loss, accuracy = curves.get("val_loss", ()), curves.get("accuracy", ())
    val = curves.get("val_accuracy", ())
    if len(val_loss) < FEW or len(val_loss) != len(curves["loss"]):  # not of the same epochs
        return ""
    best = min(range(len(val_loss)), key=val_loss.__getitem__)
    if val_loss[-1] <= RISE * val_loss[best] or curves["loss"][-1] > curves["loss"][best]:
        return ""
    if accuracy and val and accuracy[-1] - val[-1] < GAP:
        return ""
    return _(
        "It overfits: the validation loss was lowest after epoch {epoch} ({lowest:.3f}) "
        "and has risen to {last:.3f} while the training loss went on falling. Stop "
        "there, augment the pictures, add dropout, or take fewer parameters.",
        epoch=best + 1,
        lowest=val_loss[best],
        last=val_loss[-1],
    )


def _unfinished(curves: Curves) -> str:
    loss = curves.get("val_loss") or curves["loss"]
    if len(loss) < FEW or curves.get("accuracy", [0.0])[-1] > LEARNED:
        return ""
    recent = loss[-1 - max(1, len(loss) // 5)]
    if loss[-1] > min(loss) or loss[-1] > 0.9 * recent:
        return ""
    return _(
        "The loss still falls ({before:.3f} to {last:.3f}): more epochs would help.",
        before=recent,
        last=loss[-1],
    )
