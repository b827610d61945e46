"""What Keras takes of TensorFlow, and what of it the other side can have, too."""

import json

import pytest

keras = pytest.importorskip("keras")

import tensorflow as tf  # noqa: E402

from grader.comparison.untrained_weights import changed_weights  # noqa: E402
from grader.protocol import ModelRefused  # noqa: E402
from grader.protocol.rebuild_model import rebuild_model  # noqa: E402
from grader.protocol.value_types import ModelValue  # noqa: E402


def one_layer(**settings):
    return keras.Sequential([keras.Input((8,)), keras.layers.Dense(40, **settings)])


def crossed(model, change=lambda layer: None):
    """The model made again; `change` may edit the settings of its layer on the way."""
    config = json.loads(model.to_json())
    change(config["config"]["layers"][1]["config"])
    return rebuild_model(ModelValue(0, json.dumps(config), tuple(model.get_weights()), None))


@pytest.mark.parametrize(
    "initializer",
    [
        tf.zeros_initializer(),
        tf.constant_initializer(0.3),
        tf.random_normal_initializer(stddev=0.02, seed=3),
        tf.random_uniform_initializer(-0.1, 0.1),
        tf.compat.v1.truncated_normal_initializer(stddev=0.1),
        tf.compat.v1.glorot_uniform_initializer(),
    ],
    ids=lambda initializer: type(initializer).__name__,
)
def test_an_initializer_of_tensorflow_is_that_of_keras(initializer):
    rebuilt = crossed(one_layer(kernel_initializer=initializer))
    found = rebuilt.layers[0].kernel_initializer
    assert type(found).__module__.startswith("keras.")
    assert (
        found.get_config().items()
        >= {key: value for key, value in initializer.get_config().items() if key != "dtype"}.items()
    )
    assert changed_weights(rebuilt.layers[0], "Layer") == []


@pytest.mark.parametrize(
    ("setting", "class_name"), [("kernel_initializer", "Fill"), ("kernel_regularizer", "L2")]
)
def test_no_other_class_of_tensorflow_is_taken_for_one_of_keras(setting, class_name):
    module = type(tf.zeros_initializer()).__module__
    other = {"module": module, "class_name": class_name, "config": {}, "registered_name": None}
    with pytest.raises(ModelRefused, match=f"{class_name}', which is not one of Keras's own"):
        crossed(one_layer(), lambda layer: layer.update({setting: other}))


@pytest.mark.parametrize("function", [tf.sin, tf.identity, keras.ops.square])
def test_an_activation_that_keras_has_not_by_that_name_is_refused_with_its_layer(function):
    said = f"Layer 1, setting 'activation', is '{function.__name__}'; use one of Keras's own"
    with pytest.raises(ModelRefused, match=said):
        crossed(one_layer(activation=function))
