"""Models with random weights on random input: two of them are compared by what they compute.

`same_model` ends with this comparison of answers, gradients and statistics: it finds what the
comparison of settings does not see.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np

from grader.comparison.graph import ModelGraph
from grader.language import _

MAX_DRAWN = 2_000_000  # values of a weight; a larger one repeats them
TOLERANCE = 2e-4  # relative to the largest value; float32 has 6e-8, sums of millions lose some


def behaviour_differences(
    found, expected, mine: ModelGraph, theirs: ModelGraph, example=None
) -> list[str]:
    """Compare what two models with the same layers compute; at most one sentence.

    Parameters
    ----------
    found, expected : keras.Model
        Both get the same random weights, and their own back afterwards.
    mine, theirs : ModelGraph
        Their graphs.
    example : array or structure of arrays, optional
        An input in place of random pictures.
    """
    import keras

    rng = np.random.default_rng(0)
    layers = list(zip(mine.layers, theirs.layers, strict=True))
    inputs = random_inputs(mine, rng) if example is None else keras.tree.flatten(example)
    with restored(found, expected):
        for a, b in layers:
            give_random_weights((a, b), rng)
        for training in (False, True):
            for a, b in layers:
                align_random_states(a, b)
            apart = _compared((found, mine), (expected, theirs), inputs, training)
            if apart:
                return [apart]
        for a, b in layers:
            for v, w in zip(getattr(a, "weights", ()), getattr(b, "weights", ()), strict=False):
                if _differs(np.asarray(v), np.asarray(w)):
                    return [
                        _(
                            "{layer}: after one call in training, its {weight} is not what "
                            "it is in the reference. Leave the layer's settings at their "
                            "defaults.",
                            layer=mine.label(a),
                            weight=v.name,
                        )
                    ]
    return []


def _compared(found: tuple, expected: tuple, inputs: list, training: bool) -> str:
    """Compare answers and, in training, gradients of two pairs of a model and its graph."""
    mode = _("in training") if training else _("in inference")
    ours, our_gradients = _run(*found, inputs, training)
    theirs, their_gradients = _run(*expected, inputs, training)
    advice = _("Return the output of the last layer as it is, and build the layers as described.")
    if len(ours) != len(theirs):
        return _(
            "The model gives {found} outputs {mode}, expected {expected}. {advice}",
            found=len(ours),
            mode=mode,
            expected=len(theirs),
            advice=advice,
        )
    for a, b in zip(ours, theirs, strict=True):
        if _differs(a, b):
            return _(
                "With the same weights the model answers a random picture {mode} with "
                "{found}, expected {expected}. {advice}",
                mode=mode,
                found=_numbers(a),
                expected=_numbers(b),
                advice=advice,
            )
    for (name, a), (_same, b) in zip(our_gradients, their_gradients, strict=False):
        if (a is None) != (b is None) or (a is not None and _differs(a, b)):
            return _(
                "In training a weight ({name}) is not changed as in the reference. Is "
                "there a regulariser, or something that stops the gradient? {advice}",
                name=name,
                advice=advice,
            )
    return ""


def _run(model, graph: ModelGraph, inputs: list, training: bool):
    """Outputs as arrays, and in training [(name of a weight, gradient)], layer by layer."""
    import keras
    import tensorflow as tf

    given = keras.tree.pack_sequence_as(graph.input_structure, inputs)
    with tf.GradientTape() as tape:
        outputs = keras.tree.flatten(model(given, training=training))
        loss = sum(map(_score, outputs), tf.constant(0.0)) + sum(model.losses)
    weights = [
        (f"{graph.label(layer)}, {w.name}", w.value)
        for layer in graph.layers
        for w in getattr(layer, "trainable_weights", ())
    ]
    weights = weights if training else []
    gradients = tape.gradient(loss, [w for _, w in weights])
    arrays = [None if g is None else np.asarray(tf.convert_to_tensor(g)) for g in gradients]
    named = [(name, g) for (name, _), g in zip(weights, arrays, strict=True)]
    return [np.asarray(y) for y in outputs], named


def _score(y):
    """A number that depends on every value of an output."""
    import tensorflow as tf

    y = tf.cast(y, tf.float32)
    return tf.reduce_mean(y * (1 + y))


def _differs(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays differ by more than rounding."""
    if a.shape != b.shape:
        return True
    a, b = a.astype(np.float64), b.astype(np.float64)
    fine = np.isfinite(b)
    if not np.array_equal(np.isfinite(a), fine):
        return True
    scale = np.abs(b[fine]).max(initial=0)
    return bool(np.abs(a[fine] - b[fine]).max(initial=0) > TOLERANCE * scale + 1e-7)


def random_inputs(graph: ModelGraph, rng, examples: int = 2) -> list[np.ndarray]:
    """Make a random array for each input of a model.

    Floats are from 0 to 1, integers 0 or 1. An open size is 8, an open batch size `examples`.
    """
    arrays = []
    for shape, dtype, _sparse in graph.inputs:
        sizes = [examples, *(8 if size is None else size for size in shape[1:])]
        if shape[0] is not None:
            sizes[0] = shape[0]
        if dtype.startswith(("float", "bfloat")):
            arrays.append(rng.random(sizes, dtype=np.float32))
        else:
            arrays.append(rng.integers(0, 2, sizes).astype(dtype))
    return arrays


def varied_pictures(shape: tuple, count: int) -> np.ndarray:
    """Pictures that differ in colour, brightness and pattern.

    Parameters
    ----------
    shape : tuple of int
        Of a picture, such as (height, width, channels).

    Returns
    -------
    float32 array, shape (count, *shape)
        Values from 0 to 1.
    """
    rng = np.random.default_rng(7)
    rows = np.linspace(0, 1, shape[0], dtype=np.float32).reshape(-1, *[1] * (len(shape) - 1))
    found = []
    for n in range(count):
        colour = rng.random(shape[-1], dtype=np.float32) * np.float32(0.2 + 0.8 * (n % 4) / 3)
        pattern = 0.5 + 0.5 * np.sin((2 + 3 * n) * rows) if n % 2 else 1.0
        noise = rng.random(shape, dtype=np.float32)
        found.append(np.clip(colour * pattern * (0.7 + 0.3 * noise), 0, 1))
    return np.stack(found).astype(np.float32)


def give_random_weights(layers: tuple, rng) -> None:
    """Give several layers the same random weights, with which no values vanish or explode.

    Kernels are uniform with He's variance, 2 / fan-in (K. He et al., 2015), so outputs are about as
    large as inputs. Scales and variances are from 0.6 to 1.4, biases and means from -0.1 to 0.1.
    """
    for weights in zip(*(getattr(layer, "weights", ()) for layer in layers), strict=False):
        shape, name = tuple(weights[0].shape), weights[0].name
        if len({tuple(w.shape) for w in weights}) > 1 or not weights[0].dtype.startswith("float"):
            continue
        values = _noise(shape, rng)
        if "variance" in name or name == "gamma":
            values = 1 + 0.4 * values
        elif len(shape) >= 2:
            values *= np.float32(np.sqrt(6 / max(1, np.prod(shape[:-1]))))
        else:
            values *= np.float32(0.1)
        for weight in weights:
            weight.assign(values)


def _noise(shape: tuple, rng) -> np.ndarray:
    """Random numbers from -1 to 1, float32."""
    size = int(np.prod(shape))
    drawn = rng.random(min(size, MAX_DRAWN), dtype=np.float32) * 2 - 1
    return np.resize(drawn, size).reshape(shape)


def align_random_states(a, b) -> None:
    """Let two layers draw the same random numbers next: dropout, augmentation, noise."""
    for v, w in zip(random_states(a), random_states(b), strict=False):
        state = np.asarray([20261129, 17]).astype(v.dtype)
        v.assign(state)
        w.assign(state)


def random_states(layer) -> list:
    """The states of what a layer draws at random: which units it drops, how it turns pictures."""
    weights = {id(w) for w in getattr(layer, "weights", ())}
    variables = getattr(layer, "variables", ())
    return [v for v in variables if id(v) not in weights and "seed_generator" in v.path]


@contextmanager
def restored(*models):
    """Restore the models' weights and random states at the end of a block."""
    kept = [(v, np.asarray(v)) for model in models for v in model.variables]
    try:
        yield
    finally:
        for variable, value in kept:
            variable.assign(value)


def _numbers(array: np.ndarray) -> str:
    values = np.ravel(array)[:3]
    more = ", …" if array.size > 3 else ""
    return ", ".join(f"{v:.4g}" for v in values) + more
