import keras
import numpy as np
import pytest

from grader.comparison.trainings import same_training

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
