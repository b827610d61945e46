"""Whether a model of free architecture can answer as asked, and could learn to.

Judged by settings where they say it plainly (frozen, constrained), else by behaviour, with several
sets of random weights: what the output is, whether it depends on the picture, whether every layer
gets a gradient. Whether it does learn is for `learning.learns` to find out.
"""

from __future__ import annotations

import numpy as np

from grader.comparison.behaviour import give_random_weights, random_input, restored
from grader.comparison.check_failure import Explained
from grader.comparison.graph import ModelGraph, NoGraph, Ref, model_graph
from grader.comparison.influence import influence, signed_sum
from grader.comparison.sound_settings import unsound_settings
from grader.comparison.untrained_weights import not_fresh

SETS = 4  # of random weights
PICTURES = 8
TILES = 4  # rows and columns of parts of a picture, each of which has to count
LEAST_SEEN = 0.05  # of the pixels
LEAST_SPREAD = 0.01  # of logits over pictures that have little in common, weights of He's variance
_NOT_LINEAR = (
    "The model's answers do not grow with the weights of its last layer, expected logits, which "
    "nothing limits. End in a Dense layer without an activation, and put nothing behind it."
)
_NO_NUMBERS = "The model answers pictures with values that are no numbers (NaN or infinite)."


class NotSound(Explained):
    """A model can't answer as asked, or can't be trained."""


def sound_model(
    model, inputs: tuple, outputs: tuple, answers: str, *, rescaled: bool = True, call: str = ""
) -> None:
    """Check a model whose architecture is free; see `test_utils.sound_model`."""
    __tracebackhide__ = True  # in IPython
    if answers not in ("probability", "logits"):
        raise ValueError(f"answers is {answers!r}, expected 'probability' or 'logits'.")
    problem = unsound(model, tuple(inputs), tuple(outputs), answers, rescaled)
    if problem:
        raise NotSound(f"{call}: {problem}" if call else problem)


def all_layers_used(model, *, call: str = "") -> None:
    """Check that every layer of a model does something; see `test_utils.all_layers_used`."""
    import keras

    __tracebackhide__ = True  # in IPython
    try:
        graph = model_graph(model)
    except NoGraph as error:
        problem = str(error)
    else:
        pictures = keras.tree.flatten(random_input(graph, np.random.default_rng(3), PICTURES))
        with restored(model):
            problem = _unused(graph, influence(graph, pictures, True)[0])
    if problem:
        raise NotSound(f"{call}: {problem}" if call else problem)


def unsound(model, inputs: tuple, outputs: tuple, answers: str, rescaled: bool) -> str:
    """The first thing that is wrong with the model, a sentence; "" if nothing is."""
    try:
        graph = model_graph(model)
    except NoGraph as error:
        return str(error)
    problem = _ends(model, graph, inputs, outputs) or unsound_settings(graph)
    if problem:
        return problem
    for layer in graph.layers:
        stale = not_fresh(layer, graph.label(layer)) if hasattr(layer, "weights") else []
        if stale:
            return stale[0]
    pictures = test_pictures(inputs[1:]) * np.float32(1 if rescaled else 255)
    with restored(model):
        return _steady(model, graph, pictures) or _behaviour(model, graph, pictures, answers)


def _ends(model, graph: ModelGraph, inputs: tuple, outputs: tuple) -> str:
    for what, shapes, wanted in (
        ("input", [shape for shape, _, _ in graph.inputs], inputs),
        ("output", [tuple(x.shape) for x in model.outputs], outputs),
    ):
        if len(shapes) != 1:
            return f"The model has {len(shapes)} {what}s, expected 1."
        if shapes[0] != wanted:
            return f"The model's {what} has the shape {shapes[0]}, expected {wanted}."
        structure = graph.input_structure if what == "input" else graph.outputs
        if isinstance(structure, dict):
            return f"The model's {what} is a dict, expected it alone: {what}s=x."
    dtype = graph.inputs[0][1]
    if dtype != "float32":
        return f"The model's input is {dtype}, expected float32. Leave dtype out of Input."
    return ""


def test_pictures(shape: tuple) -> np.ndarray:
    """Pictures that differ in colour, brightness and pattern, from 0 to 1, float32."""
    rng = np.random.default_rng(7)
    rows = np.linspace(0, 1, shape[0], dtype=np.float32).reshape(-1, *[1] * (len(shape) - 1))
    found = []
    for n in range(PICTURES):
        colour = rng.random(shape[-1], dtype=np.float32) * np.float32(0.2 + 0.8 * (n % 4) / 3)
        pattern = 0.5 + 0.5 * np.sin((2 + 3 * n) * rows) if n % 2 else 1.0
        noise = rng.random(shape, dtype=np.float32)
        found.append(np.clip(colour * pattern * (0.7 + 0.3 * noise), 0, 1))
    return np.stack(found).astype(np.float32)


test_pictures.__test__ = False  # no test of pytest


def _steady(model, graph: ModelGraph, pictures: np.ndarray) -> str:
    """In inference an answer is the same each time, and does not depend on other pictures."""
    together, again, alone = (_answers(model, graph, x) for x in (pictures, pictures, pictures[:1]))
    scale = 1e-4 + 1e-3 * np.abs(together).max()
    if not np.isfinite(together).all():
        return _NO_NUMBERS
    if np.abs(together - again).max() > scale:
        return (
            "In inference the model answers the same picture differently each time. Don't call "
            "layers with training=True."
        )
    if np.abs(together[:1] - alone).max() > scale:
        return "The answer to a picture depends on the other pictures of the batch."
    return ""


def _called(model, graph: ModelGraph, pictures: np.ndarray, training: bool):
    """The one output for the one input, however the model wants to be given it."""
    import keras

    given = keras.tree.pack_sequence_as(graph.input_structure, [pictures])
    return keras.tree.flatten(model(given, training=training))[0]


def _answers(model, graph: ModelGraph, pictures: np.ndarray) -> np.ndarray:
    return np.asarray(_called(model, graph, pictures, False)).astype(np.float64)


def _behaviour(model, graph: ModelGraph, pictures: np.ndarray, answers: str) -> str:
    rng = np.random.default_rng(11)
    last = _last_weights(graph)
    bent, spread, seen, dead = False, 0.0, [], {id(layer) for layer in graph.layers}
    counted, felt = set(), np.zeros(pictures.shape)
    for _ in range(SETS):
        for layer in graph.layers:
            give_random_weights((layer,), rng)
        dead &= _without_gradient(model, graph, pictures)
        layers, gradient = influence(graph, [pictures], True)
        counted |= layers
        felt += gradient
        # A larger last layer makes the answers extreme, and its opposite those of the other end.
        for scale in (1.0, 30.0, -1.0):
            for weight in last:
                weight.assign(np.asarray(weight) * np.float32(scale))
            found = _answers(model, graph, pictures)
            if not np.isfinite(found).all():
                return _NO_NUMBERS
            seen.append(found)
            if scale == 1.0:
                spread = max(spread, _spread(found, answers))
            elif answers == "logits" and _one_kernel(graph, last):
                wanted = seen[-2] * scale
                bent |= np.abs(found - wanted).max() > 0.01 * np.abs(wanted).max()
    problem = _form(np.concatenate(seen), answers) or (_NOT_LINEAR if bent else "")
    if problem:
        return problem
    if spread < LEAST_SPREAD:
        return (
            "The model gives nearly the same answer to very different pictures, whatever its "
            "weights are. Does something in it flatten or scale away what it is given?"
        )
    for layer in (x for x in graph.layers if id(x) in dead):
        return (
            f"{graph.label(layer)}: no gradient reaches its weights, so training can't change "
            "them. Is its output used, and by layers that pass a gradient on?"
        )
    return _unused(graph, counted) or _unseen(felt)


def _unused(graph: ModelGraph, counted: set[int]) -> str:
    import keras

    for layer in graph.layers:
        if isinstance(layer, keras.Layer) and id(layer) not in counted:
            return (
                f"{graph.label(layer)}: the model's answer does not depend on what it gives out. "
                "Put it on the way from the input to the output."
            )
    return ""


def _unseen(felt: np.ndarray) -> str:
    """Whether a part of the picture has no part in any answer."""
    share = float(felt.any(axis=(0, -1)).mean())
    if share < LEAST_SEEN:
        return (
            f"The model's answer depends on {share:.2%} of the pixels only. Use smaller strides, "
            "or larger windows."
        )
    rows, columns = (np.array_split(np.arange(n), TILES) for n in felt.shape[1:3])
    for y in rows:
        for x in columns:
            if len(y) and len(x) and not felt[:, y[0] : y[-1] + 1, x[0] : x[-1] + 1].any():
                return (
                    f"The model's answer does not depend on rows {y[0]} to {y[-1]}, columns "
                    f"{x[0]} to {x[-1]} of the picture, whatever its weights are. Does something "
                    "cut them away?"
                )
    return ""


def _last_weights(graph: ModelGraph) -> list:
    """The weights that are nearest to the output, on each way back from it."""
    import keras

    found: dict[int, object] = {}
    waiting, seen = keras.tree.flatten(graph.outputs), set()
    while waiting:
        number = waiting.pop().call
        if number < 0 or number in seen:
            continue
        seen.add(number)
        call = graph.calls[number]
        weights = getattr(call.operation, "trainable_weights", ())
        found |= {id(weight): weight for weight in weights}
        if not weights:
            given = keras.tree.flatten([list(call.args), call.kwargs])
            waiting += [x for x in given if isinstance(x, Ref)]
    return list(found.values())


def _one_kernel(graph: ModelGraph, last: list) -> bool:
    """Whether the answers are linear in the last weights: a layer may multiply two of them."""
    ids = {id(weight) for weight in last}
    return all(
        sum(id(w) in ids and len(w.shape) > 1 for w in getattr(layer, "trainable_weights", ())) < 2
        for layer in graph.layers
    )


def _spread(found: np.ndarray, answers: str) -> float:
    """How far the answers to the pictures are apart, as logits."""
    if answers == "probability":
        found = np.log(np.clip(found, 1e-9, 1)) - np.log(np.clip(1 - found, 1e-9, 1))
    return float(np.ptp(found, axis=0).max())


def _form(found: np.ndarray, answers: str) -> str:
    """Whether answers over several sets of weights are probabilities, or logits."""
    low, high = found.min(), found.max()
    sums = found.sum(axis=-1)
    classes = found.shape[-1]
    if answers == "logits":
        if low >= 0 or high <= 1 or (classes > 1 and np.abs(sums - 1).max() < 1e-3):
            return (
                f"Whatever its weights are, the model answers with values from {low:.3g} to "
                f"{high:.3g}, expected logits, which are of any size and sign. End in a Dense "
                "layer without an activation, and put nothing behind it."
            )
        return ""
    end = 'Dense(1, activation="sigmoid")' if classes == 1 else "a softmax"
    if low < -1e-6 or high > 1 + 1e-6:
        return (
            f"The model answers with {low if low < 0 else high:.3g}, expected probabilities, from "
            f"0 to 1. End in {end}."
        )
    if classes > 1 and np.abs(sums - 1).max() > 1e-3:
        at = int(np.abs(sums - 1).argmax())
        return f"The probabilities of a picture sum to {sums[at]:.3g}, expected 1. End in {end}."
    if low > 0.1 or high < 0.9:
        return (
            f"Whatever its weights are, the model answers with values from {low:.3g} to "
            f"{high:.3g}, expected probabilities that can come near 0 and near 1. End in {end}."
        )
    return ""


def _without_gradient(model, graph: ModelGraph, pictures: np.ndarray) -> set[int]:
    """Ids of the layers whose kernel gets no gradient in training with the present weights."""
    import tensorflow as tf

    kernels = {
        id(layer): [w.value for w in getattr(layer, "trainable_weights", ()) if len(w.shape) > 1]
        for layer in graph.layers
    }
    with tf.GradientTape() as tape:
        loss = signed_sum(_called(model, graph, pictures, True))
    names = [name for name, group in kernels.items() if group]
    gradients = tape.gradient(loss, [kernels[name] for name in names])
    return {
        name
        for name, group in zip(names, gradients, strict=True)
        if any(g is None or not float(tf.reduce_max(tf.abs(g))) > 0 for g in group)
    }
