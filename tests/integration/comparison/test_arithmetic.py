import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.comparison.arithmetic import (
    conv_formula,
    conv_parameters,
    single_changes,
    square_kernel,
    strides_giving,
    window_formula,
    window_size,
)

size, window, paddings = st.integers(1, 200), st.integers(1, 9), st.sampled_from(["same", "valid"])


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("n", "k", "s"), [(64, 7, 1), (70, 7, 2), (9, 3, 4), (8, 2, 3), (5, 5, 5)])
def test_sizes_are_those_of_keras(n, k, s, padding):
    layers = pytest.importorskip("tensorflow").keras.layers
    pool = layers.MaxPooling2D(k, strides=s, padding=padding)
    assert window_size(n, k, s, padding) == pool.compute_output_shape((None, n, n, 3))[1]


def test_zeros_on_both_sides_count_as_input():
    assert window_size(64, 7, 1, "valid", 3) == window_size(70, 7, 1, "valid") == 64


def test_a_window_larger_than_its_input_gives_nothing():
    assert window_size(2, 7, 1, "valid") == 0


def test_formulas_show_the_numbers():
    assert window_formula(64, 7, 1, "valid") == "⌊(64 − 7 + 2·0)/1⌋ + 1 = 58"
    assert window_formula(65, 7, 2, "same") == "⌈65/2⌉ = 33"
    assert conv_formula(7, 3, 32) == "(7·7·3 + 1)·32 = 4736"
    assert conv_formula(7, 3, 32, bias=False) == "7·7·3·32 = 4704"


@given(st.integers(1, 15), st.integers(1, 600), st.integers(1, 600))
def test_the_kernel_comes_back_from_the_parameters(k, channels, filters):
    assert square_kernel(conv_parameters(k, channels, filters), channels, filters) == (k, True)


@given(st.integers(1, 15), st.integers(2, 600), st.integers(1, 600))
def test_a_convolution_without_bias_is_recognised(k, channels, filters):
    parameters = conv_parameters(k, channels, filters, bias=False)
    assert square_kernel(parameters, channels, filters) == (k, False)


@pytest.mark.parametrize("parameters", [0, -5, 4737, 32, 3392])
def test_parameters_of_no_square_kernel_give_none(parameters):
    assert square_kernel(parameters, 3, 32) is None


@given(size, window, st.integers(1, 64), paddings)
def test_the_stride_is_among_those_found(n, k, s, padding):
    out = window_size(n, k, s, padding)
    assert s in strides_giving(n, out, k, padding) or s > n or not out


@given(size, window, st.integers(1, 9), paddings, size)
def test_every_change_named_gives_the_wanted_size(n, k, s, padding, wanted):
    for change in single_changes(n, k, s, padding, wanted):
        settings = {"k": k, "s": s, "padding": padding, "p": 0}
        name = {"kernel size": "k", "strides": "s", "ZeroPadding2D": "p"}
        settings[name.get(change.setting, change.setting)] = change.value
        assert window_size(n, **settings) == wanted
        assert change.formula.endswith(f"= {wanted}")


def test_all_kinds_of_change_are_found_and_the_likely_one_is_named():
    found = {c.setting: c.value for c in single_changes(64, 7, 1, "valid", 58, likely=(1, 3))}
    assert found == {"kernel size": 7} or not found  # 58 is what it gives already
    found = {c.setting: c.value for c in single_changes(64, 7, 1, "valid", 64)}
    assert found == {"padding": "same", "kernel size": 1, "ZeroPadding2D": 3}
    found = {c.setting: c.value for c in single_changes(70, 7, 1, "valid", 32, likely=(2, 7))}
    assert found == {"strides": 2, "kernel size": 39}
    found = {c.setting: c.value for c in single_changes(64, 7, 1, "valid", 29, likely=(2, 7))}
    assert found == {"strides": 2, "kernel size": 36}
