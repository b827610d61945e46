import inspect

import pytest

from grader.comparison.row_schema import SETTINGS, SHAPE_PRESERVING, names


def test_an_unlisted_layer_has_the_common_columns_and_numbered_ones():
    assert names(["LSTM", 1, 2, 3]) == ["type", "output shape", "parameters", "item 4"]
    assert names([7, 1]) == ["type", "output shape"]


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
