"""Whether a model of free architecture can answer as required, and could learn to.

It is judged by its settings where these are decisive (frozen, constrained), else by its behaviour
with several sets of random weights: what the output is, whether it depends on the picture, whether
every layer gets a gradient. Whether it does learn, `trainings.learns` finds out.
"""

from __future__ import annotations

import numpy as np

from grader.comparison.behaviour import (
    give_random_weights,
    random_inputs,
    random_states,
    restored,
    varied_pictures,
)
from grader.comparison.check_failure import Explained
from grader.comparison.graph import ModelGraph, NoGraph, model_graph
from grader.comparison.influence import ModelEnd, influence, model_end
from grader.comparison.sound_settings import unsound_settings
from grader.comparison.untrained_weights import changed_weights
from grader.language import _

SETS = 4  # of random weights
PICTURES = 8
TILES = 4  # rows and columns of parts of a picture; every part has to influence the answers
MIN_SHARE_SEEN = 0.05  # of the pixels
MIN_SPREAD = 0.01  # of the logits of very different pictures, with weights of He's variance
NOT_FINITE = "The model answers pictures with values that are no numbers (NaN or infinite)."


class NotSound(Explained):
    """A model can't answer as required, or can't be trained."""


def sound_model(
    model, inputs: tuple, outputs: tuple, answers: str, *, rescaled: bool = True, call: str = ""
) -> None:
    """Check, in a hidden test, a model whose architecture is free.

    Parameters
    ----------
    model : keras.Model
        What the student's function returned. It keeps its weights.
    inputs, outputs : tuple
        The shapes of its one input and one output, such as (None, 64, 64, 3) and (None, 1).
    answers : "probability" or "logits"
        What the output is.
    rescaled : bool
        Whether its pictures have values from 0 to 1, else from 0 to 255.
    call : str
        How the model was made, such as "HappyModel((64, 64, 3))", for the start of the message.

    Raises
    ------
    NotSound
        An AssertionError, if the model can't give such answers, or could not be trained.
    """
    __tracebackhide__ = True  # in IPython
    if answers not in ("probability", "logits"):
        raise ValueError(f"answers is {answers!r}, expected 'probability' or 'logits'.")
    problem = _unsound(model, tuple(inputs), tuple(outputs), answers, rescaled)
    if problem:
        raise NotSound(_("{call}: {problem}", call=call, problem=problem) if call else problem)


def all_layers_used(model, *, call: str = "") -> None:
    """Check, in a hidden test, that every layer of a model influences its output.

    A layer on a branch that is multiplied by 0, or whose output is not used, is in `summary(model)`
    and does nothing. The model is run on random pictures, with training=True.

    Parameters
    ----------
    model : keras.Model
        What the student's function returned. It keeps its weights.
    call : str
        How the model was made, for the start of the message.

    Raises
    ------
    NotSound
        An AssertionError that names the first layer without influence.
    """
    __tracebackhide__ = True  # in IPython
    try:
        graph = model_graph(model)
    except NoGraph as error:
        problem = str(error)
    else:
        pictures = random_inputs(graph, np.random.default_rng(3), PICTURES)
        with restored(model):
            problem = _unused(graph, influence(graph, pictures).layers)
    if problem:
        raise NotSound(_("{call}: {problem}", call=call, problem=problem) if call else problem)


def _unsound(model, inputs: tuple, outputs: tuple, answers: str, rescaled: bool) -> str:
    """The first problem of a model of free architecture, as a sentence; "" if there is none."""
    try:
        graph = model_graph(model)
    except NoGraph as error:
        return str(error)
    problem = (
        _wrong_ends(model, graph, inputs, outputs)
        or _wrong_last_layers(graph, model_end(graph), answers)
        or unsound_settings(graph)
    )
    if problem:
        return problem
    for layer in graph.layers:
        stale = changed_weights(layer, graph.label(layer)) if hasattr(layer, "weights") else []
        if stale:
            return stale[0]
    pictures = varied_pictures(inputs[1:], PICTURES) * np.float32(1 if rescaled else 255)
    with restored(model):
        return _unsteady(model, graph, pictures) or _wrong_behaviour(
            model, graph, pictures, answers
        )


def _wrong_ends(model, graph: ModelGraph, inputs: tuple, outputs: tuple) -> str:
    for name, what, shapes, wanted in (
        ("inputs", _("input"), [given[0] for given in graph.inputs], inputs),
        ("outputs", _("output"), [tuple(x.shape) for x in model.outputs], outputs),
    ):
        if len(shapes) != 1:
            return _("The model has {count} {what}s, expected 1.", count=len(shapes), what=what)
        if shapes[0] != wanted:
            return _(
                "The model's {what} has the shape {found}, expected {expected}.",
                what=what,
                found=shapes[0],
                expected=wanted,
            )
        structure = graph.input_structure if name == "inputs" else graph.outputs
        if isinstance(structure, dict):
            return _(
                "The model's {what} is a dict, expected it alone: {name}=x.", what=what, name=name
            )
    dtype = graph.inputs[0][1]
    if dtype != "float32":
        return _(
            "The model's input is {dtype}, expected float32. Leave dtype out of Input.", dtype=dtype
        )
    return ""


def _wrong_last_layers(graph: ModelGraph, end: ModelEnd, answers: str) -> str:
    """What is wrong about how a model ends, as a sentence; "" if it is right."""
    for layer in end.behind:
        if random_states(layer):
            return _(
                "{layer} stands behind the last layer with a kernel: in training it changes the "
                "answers themselves, at random. Put it before that layer, or leave it out.",
                layer=graph.label(layer),
            )
    if answers == "probability":
        return ""
    for layer in (*end.behind, *end.last):
        linear = type(layer).__name__ == "Dense" and _has_no_activation(layer)
        if not (linear if layer in end.last else _changes_nothing(layer)):
            return _(
                "The model ends in {layer}, expected logits: end in a Dense layer without an "
                "activation, and put nothing behind it.",
                layer=graph.label(layer),
            )
    return ""


def _has_no_activation(layer) -> bool:
    return getattr(layer.activation, "__name__", "") == "linear"


def _changes_nothing(operation) -> bool:
    """Whether an operation gives out the numbers that it gets."""
    kind = type(operation).__name__
    if kind == "Activation":
        return _has_no_activation(operation)
    return kind in ("Identity", "Flatten", "Reshape", "Squeeze", "Copy", "Cast")


def _unsteady(model, graph: ModelGraph, pictures: np.ndarray) -> str:
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


def _wrong_behaviour(model, graph: ModelGraph, pictures: np.ndarray, answers: str) -> str:
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
    return _unused(graph, used) or _unseen(pixels)


def _unused(graph: ModelGraph, used: set[int]) -> str:
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
