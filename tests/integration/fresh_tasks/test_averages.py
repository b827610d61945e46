"""A model that has learned in few steps is judged by what it has learned."""

import numpy as np
import pytest

from grader.fresh_tasks import with_renewed_averages

pytestmark = pytest.mark.slow


@pytest.fixture
def model():
    import tensorflow as tf

    tf.keras.utils.set_random_seed(0)
    inner = tf.keras.Sequential([tf.keras.Input((4, 4, 2)), tf.keras.layers.BatchNormalization()])
    layers = [inner, tf.keras.layers.Flatten(), tf.keras.layers.Dense(1)]
    return tf.keras.Sequential([tf.keras.Input((4, 4, 2)), *layers])


def test_only_the_averages_change_and_are_those_of_the_pictures(model):
    X = np.random.default_rng(0).normal(5, 2, (60, 4, 4, 2)).astype("float32")
    weights = [w.numpy() for w in model.trainable_weights]
    assert with_renewed_averages(model, X) is model
    normalization = model.layers[0].layers[0]
    assert np.allclose(normalization.moving_mean, X.mean((0, 1, 2)), atol=1e-3)
    assert np.allclose(normalization.moving_variance, X.var((0, 1, 2)), rtol=0.05)
    assert normalization.momentum == 0.99
    assert all(map(np.array_equal, weights, [w.numpy() for w in model.trainable_weights]))


def test_frozen_averages_stay(model):
    model.trainable = False
    with_renewed_averages(model, np.full((40, 4, 4, 2), 7, "float32"))
    assert np.allclose(model.layers[0].layers[0].moving_mean, 0)
