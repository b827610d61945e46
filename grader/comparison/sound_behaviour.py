"""Whether a model's answers are such as are asked for, whatever its weights are.

With several sets of random weights: what the output is, whether it depends on the whole picture,
whether every layer gets a gradient.
"""

from __future__ import annotations

import numpy as np

from grader.comparison.behaviour import give_random_weights
from grader.comparison.graph import ModelGraph
from grader.comparison.influence import influence, model_end
from grader.language import _

SETS = 4  # of random weights
TILES = 4  # rows and columns of parts of a picture; every part has to influence the answers
MIN_SHARE_SEEN = 0.05  # of the pixels
MIN_SPREAD = 0.01  # of the logits of very different pictures, with weights of He's variance
NOT_FINITE = "The model answers pictures with values that are no numbers (NaN or infinite)."


def unsteady(model, graph: ModelGraph, pictures: np.ndarray) -> str:
    """Why an answer in inference is not always the same, whatever else is in the batch; or ""."""
    together, again, alone = (_answers(model, graph, x) for x in (pictures, pictures, pictures[:1]))
    scale = 1e-4 + 1e-3 * np.abs(together).max()
    if not np.isfinite(together).all():
        return _(NOT_FINITE)
    if np.abs(together - again).max() > scale:
        return _(
            "In inference the model answers the same picture differently each time. "
            "Don't call layers with training=True."
        )
    if np.abs(together[:1] - alone).max() > scale:
        return _("The answer to a picture depends on the other pictures of the batch.")
    return ""


def _answers(model, graph: ModelGraph, pictures: np.ndarray) -> np.ndarray:
    """The one output for the one input, given in the structure that the model takes."""
    import keras

    given = keras.tree.pack_sequence_as(graph.input_structure, [pictures])
    return np.asarray(keras.tree.flatten(model(given, training=False))[0]).astype(np.float64)


def wrong_behaviour(model, graph: ModelGraph, pictures: np.ndarray, answers: str) -> str:
    rng = np.random.default_rng(11)
    last = model_end(graph).weights
    spread, seen, untrainable = 0.0, [], {id(layer) for layer in graph.layers}
    used, pixels = set(), np.zeros(pictures.shape)
    for _set in range(SETS):
        for layer in graph.layers:
            give_random_weights((layer,), rng)
        reached = influence(graph, [pictures])
        untrainable &= reached.without_gradient
        used |= reached.layers
        pixels += reached.pixels
        # Larger weights in the last layer make the answers extreme, of either sign.
        for scale in (1.0, 30.0, -1.0):
            for weight in last:
                weight.assign(np.asarray(weight) * np.float32(scale))
            found = _answers(model, graph, pictures)
            if not np.isfinite(found).all():
                return _(NOT_FINITE)
            seen.append(found)
            if scale == 1.0:
                spread = max(spread, _spread(found, answers))
    problem = _wrong_form(np.concatenate(seen)) if answers == "probability" else ""
    if problem:
        return problem
    if spread < MIN_SPREAD:
        return _(
            "The model gives nearly the same answer to very different pictures, whatever "
            "its weights are. Does something in it flatten or scale away what it is "
            "given?"
        )
    for layer in (x for x in graph.layers if id(x) in untrainable):
        return _(
            "{layer}: no gradient reaches its weights, so training can't change them. Is "
            "its output used, and by layers that pass a gradient on?",
            layer=graph.label(layer),
        )
    return unused(graph, used) or _unseen(pixels)


def unused(graph: ModelGraph, used: set[int]) -> str:
    import keras

    for layer in graph.layers:
        if isinstance(layer, keras.Layer) and id(layer) not in used:
            return _(
                "{layer}: the model's answer does not depend on what it gives out. Put "
                "it on the way from the input to the output.",
                layer=graph.label(layer),
            )
    return ""


def _unseen(pixels: np.ndarray) -> str:
    """A part of the picture that influences no answer, as a sentence; "" if there is none."""
    share = float(pixels.any(axis=(0, -1)).mean())
    if share < MIN_SHARE_SEEN:
        return _(
            "The model's answer depends on {share:.2%} of the pixels only. Use smaller "
            "strides, or larger windows.",
            share=share,
        )
    rows, columns = (np.array_split(np.arange(n), TILES) for n in pixels.shape[1:3])
    for y in rows:
        for x in columns:
            if len(y) and len(x) and not pixels[:, y[0] : y[-1] + 1, x[0] : x[-1] + 1].any():
                return _(
                    "The model's answer does not depend on rows {first} to {last}, "
                    "columns {left} to {right} of the picture, whatever its weights are. "
                    "Does something cut them away?",
                    first=y[0],
                    last=y[-1],
                    left=x[0],
                    right=x[-1],
                )
    return ""


def _spread(found: np.ndarray, answers: str) -> float:
    """The largest difference between the answers to two pictures, as logits."""
    if answers == "probability":
        found = np.log(np.clip(found, 1e-9, 1)) - np.log(np.clip(1 - found, 1e-9, 1))
    return float(np.ptp(found, axis=0).max())


def _wrong_form(found: np.ndarray) -> str:
    """Why answers with several sets of weights can't be probabilities; or ""."""
    low, high = found.min(), found.max()
    sums = found.sum(axis=-1)
    classes = found.shape[-1]
    end = 'Dense(1, activation="sigmoid")' if classes == 1 else _("a softmax")
    if low < -1e-6 or high > 1 + 1e-6:
        return _(
            "The model answers with {found:.3g}, expected probabilities, from 0 to 1. "
            "End in {end}.",
            found=low if low < 0 else high,
            end=end,
        )
    if classes > 1 and np.abs(sums - 1).max() > 1e-3:
        at = int(np.abs(sums - 1).argmax())
        return _(
            "The probabilities of a picture sum to {found:.3g}, expected 1. End in {end}.",
            found=sums[at],
            end=end,
        )
    if low > 0.1 or high < 0.9:
        return _(
            "Whatever its weights are, the model answers with values from {low:.3g} to "
            "{high:.3g}, expected probabilities that can come near 0 and near 1. End in "
            "{end}.",
            low=low,
            high=high,
            end=end,
        )
    return ""
