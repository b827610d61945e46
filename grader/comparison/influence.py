"""Which layers have a part in what a model answers, and which parts of a picture have.

A layer on a branch that is multiplied by 0 is in the model, and does nothing. The chain rule tells:
no gradient of the answer comes back through what it gives out.
"""

from __future__ import annotations

import numpy as np

from grader.comparison.graph import Call, ModelGraph, Ref

LEAST = 1e-4  # of the gradient at what a layer takes; that at what it gives out has to be more


def influence(graph: ModelGraph, inputs: list, training: bool) -> tuple[set[int], np.ndarray]:
    """Follow the gradient of a model's answers back through every call.

    Parameters
    ----------
    inputs : list of np.ndarray
        One array for each input of the model.

    Returns
    -------
    set of int
        Ids of the layers that have a part in the answers.
    np.ndarray
        The size of the gradient at every number of the first input, in its shape.
    """
    import keras
    import tensorflow as tf

    given = [tf.constant(x) for x in inputs]
    with tf.GradientTape() as tape:
        tape.watch(given)
        values = _values(graph, given, training)
        loss = tf.constant(0.0)
        for ref in keras.tree.flatten(graph.outputs):
            loss += signed_sum(values[ref])
    gradients = dict(zip(values, tape.gradient(loss, [*values.values()]), strict=True))
    sizes = {ref: 0.0 if g is None else _largest(g) for ref, g in gradients.items()}
    counted = set()
    for number, call in enumerate(graph.calls):
        taken = max((sizes[ref] for ref in _refs(call)), default=0.0)
        made = max(size for ref, size in sizes.items() if ref.call == number)
        if made > LEAST * taken:
            counted.add(id(call.operation))
    first = gradients[Ref(-1, 0)]
    return counted, np.zeros(inputs[0].shape) if first is None else np.abs(np.asarray(first))


def signed_sum(answers):
    """Sum answers with weights of both signs: what adds up to 1 still has a gradient."""
    import tensorflow as tf

    signs = np.resize(np.float32([1, -2, 3, -1, 2]), answers.shape)
    return tf.reduce_sum(tf.cast(answers, tf.float32) * signs)


def _values(graph: ModelGraph, inputs: list, training: bool) -> dict:
    """What every call gives, by its `Ref`; the model is run call by call."""
    import keras
    import tensorflow as tf

    values = {Ref(-1, number): x for number, x in enumerate(inputs)}

    def given(x):
        return values[x] if isinstance(x, Ref) else x

    for number, call in enumerate(graph.calls):
        args, kwargs = keras.tree.map_structure(given, (call.args, dict(call.kwargs)))
        if getattr(call.operation, "_call_has_training_arg", False):
            kwargs["training"] = training
        made = keras.tree.flatten(call.operation(*args, **kwargs))
        # a layer may give out the tensor that it took
        values |= {Ref(number, n): tf.identity(x) for n, x in enumerate(made)}
    return values


def _refs(call: Call) -> list[Ref]:
    import keras

    found = keras.tree.flatten((call.args, dict(call.kwargs)))
    return [x for x in found if isinstance(x, Ref)]


def _largest(gradient) -> float:
    import tensorflow as tf

    size = float(tf.reduce_max(tf.abs(tf.convert_to_tensor(gradient))))
    return size if np.isfinite(size) else 0.0
