"""What the comparison of rows assumes of Keras."""

import inspect

import pytest

from grader.comparison.layer_arithmetic import window_size
from grader.comparison.row_schema import SETTINGS, SHAPE_PRESERVING


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("n", "k", "s"), [(64, 7, 1), (70, 7, 2), (9, 3, 4), (8, 2, 3), (5, 5, 5)])
def test_sizes_are_those_of_keras(n, k, s, padding):
    layers = pytest.importorskip("tensorflow").keras.layers
    pool = layers.MaxPooling2D(k, strides=s, padding=padding)
    assert window_size(n, k, s, padding) == pool.compute_output_shape((None, n, n, 3))[1]


@pytest.mark.parametrize("layer", sorted(SETTINGS))
def test_every_setting_is_an_argument_of_its_keras_layer(layer):
    layers = pytest.importorskip("tensorflow").keras.layers
    arguments = inspect.signature(getattr(layers, layer)).parameters
    assert {setting.replace(" ", "_") for setting in SETTINGS[layer]} <= set(arguments)


@pytest.mark.parametrize("layer", sorted(SHAPE_PRESERVING))
def test_shape_preserving_layers_preserve_the_shape(layer):
    layers = pytest.importorskip("tensorflow").keras.layers
    arguments = {
        "Activation": ("relu",),
        "Dropout": (0.5,),
        "Rescaling": (1.0,),
        "RandomFlip": ("horizontal",),
        "RandomTranslation": (0.1, 0.1),
    }
    default = (0.1,) if layer.startswith("Random") else ()
    made = getattr(layers, layer)(*arguments.get(layer, default))
    assert tuple(made.compute_output_shape((None, 8, 8, 3))) == (None, 8, 8, 3)
