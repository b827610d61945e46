"""What trainings suggest: real ones of small networks on numbers, each with one fault."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from grader.student.learning_curves import FINE, training_advice

M = 240


@pytest.fixture(autouse=True)
def seed():
    tf.keras.utils.set_random_seed(3)


def data(features=4, noise=0.3):
    """Numbers whose first tells the class, most of the time; two halves."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2 * M, features)).astype("float32")
    Y = (X[:, 0] + noise * rng.normal(size=2 * M) > 0).astype("float32")
    return (X[:M], Y[:M]), (X[M:], Y[M:])


def trained(train, validation, *, units=8, last="sigmoid", loss="binary_crossentropy", epochs=12,
            rate=0.01, outputs=1, frozen=False):  # fmt: skip
    model = tf.keras.Sequential([
        tf.keras.Input(train[0].shape[1:]),
        tf.keras.layers.Dense(units, activation="relu"),
        tf.keras.layers.Dense(outputs, activation=last),
    ])  # fmt: skip
    model.trainable = not frozen
    model.compile(tf.keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    return model.fit(*train, validation_data=validation, epochs=epochs, verbose=0)


def test_a_good_training_is_left_alone():
    assert training_advice(trained(*data(noise=0.6), epochs=40, rate=0.03, units=2)) == FINE


def test_the_number_of_epochs_was_too_small():
    assert "more epochs would help" in training_advice(trained(*data(), epochs=6, rate=0.01))


def test_frozen_layers_do_not_learn():
    assert training_advice(trained(*data(), frozen=True)).startswith("It does not learn")


def test_labels_that_belong_to_others_are_learned_by_heart():
    train, validation = data(features=30)
    mixed = (train[0], np.random.default_rng(1).permutation(train[1]))
    said = training_advice(trained(mixed, validation, units=64, epochs=30))
    assert "Were X and Y shuffled apart?" in said


def test_few_examples_and_many_parameters_overfit():
    train, validation = data(features=30, noise=1.0)
    few = (train[0][:40], train[1][:40])
    said = training_advice(trained(few, validation, units=256, epochs=60))
    assert said.startswith("It overfits: the validation loss was lowest after epoch")


@pytest.mark.parametrize(
    ("last", "loss", "outputs", "said"),
    [
        (None, "binary_crossentropy", 1, "gives logits"),
        (None, "sparse_categorical_crossentropy", 2, "gives logits"),
        ("softmax", "binary_crossentropy", 1, "always 1"),
        ("sigmoid", tf.keras.losses.BinaryCrossentropy(from_logits=True), 1, "Leave one"),
        ("softmax", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), 2,
         "Leave one"),
    ],
)  # fmt: skip
def test_a_loss_that_does_not_fit_the_last_layer(last, loss, outputs, said):
    assert said in training_advice(
        trained(*data(), last=last, loss=loss, outputs=outputs, epochs=2)
    )


@pytest.mark.parametrize(
    ("last", "loss", "outputs"),
    [
        ("sigmoid", "binary_crossentropy", 1),
        ("sigmoid", "mean_squared_error", 1),
        (None, tf.keras.losses.BinaryCrossentropy(from_logits=True), 1),
        (None, tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), 2),
        ("softmax", "sparse_categorical_crossentropy", 2),
    ],
)
def test_a_loss_that_fits_is_not_doubted(last, loss, outputs):
    said = training_advice(trained(*data(), last=last, loss=loss, outputs=outputs, epochs=2))
    assert said == FINE


def test_a_loss_that_is_no_number():
    said = training_advice({"loss": [0.7, float("nan"), float("nan")]})
    assert said.startswith("The loss is no number from epoch 2 on")


def test_any_form_of_history_will_do():
    curves = {"loss": [0.7, 0.7, 0.7], "accuracy": [0.5, 0.5, 0.5]}
    frame = pd.DataFrame(curves)
    assert training_advice(curves) == training_advice(frame) != FINE
    assert "no loss" in training_advice({"val_loss": [1.0]})
    assert "no loss" in training_advice({"loss": []})


def test_who_has_learned_all_is_not_sent_back():
    assert training_advice({"loss": [0.5, 0.1, 0.01], "accuracy": [0.8, 0.97, 1.0]}) == FINE


def test_labels_that_no_sigmoid_can_reach():
    train, validation = data()
    labels = (train[0], 5 * train[1]), (validation[0], 5 * validation[1])
    said = training_advice(trained(*labels, epochs=40, rate=0.5))
    assert said.startswith("The loss falls below 0")


def test_a_validation_loss_far_below_zero_is_no_error():
    curves = {"loss": [1.0, 0.9, 0.8], "accuracy": [0.1, 0.3, 0.4]}
    assert training_advice(curves | {"val_loss": [-1e4, -2e4, -3e4], "val_accuracy": [0.1] * 3})


def test_of_epochs_that_were_not_all_validated_no_overfitting_is_told():
    curves = {"loss": [0.9, 0.9, 0.9], "val_loss": [1.0, 0.9, 0.8, 0.1, 1.0, 2.0]}
    assert "overfits" not in training_advice(curves)
