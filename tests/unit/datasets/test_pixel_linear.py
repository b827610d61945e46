import numpy as np
import pytest
from cnn_datasets.pixel_linear import pixel_linear_accuracy


def problem(seed, rule):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(400, 6, 6, 1))
    return X[:300], rule(X[:300]), X[300:], rule(X[300:])


def test_a_linear_rule_is_found():
    def brighter_on_the_left(X):
        return (X[:, :, :3].sum(axis=(1, 2, 3)) > X[:, :, 3:].sum(axis=(1, 2, 3))).astype(int)

    assert pixel_linear_accuracy(*problem(0, brighter_on_the_left)) > 0.9


@pytest.mark.parametrize("seed", range(3))
def test_a_rule_about_products_of_pixels_is_not(seed):
    def same_sign(X):
        return (X[:, 0, 0, 0] * X[:, 5, 5, 0] > 0).astype(int)

    assert 0.3 < pixel_linear_accuracy(*problem(seed, same_sign)) < 0.7
