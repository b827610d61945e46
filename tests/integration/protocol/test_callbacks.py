import keras
import pytest

from grader.protocol.callbacks import describe_callback, make_callback
from grader.protocol.object_references import Registry
from grader.protocol.protocol_errors import ModelRefused
from grader.protocol.serialize import pack
from grader.protocol.value_types import CallbackValue, SettingsValue

STOP = keras.callbacks.EarlyStopping("val_loss", 0.01, patience=3, restore_best_weights=True)


@pytest.mark.parametrize(
    "callback",
    [STOP, keras.callbacks.ReduceLROnPlateau(patience=2), keras.callbacks.TerminateOnNaN()],
)
def test_one_of_keras_own_is_made_again_with_its_settings(callback):
    value = describe_callback(callback)
    assert describe_callback(make_callback(value)) == value


def test_settings_are_those_it_has_now_also_after_a_training():
    stop = keras.callbacks.EarlyStopping("accuracy", 0.01, mode="min")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    stop.set_model(model)
    stop.on_train_begin()
    stop.patience = 7
    assert make_callback(describe_callback(stop)).patience == 7
    assert make_callback(describe_callback(stop)).min_delta == 0.01


def test_a_class_of_ones_own_is_asked_across():
    class Mine(keras.callbacks.EarlyStopping):
        pass

    assert type(pack(Mine(), Registry())) is CallbackValue


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("LambdaCallback", {}),
        ("ModelCheckpoint", {"filepath": "x"}),
        ("EarlyStopping", {}),
        ("EarlyStopping", describe_callback(STOP).settings | {"patience": [1]}),
        ("EarlyStopping", describe_callback(STOP).settings | {"baseline": float("nan")}),
        ("EarlyStopping", describe_callback(STOP).settings | {"monitor": "x" * 300}),
    ],
)
def test_anything_else_is_refused(name, settings):
    with pytest.raises(ModelRefused):
        make_callback(SettingsValue(name, settings))
