"""Ways to make a right model dead: it looks right and can't learn, which a test has to detect.

Each takes a model (Sequential or functional, compiled or not) and returns another one, of the same
layers where possible; the original is not changed. Release validation tries them on every solution
that returns a model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DeadModel:
    """A way to make a model dead.

    Attributes
    ----------
    name : str
        Short, for tables.
    sentence : str
        What was done, for the author.
    make : callable
        Returns the dead model of a right one, or None if there is nothing to change.
    may_learn : bool
        Whether it may learn all the same although it is not the right model. Where the architecture
        is free, a test need not detect it.
    """

    name: str
    sentence: str
    make: Callable
    may_learn: bool = False


def _functional(model):
    """The functional model inside a Sequential one; its layers can be called again."""
    return getattr(model, "_functional", None) or model


def _clone(model, change: Callable[[object, dict], dict] | None = None):
    """A copy with new weights and every layer's config changed; None if no config changes."""
    import keras

    changed = []

    def copy(layer):
        config = layer.get_config()
        new = change(layer, dict(config)) if change else config
        changed.append(new != config)
        return type(layer).from_config(new)

    made = keras.models.clone_model(model, clone_function=copy)
    if change and not any(changed):
        return None
    return _compiled(made, model)


def _compiled(made, model):
    if getattr(model, "compiled", False):
        made.compile_from_config(model.get_compile_config())
    return made


def _rewired(model, connect: Callable):
    """A copy whose inputs and outputs are what `connect(copy, inputs, run)` returns.

    `run(inputs, call)` returns the copy's outputs for these inputs; `call(layer)` is what is called
    in place of a layer. None if `connect` returns None.
    """
    import keras

    copy = _functional(_clone(model))
    inputs = keras.tree.map_structure(
        lambda x: keras.Input(batch_shape=x.shape, dtype=x.dtype), copy._inputs_struct
    )

    def run(given, call=lambda layer: layer):
        return copy._run_through_graph(keras.tree.flatten(given), operation_fn=call)

    outputs = connect(copy, inputs, run)
    if outputs is None:
        return None
    return _compiled(keras.Model(inputs, outputs), model)


def _mapped(function: Callable) -> Callable:
    """A `connect` that applies `function` to each of the right outputs."""
    import keras

    return lambda copy, inputs, run: keras.tree.map_structure(function, run(inputs))


def _behind(model):
    return _rewired(model, _mapped(lambda y: y * 0.0))


def _in_front(model):
    import keras

    return _rewired(model, lambda copy, x, run: run(keras.tree.map_structure(lambda t: t * 0.0, x)))


def _squashed(model):
    import keras

    def squash(y):
        return keras.ops.softmax(y) if y.shape[-1] and y.shape[-1] > 1 else keras.ops.sigmoid(y)

    return _rewired(model, _mapped(squash))


def _elsewhere(model):
    """An output that depends on the input alone, plus 0 times the right one."""
    import keras

    def connect(copy, inputs, run):
        x, right = keras.tree.flatten(inputs)[0], run(inputs)
        if isinstance(right, (list, dict, tuple)):
            return None
        if tuple(x.shape) == tuple(right.shape):
            return x + 0.0 * right
        if len(right.shape) != 2:
            return None
        seen = keras.ops.mean(x, axis=tuple(range(1, len(x.shape))))
        return keras.ops.reshape(seen, (-1, 1)) + 0.0 * right

    return _rewired(model, connect)


def _inner_output(model):
    """The second output of an inner model, whose first is right."""
    import keras

    copy = _functional(_clone(model))
    if len(copy.outputs) != 1 or len(copy.inputs) != 1:
        return None
    inner = keras.Model(copy.inputs, [copy.outputs[0], copy.outputs[0] * 0.0])
    x = keras.Input(batch_shape=copy.inputs[0].shape, dtype=copy.inputs[0].dtype)
    return _compiled(keras.Model(x, inner(x)[1]), model)


def _keeps_shape(layer) -> bool:
    node = layer._inbound_nodes[0] if getattr(layer, "_inbound_nodes", None) else None
    tensors = list(node.input_tensors) if node else []
    return len(tensors) == 1 and tuple(tensors[0].shape) == tuple(node.outputs[0].shape)


def _skipped(model):
    """A layer is skipped, although it is still there (times 0)."""

    def connect(copy, inputs, run):
        skip = next(
            (x for x in copy.layers if _keeps_shape(x) and type(x).__name__ != "Flatten"), None
        )
        if skip is None:
            return None
        short = run(inputs, lambda layer: (lambda x, **_: x) if layer is skip else layer)
        return short + 0.0 * run(inputs)

    return _rewired(model, connect)


def _shared(model):
    """A layer with weights is called twice, one call on the other."""

    def connect(copy, inputs, run):
        twice = next((x for x in copy.layers if x.weights and _keeps_shape(x)), None)
        if twice is None:
            return None

        def again(x, **_):
            return twice(twice(x))

        return run(inputs, lambda layer: again if layer is twice else layer)

    return _rewired(model, connect)


def _setting(key: str, value: object, only: Callable[[object], bool] = lambda layer: True):
    """A way that changes one setting of every layer that has it and for which `only` is true."""

    def change(layer, config):
        return config | {key: value} if key in config and only(layer) else config

    return lambda model: _clone(model, change)


def _has_bias(layer) -> bool:
    return bool(getattr(layer, "use_bias", False))


def _is_dense(layer) -> bool:
    return type(layer).__name__ == "Dense"


def _object(class_name: str, **config) -> dict:
    """What stands for a Keras object in a layer's config, so that `DEAD` does not import Keras."""
    return {"class_name": class_name, "config": config}


def _frozen(model):
    made = _clone(model)
    if not made.weights:
        return None
    made.trainable = False
    return made


def _frozen_first(model):
    made = _clone(model)
    first = next((layer for layer in made.layers if layer.weights), None)
    if first is None:
        return None
    first.trainable = False
    return made


def _with_weights(change: Callable[[np.ndarray], np.ndarray]) -> Callable:
    def make(model):
        made = _clone(model)
        # a single unit on a single number learns from any start
        if all(np.size(w) < 4 for w in made.weights):
            return None
        made.set_weights([change(np.asarray(w)).astype(w.dtype) for w in made.get_weights()])
        return made

    return make


def _pasted(weights: np.ndarray) -> np.ndarray:
    """Weights as if trained elsewhere: some are large, and no bias is 0."""
    wave = np.cos(np.arange(weights.size, dtype=np.float64) ** 2)
    return 1.5 * weights + 0.02 * wave.reshape(weights.shape)


DEAD = [
    DeadModel("times 0 behind", "the output is multiplied by 0", _behind),
    DeadModel("times 0 in front", "the input is multiplied by 0", _in_front),
    DeadModel("squashed behind", "a softmax or sigmoid stands behind the last layer", _squashed),
    DeadModel("elsewhere", "the output is made of the input alone", _elsewhere),
    DeadModel("inner output", "the output is another one of an inner model", _inner_output),
    DeadModel("layer skipped", "a layer is passed by", _skipped, may_learn=True),
    DeadModel("layer shared", "a layer is called twice", _shared, may_learn=True),
    DeadModel("epsilon 1e6", "BatchNormalization has epsilon=1e6", _setting("epsilon", 1e6)),
    DeadModel(
        "momentum 1",
        "BatchNormalization has momentum=1.0, so it never learns its statistics",
        _setting("momentum", 1.0),
    ),
    DeadModel(
        "MaxNorm(0)",
        "the kernels are constrained to 0",
        _setting("kernel_constraint", _object("MaxNorm", max_value=0)),
    ),
    DeadModel(
        "bias -1e6",
        "biases begin at -1e6",
        _setting("bias_initializer", _object("Constant", value=-1e6), _has_bias),
    ),
    DeadModel(
        "zero initializer",
        "dense kernels begin at 0",
        _setting("kernel_initializer", _object("Zeros"), _is_dense),
    ),
    DeadModel(
        "activity regularizer",
        "outputs are punished with 1e6",
        _setting("activity_regularizer", _object("L2", l2=1e6)),
    ),
    DeadModel(
        "kernel regularizer",
        "kernels are punished with 1e6",
        _setting("kernel_regularizer", _object("L2", l2=1e6)),
    ),
    DeadModel("ReLU up to 0", "a ReLU has max_value=0", _setting("max_value", 0.0)),
    DeadModel("float16", "layers compute in float16", _setting("dtype", "float16")),
    DeadModel("frozen", "the model is frozen", _frozen),
    DeadModel("first layer frozen", "the first layer with weights is frozen", _frozen_first),
    DeadModel("zeroed", "all weights were set to 0", _with_weights(np.zeros_like)),
    DeadModel("pasted", "the weights were brought along", _with_weights(_pasted)),
]
