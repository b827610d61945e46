"""What an exercise does not ask for has to stay at Keras's defaults, in any spelling."""

import functools

import numpy as np
import pytest
import tensorflow as tf

from test_utils import default_settings

layers = tf.keras.layers
ASKED = ["filters", "kernel_size", "strides", "padding", "units", "activation", "axis"]
VARIANCE = tf.keras.initializers.VarianceScaling


def a_model(convolution=None, *more):
    convolution = convolution or layers.Conv2D(4, 3, strides=2, padding="same")
    return tf.keras.Sequential(
        [
            tf.keras.Input((8, 8, 3)),
            convolution,
            *more,
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )


@pytest.mark.parametrize(
    "convolution",
    [
        lambda: layers.Conv2D(4, 3, name="mine"),
        lambda: layers.Conv2D(4, 3, activation=tf.nn.relu, use_bias=True),
        lambda: layers.Conv2D(4, 3, kernel_initializer="glorot_uniform"),
        lambda: layers.Conv2D(4, 3, kernel_initializer=VARIANCE(1.0, "fan_avg", "uniform", seed=4)),
        lambda: layers.Conv2D(4, 3, bias_initializer=tf.keras.initializers.Zeros()),
        lambda: layers.Conv2D(4, 3, use_bias=1),
        lambda: layers.Conv2D(4, 3, use_bias=np.True_),
        lambda: layers.Conv2D(4, 3, bias_initializer=tf.zeros_initializer()),
        lambda: layers.Conv2D(4, 3, bias_initializer=tf.compat.v1.zeros_initializer()),
        lambda: layers.TimeDistributed(layers.Dense(2)),  # not made from these settings alone
    ],
)
def test_defaults_in_other_spellings_are_accepted(convolution):
    default_settings(a_model(convolution()), ASKED)


@pytest.mark.parametrize(
    ("convolution", "said"),
    [
        (lambda: layers.Conv2D(4, 3, kernel_initializer="he_normal"), "kernel_initializer is He"),
        (lambda: layers.Conv2D(4, 3, use_bias=0), "use_bias is 0, expected the default, True"),
        (lambda: layers.Conv2D(4, 3, use_bias=False), "use_bias is False, expected the default"),
        (lambda: layers.Conv2D(4, 3, dilation_rate=2), "dilation_rate is "),
        (lambda: layers.Conv2D(4, 3, kernel_regularizer="l2"), "kernel_regularizer is L1L2"),
        (lambda: layers.Conv2D(4, 3, dtype="float16"), "dtype is 'float16'"),
        (lambda: layers.BatchNormalization(epsilon=1.0), "epsilon is 1"),
        (lambda: layers.Conv2D(4, 3, trainable=False), "is frozen (trainable=False)"),
    ],
)
def test_other_values_are_told_with_the_layer_and_the_default(convolution, said):
    with pytest.raises(AssertionError) as told:
        default_settings(a_model(convolution()), ASKED)
    assert str(told.value).startswith("Layer 1 (")
    assert str(told.value).count("\n") == 0
    assert said in str(told.value)
    assert str(told.value).endswith("out.")


def test_every_setting_is_told():
    model = a_model(None, layers.BatchNormalization(momentum=0.5, center=False))
    with pytest.raises(AssertionError) as told:
        default_settings(model, ASKED)
    assert [line.split(":")[0] for line in str(told.value).split("\n")] == [
        "Layer 2 (BatchNormalization)"
    ] * 2


def test_what_is_no_model_is_told():
    with pytest.raises(AssertionError, match="expected a Keras model"):
        default_settings(None, ASKED)


def test_a_function_that_keras_cannot_write_down_is_told_with_its_layer():
    partial = functools.partial(tf.nn.leaky_relu, alpha=0.1)
    with pytest.raises(AssertionError, match=r"^Layer 1 \(Conv2D\) can't be described by Keras"):
        default_settings(a_model(layers.Conv2D(4, 3, activation=partial)), ASKED)
