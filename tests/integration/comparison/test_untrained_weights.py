"""Weights that an initializer made pass, however small; others do not."""

import math

import numpy as np
import pytest

keras = pytest.importorskip("tensorflow").keras

from grader.comparison.untrained_weights import changed_weights, distribution_of  # noqa: E402

INITIALIZERS = [
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
    "random_normal", "random_uniform", "truncated_normal", "variance_scaling",
]  # fmt: skip
SHAPES = [(1, 1), (1, 4), (4, 4), (3, 3, 3, 16), (300, 70)]


def layer_with(shape, initializer):
    """A layer whose kernel has this shape; its bias begins at 0."""
    if len(shape) == 4:
        layer = keras.layers.Conv2D(shape[-1], shape[:2], kernel_initializer=initializer)
        layer.build((None, 9, 9, shape[2]))
    else:
        layer = keras.layers.Dense(shape[-1], kernel_initializer=initializer)
        layer.build((None, shape[0]))
    return layer


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_honest_weights_pass_whatever_their_number(initializer):
    for shape in SHAPES:
        layer = layer_with(shape, initializer)
        for _ in range(20):
            layer.kernel.assign(layer.kernel_initializer(shape))
            assert changed_weights(layer, "Layer") == []


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_the_bounds_are_those_of_keras(initializer):
    made = keras.initializers.get(initializer)
    drawn = np.asarray(made((300, 70))).ravel()
    spread = distribution_of(made, (300, 70))
    assert spread.low <= drawn.min() <= drawn.max() <= spread.high
    for quantile in (0.1, 0.5, 0.9):
        assert abs(spread.below(np.quantile(drawn, [quantile]))[0] - quantile) < 0.02


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w * 0,
        lambda w: w * 0.7,
        lambda w: w * 1.3,
        lambda w: w + w.std(),
        lambda w: np.abs(w),
        lambda w: np.where(np.arange(w.size).reshape(w.shape) % 50, w, 0),
        lambda w: np.full_like(w, w.max()),
        lambda w: w * np.nan,
        lambda w: np.sort(w, axis=None).reshape(w.shape),
        lambda w: np.sort(w, axis=0),
        lambda w: np.sort(w, axis=1),
        lambda w: np.hstack([w[:, :35], w[:, :35]]),
        lambda w: np.hstack([w[:, :35], -w[:, :35]]),
    ],
)
def test_other_weights_are_found(change):
    layer = layer_with((300, 70), "glorot_uniform")
    layer.kernel.assign(change(np.asarray(layer.kernel)))
    assert len(changed_weights(layer, "Layer 1 (Dense)")) == 1


@pytest.mark.parametrize("shape", [(1, 4), (4, 4), (4, 1), (3, 40), (5, 8)])
@pytest.mark.parametrize("step", [0.0, 1e-7, 1e-6])
def test_weights_that_are_nearly_alike_count_as_alike(shape, step):
    layer = layer_with(shape, "glorot_uniform")
    layer.kernel.assign(np.full(shape, 0.3) + step * np.arange(math.prod(shape)).reshape(shape))
    (told,) = changed_weights(layer, "Layer")
    assert "the same value everywhere, 0.3" in told


@pytest.mark.parametrize("shape", [(3, 4), (4, 4), (5, 60)])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("what", ["units", "inputs"])
def test_two_small_units_or_inputs_that_are_nearly_equal_are_found(shape, sign, what):
    layer = layer_with(shape if what == "units" else shape[::-1], "he_normal")
    kernel = np.array(layer.kernel)
    columns = kernel if what == "units" else kernel.T
    columns[:, -1] = sign * columns[:, 0] + 1e-6
    layer.kernel.assign(kernel)
    (told,) = changed_weights(layer, "Layer")
    assert f"begins with {what} that are alike" in told


def test_a_bias_that_is_not_0_is_named():
    layer = layer_with((4, 4), "he_normal")
    layer.bias.assign([0.0, 0.0, 0.2, 0.0])
    (told,) = changed_weights(layer, "Layer 3 (Dense)")
    assert told.startswith("Layer 3 (Dense): its bias begins with values such as 0.2, expected 0")


def test_statistics_of_a_training_are_found():
    layer = keras.layers.BatchNormalization()
    layer.build((None, 5))
    assert changed_weights(layer, "Layer") == []
    layer(np.ones((4, 5), "float32"), training=True)
    assert len(changed_weights(layer, "Layer")) == 2


LAYERS = {
    "LSTM": lambda layers, x: layers.LSTM(4)(x),
    "LSTM, both ways": lambda layers, x: layers.Bidirectional(layers.LSTM(3))(x),
    "attention": lambda layers, x: layers.MultiHeadAttention(3, 5)(x, x),
    "EinsumDense": lambda layers, x: layers.EinsumDense("abc,cde->abde", (None, 3, 7))(x),
    "EinsumDense, elided": lambda layers, x: layers.EinsumDense("...c,cd->...d", 7)(x),
    "RMSNormalization": lambda layers, x: layers.RMSNormalization()(x),
}


@pytest.mark.parametrize("call", LAYERS.values(), ids=LAYERS)
def test_layers_that_adapt_their_initializer_pass_new_and_not_changed(call):
    start = keras.Input((9, 6))
    for _ in range(5):
        layer = keras.Model(start, call(keras.layers, start)).layers[-1]
        assert changed_weights(layer, "Layer") == []
    layer.set_weights([1.5 * weight for weight in layer.get_weights()])
    assert changed_weights(layer, "Layer")


def test_the_forget_gate_of_an_lstm_begins_with_ones():
    layer = keras.layers.LSTM(4)
    layer.build((None, 9, 6))
    layer.cell.bias.assign(np.zeros(16))
    (told,) = changed_weights(layer, "Layer")
    assert "bias" in told and "expected 1" in told
