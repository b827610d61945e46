import keras
import numpy as np
import pytest
from keras import layers as tfl

from grader.comparison.trainings import same_training
from test_utils import learns

RNG = np.random.default_rng(1)
X, Y = RNG.normal(size=(24, 3)).astype("float32"), RNG.integers(0, 2, 24)


def untrained():
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])


def trained(optimizer="adam", loss="sparse_categorical_crossentropy", epochs=3, **rest):
    model = untrained()
    model.compile(optimizer, loss, metrics=["accuracy"])
    settings = {"batch_size": 8, "shuffle": False, "verbose": 0} | rest
    return model, model.fit(X, Y, epochs=epochs, **settings)


def test_the_same_recipe_comes_to_the_same_training():
    same_training(*trained(), *trained(), "train(model)")
    same_training(*trained("Adam", keras.losses.SparseCategoricalCrossentropy()), *trained(), "t")


def test_metrics_of_ones_own_are_all_the_same():
    model, history = trained()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy", "mae"])
    same_training(model, history, *trained(), "train(model)")


def recompiled():
    model, history = trained()
    model.compile(keras.optimizers.Adam(0.0), "sparse_categorical_crossentropy")
    return model, history


def made_up():
    _model, history = trained()
    return untrained(), history


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: trained(keras.optimizers.Adam(0.01)), r"epoch \d: "),
        (lambda: trained("sgd"), r"epoch \d: "),
        (lambda: trained(epochs=2), "trained 2 epochs, expected 3"),
        (lambda: trained(batch_size=24), r"epoch \d: "),
        (lambda: (trained()[0], None), "expected the History"),
        (made_up, "a weight is off"),
        (recompiled, "compiled in another way"),
    ],
)
def test_another_recipe_is_told(make, says):
    with pytest.raises(AssertionError, match=says):
        same_training(*make(), *trained(), "train(model)")


def squares(m, seed):
    """Pictures with a bright square on the left or on the right."""
    rng = np.random.default_rng(seed)
    X, Y = rng.random((m, 16, 16, 1), dtype=np.float32) * 0.3, rng.integers(0, 2, m)
    for x, y in zip(X, Y, strict=True):
        x[4:12, 8 * y : 8 * y + 8] += 0.7
    return X, Y


def test_a_model_that_can_learn_learns_and_is_not_changed():
    model = keras.Sequential(
        [keras.Input((16, 16, 1)), tfl.Flatten(), tfl.Dense(1, activation="sigmoid")]
    )
    before = model.get_weights()
    found = learns(model, *squares(200, 1), *squares(100, 2), answers="probability", epochs=4)
    assert found > 0.95
    assert np.array_equal(before[0], model.get_weights()[0])


def test_weights_that_were_brought_along_do_not_count():
    model = keras.Sequential([keras.Input((16, 16, 1)), tfl.Flatten(), tfl.Dense(2)])
    sign = np.where(np.arange(16) < 8, 1.0, -1.0)
    kernel = np.tile(sign, 16)[:, None] * [[1.0, -1.0]]
    model.set_weights([kernel, np.zeros(2)])
    for layer in model.layers:
        layer.trainable = False
    keras.utils.set_random_seed(1)  # weights by chance are right about all in one case of four
    task = (*squares(40, 1), *squares(200, 2))
    assert min(learns(model, *task, answers="logits", epochs=1) for _ in range(6)) < 0.95


def test_a_training_that_takes_too_long_is_stopped_with_the_limit_named():
    model = keras.Sequential([keras.Input((16, 16, 1)), tfl.Flatten(), tfl.Dense(2)])
    with pytest.raises(AssertionError, match=r"after 0 s of processor time, in epoch 1 of 3"):
        learns(model, *squares(40, 1), *squares(2, 2), answers="logits", epochs=3, seconds=0)
