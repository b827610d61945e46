import functools

import keras
import numpy as np
import pytest

from grader.protocol import ModelRefused
from grader.protocol.callback_config import describe_callback, make_callback
from grader.protocol.codec import decode, encode
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.rebuild_model import rebuild_model
from grader.protocol.serialize import serialize
from grader.protocol.training_config import compile_again, describe_compilation
from grader.protocol.value_types import CallbackConfig, CallbackValue


def small():
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])


def crossed(model):
    return rebuild_model(decode(encode(serialize(model, ObjectRefs()))))


X, Y = np.random.default_rng(0).normal(size=(40, 3)).astype("float32"), np.arange(40) % 2
COMPILED = [
    {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
    {
        "optimizer": keras.optimizers.SGD(0.5, momentum=0.9, clipnorm=1.0),
        "loss": keras.losses.SparseCategoricalCrossentropy(),
        "metrics": [keras.metrics.SparseCategoricalAccuracy()],
    },
    {
        "optimizer": keras.optimizers.RMSprop(
            keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.5)
        ),
        "loss": keras.losses.sparse_categorical_crossentropy,
        "metrics": ["acc"],
    },
    {"optimizer": "adamw", "loss": ["sparse_categorical_crossentropy"], "loss_weights": [2.0]},
]


@pytest.mark.parametrize("settings", COMPILED, ids=["names", "objects", "schedule", "lists"])
def test_a_model_trains_after_crossing_as_it_would_have_before(settings):
    model = small()
    model.compile(**settings)
    rebuilt = crossed(model)
    histories = [
        m.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0).history
        for m in (model, rebuilt)
    ]
    assert histories[0].keys() == histories[1].keys()
    for name in histories[0]:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-5)


def test_a_model_that_was_not_compiled_is_not_compiled_here():
    assert describe_compilation(small()) is None
    assert not crossed(small()).compiled


def test_the_optimizer_that_counts_is_the_one_the_model_has_now():
    model = small()
    model.compile("adam", "mse")
    model.optimizer.learning_rate = 0.25
    assert float(crossed(model).optimizer.learning_rate) == 0.25


losses = keras.losses


def own_mse(y, y_hat):
    return keras.ops.mean(keras.ops.square(y - y_hat), axis=-1)


def mse(y, y_hat):
    """By its name one of Keras's."""
    return 7.0 * keras.ops.mean(y_hat)


class OwnHuber(losses.Loss):
    def call(self, y, y_hat):
        off = keras.ops.abs(y - y_hat)
        return keras.ops.where(off > 1, off - 0.5, off**2 / 2)


def by_hand(y, y_hat):
    return -keras.ops.mean(y * keras.ops.log(y_hat) + (1 - y) * keras.ops.log(1 - y_hat))


SPARSE = losses.SparseCategoricalCrossentropy
EQUAL = {
    "a lambda around one": (lambda y, p: SPARSE(from_logits=True)(y, p), SPARSE(from_logits=True)),
    "a partial": (
        functools.partial(losses.categorical_crossentropy, label_smoothing=0.1),
        losses.CategoricalCrossentropy(label_smoothing=0.1),
    ),
    "a partial of a partial": (
        functools.partial(functools.partial(losses.huber, delta=2.0)), losses.Huber(delta=2.0)
    ),
    "a squared error": (own_mse, losses.MeanSquaredError()),
    "a squared error of the whole batch": (
        lambda y, p: keras.ops.mean((y - p) ** 2), losses.MeanSquaredError()
    ),
    "a class": (OwnHuber(), losses.Huber()),
    "a formula for probabilities": (by_hand, losses.BinaryCrossentropy()),
    "a method": (losses.MeanAbsoluteError().call, losses.MeanAbsoluteError()),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_a_loss_of_ones_own_that_is_keras_in_other_words_crosses(name):
    own, wanted = EQUAL[name]
    model = small()
    model.compile("adam", own)
    rebuilt = crossed(model)
    assert type(rebuilt.loss) is type(wanted)
    assert without_names(rebuilt.loss) == without_names(wanted)


def without_names(loss):
    return {key: value for key, value in loss.get_config().items() if key != "name"}


def test_a_metric_of_ones_own_keeps_its_name():
    def share_right(y, y_hat):
        return keras.ops.equal(keras.ops.reshape(y, (-1,)), keras.ops.argmax(y_hat, axis=-1))

    model = small()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=[share_right])
    history = crossed(model).fit(X, Y, verbose=0).history
    assert history.keys() == {"loss", "share_right"}


class OwnAdam(keras.optimizers.Adam):
    pass


def odd(y, y_hat):
    return keras.ops.mean(y_hat**4)


UNCARRIED = {
    "a loss": ({"optimizer": "sgd", "loss": odd}, "a loss `odd` of your own"),
    "a loss with Keras's name": ({"optimizer": "sgd", "loss": mse}, "a loss `mse` of your own"),
    "a list of losses": ({"optimizer": "sgd", "loss": [odd]}, "a loss `odd` of your own"),
    "an optimizer": ({"optimizer": OwnAdam(), "loss": "mse"}, "an optimizer `OwnAdam` of your own"),
    "a metric": (
        {"optimizer": "sgd", "loss": "mse", "metrics": ["mae", odd]}, "a metric `odd` of your own"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCARRIED)
def test_what_can_t_be_carried_says_so_when_it_is_used(name):
    settings, words = UNCARRIED[name]
    told = []

    def refuse(sentence):
        told.append(sentence)
        raise ModelRefused(sentence)

    model = small()
    model.compile(**settings)
    value = decode(encode(serialize(model, ObjectRefs())))
    rebuilt = rebuild_model(value, refuse)
    assert rebuilt.compiled and not told
    keras.models.clone_model(rebuilt)
    rebuilt.predict(X, verbose=0)
    rebuilt.summary(print_fn=lambda *_: None)
    with pytest.raises(Exception):  # noqa: B017 - Keras may wrap it
        rebuilt.fit(X, Y, verbose=0)
    assert words in told[0]
    if "loss" in name:
        with pytest.raises(ModelRefused):
            assert rebuilt.loss == "mse"
    rebuilt.compile("adam", "sparse_categorical_crossentropy")
    rebuilt.fit(X, Y, verbose=0)
    with pytest.raises(ModelRefused, match="of your own"):
        rebuild_model(value)


def described(**changes):
    model = small()
    model.compile("adam", "mse", metrics=["accuracy"])
    return describe_compilation(model) | changes


ADAM = described()["optimizer"]


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": None},
        {"optimizer": {"class_name": "LossScaleOptimizer", "config": {}}},
        {"optimizer": ADAM | {"config": ADAM["config"] | {"learning_rate": float("nan")}}},
        {"optimizer": ADAM | {"config": ADAM["config"] | {"learning_rate": {"class_name": "X"}}}},
        {"optimizer": ADAM | {"config": {"nonsense": 1}}},
        {"loss": "os.system"},
        {"loss": {"class_name": "Loss", "config": {}}},
        {"loss": {"class_name": "function", "config": "lambda"}},
        {"metrics": [{"class_name": "MeanMetricWrapper", "config": {"fn": "x"}}]},
        {"metrics": [[[[[[[["accuracy"]]]]]]]]},
        {"loss": {"class_name": "Huber", "config": {"delta": {"deep": 1}}}},
    ],
    ids=str,
)
def test_compile_settings_that_are_not_of_keras_are_refused(changes):
    with pytest.raises(ModelRefused):
        compile_again(small(), described(**changes))


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

    assert type(serialize(Mine(), ObjectRefs())) is CallbackValue


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("LambdaCallback", {}),
        ("ModelCheckpoint", {"filepath": "x"}),
        ("EarlyStopping", {}),
        ("EarlyStopping", describe_callback(STOP).config | {"patience": [1]}),
        ("EarlyStopping", describe_callback(STOP).config | {"baseline": float("nan")}),
        ("EarlyStopping", describe_callback(STOP).config | {"monitor": "x" * 300}),
    ],
)
def test_any_other_callback_is_refused(name, config):
    with pytest.raises(ModelRefused):
        make_callback(CallbackConfig(name, config))
