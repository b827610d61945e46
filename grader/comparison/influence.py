"""What the answers of a model depend on: its layers, its weights, the parts of a picture.

A layer on a branch that is multiplied by 0 is in the model and does nothing. The chain rule shows
it: no gradient of the answers reaches its output. One forward and one backward pass give all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.comparison.graph import Call, ModelGraph, Ref

MIN_SHARE = 1e-4  # of the gradient at a call's inputs, that at its outputs has to be larger


@dataclass(frozen=True)
class Influence:
    """Where gradients of a model's answers arrive.

    Attributes
    ----------
    layers : set of int
        Ids of the layers whose outputs influence the answers.
    without_gradient : set of int
        Ids of the layers with a kernel that no gradient reaches, so training can't change it.
    pixels : float array, shape of the model's first input
        The size of the gradient at every value of it.
    """

    layers: set[int]
    without_gradient: set[int]
    pixels: np.ndarray


def influence(graph: ModelGraph, inputs: list[np.ndarray]) -> Influence:
    """Follow the gradient of a model's answers, in training, back through every call.

    Parameters
    ----------
    inputs : list of float32 array
        One for each input of the model, with the batch as its first axis.
    """
    import keras
    import tensorflow as tf

    given = [tf.constant(x) for x in inputs]
    kernels = {
        id(layer): [w.value for w in getattr(layer, "trainable_weights", ()) if len(w.shape) > 1]
        for layer in graph.layers
    }
    with tf.GradientTape() as tape:
        tape.watch(given)
        values = _values(graph, given)
        answers = [values[ref] for ref in keras.tree.flatten(graph.outputs)]
        loss = sum(map(_signed_sum, answers), tf.constant(0.0))
    at_values, at_kernels = tape.gradient(loss, (list(values.values()), list(kernels.values())))
    gradients = dict(zip(values, at_values, strict=True))
    sizes = {ref: np.nan_to_num(_largest(g), posinf=0.0) for ref, g in gradients.items()}
    layers = set()
    for number, call in enumerate(graph.calls):
        taken = max((sizes[ref] for ref in _refs(call)), default=0.0)
        made = max(size for ref, size in sizes.items() if ref.call == number)
        if made > MIN_SHARE * taken:
            layers.add(id(call.operation))
    without_gradient = {
        layer
        for layer, group in zip(kernels, at_kernels, strict=True)
        if any(not _largest(g) > 0 for g in group)
    }
    first = gradients[Ref(-1, 0)]
    pixels = np.zeros(inputs[0].shape) if first is None else np.abs(np.asarray(first))
    return Influence(layers, without_gradient, pixels)


@dataclass(frozen=True)
class ModelEnd:
    """How a model ends, on each path back from its output.

    Attributes
    ----------
    last : list of keras.Layer
        The last layers with a kernel.
    behind : list of keras.Operation
        What comes after them: norms, activations, operations.
    """

    last: list
    behind: list

    @property
    def weights(self) -> list:
        """The trainable weights of the last layers."""
        return [weight for layer in self.last for weight in layer.trainable_weights]


def model_end(graph: ModelGraph) -> ModelEnd:
    """Follow a model back from its output to the last layers that have a kernel.

    The gamma and beta of a norm are none: what they scale is what a layer before it answers.
    """
    import keras

    last: dict[int, object] = {}
    behind: dict[int, object] = {}
    waiting, seen = keras.tree.flatten(graph.outputs), set()
    while waiting:
        number = waiting.pop().call
        if number < 0 or number in seen:
            continue
        seen.add(number)
        call = graph.calls[number]
        names = [weight.name for weight in getattr(call.operation, "weights", ())]
        if any(name.endswith("kernel") for name in names):
            last[id(call.operation)] = call.operation
        else:
            behind[id(call.operation)] = call.operation
            waiting += _refs(call)
    return ModelEnd([*last.values()], [*behind.values()])


def _signed_sum(answers):
    """A sum of answers with weights of both signs: what adds up to 1 still has a gradient."""
    import tensorflow as tf

    signs = np.resize(np.float32([1, -2, 3, -1, 2]), answers.shape)
    return tf.reduce_sum(tf.cast(answers, tf.float32) * signs)


def _values(graph: ModelGraph, inputs: list) -> dict:
    """Run a model in training, call by call; its inputs and the output of every call, by `Ref`."""
    import keras
    import tensorflow as tf

    values = {Ref(-1, number): x for number, x in enumerate(inputs)}

    def given(x):
        return values[x] if isinstance(x, Ref) else x

    for number, call in enumerate(graph.calls):
        args, kwargs = keras.tree.map_structure(given, (call.args, call.kwargs))
        if getattr(call.operation, "_call_has_training_arg", False):
            kwargs["training"] = True
        made = keras.tree.flatten(call.operation(*args, **kwargs))
        # a layer may return the tensor that it was given
        values |= {Ref(number, n): tf.identity(x) for n, x in enumerate(made)}
    return values


def _refs(call: Call) -> list[Ref]:
    import keras

    found = keras.tree.flatten((call.args, call.kwargs))
    return [x for x in found if isinstance(x, Ref)]


def _largest(gradient) -> float:
    """The largest absolute value of a gradient; 0 where there is none."""
    import tensorflow as tf

    return 0.0 if gradient is None else float(tf.reduce_max(tf.abs(tf.convert_to_tensor(gradient))))
