"""Sizes and parameters of layers, and what of a layer follows from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wrong_models import HAPPY, PHOTOS, SIGNS

from grader.comparison.layer_arithmetic import (
    Layer,
    apply,
    conv_parameters,
    infer,
    input_shape,
    likely_input_shape,
    square_kernel,
    strides_giving,
    window_size,
)
from grader.comparison.row_schema import output_shape
from grader.comparison.sanitize import plain_rows

size, window, paddings = st.integers(1, 200), st.integers(1, 9), st.sampled_from(["same", "valid"])


def test_zeros_on_both_sides_count_as_input():
    assert window_size(64, 7, 1, "valid", 3) == window_size(70, 7, 1, "valid") == 64


def test_zeros_on_both_sides_count_as_input_with_same_padding_too():
    assert window_size(64, 7, 2, "same", 3) == window_size(70, 7, 2, "same") == 35


def test_a_window_larger_than_its_input_gives_nothing():
    assert window_size(2, 7, 1, "valid") == 0


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


@pytest.mark.parametrize("rows", [HAPPY, SIGNS, PHOTOS])
def test_every_layer_of_the_course_models_is_inferred_and_gives_its_row(rows):
    rows = plain_rows(rows)
    given = input_shape(rows)
    for row in rows:
        if row[0] != "InputLayer":
            assert apply(infer(row, given), given) == (row[1], row[2]), row
        given = output_shape(row)


def test_what_a_convolution_does_not_print_is_inferred():
    conv = infer(plain_rows([HAPPY[1]])[0], [None, 70, 70, 3])
    assert conv == Layer("Conv2D", (7, 7), (1, 1), "valid", 32)


def test_different_strides_of_the_two_sides_are_inferred():
    row = ["Conv2D", [None, 32, 16, 8], 392, "same", "linear", "GlorotUniform"]
    assert infer(row, [None, 64, 64, 3]).strides == (2, 4)


def test_a_layer_without_bias_is_inferred():
    assert infer(["Dense", [None, 5], 50, "relu"], [None, 10]).bias is False


@pytest.mark.parametrize("axis", [1, 3])
def test_the_axis_of_a_normalisation_is_inferred(axis):
    given = [None, 64, 64, 32]
    assert infer(["BatchNormalization", given, 4 * given[axis]], given).axis == axis


@pytest.mark.parametrize(
    "row",
    [
        ["Conv2D", [None, 64, 64, 32], 4737, "valid", "linear", "X"],
        ["Conv2D", [None, 64, 64, 32], 4736, "causal", "linear", "X"],
        ["Conv2D", [None, 99, 99, 32], 4736, "valid", "linear", "X"],
        ["Conv2D", [None, 32], 4736, "valid", "linear", "X"],
        ["Conv2D", [None, 64, 64, 32], 4736],
        ["MaxPooling2D", [None, 35, 35, 3], 0, [2, 2], [0, 0], "valid"],
        ["MaxPooling2D", [None, 35, 35, 3], 0, "2", "2", "valid"],
        ["MaxPooling2D", [None, 35, 35, 4], 0, [2, 2], [2, 2], "valid"],
        ["ZeroPadding2D", [None, 72, 72, 3], 0, [[-1, 3], [1, 1]]],
        ["ReLU", [None, 70, 70, 4], 0],
        ["ReLU", [None, 70, 70, 3], 1],
        ["BatchNormalization", [None, 70, 70, 3], 13],
        ["Flatten", [None, 14701], 0],
        ["Dense", [None, 1], 7, "relu"],
        ["LSTM", [None, 70, 70, 3], 0],
        ["ReLU", [None, "70", 70, 3], 0],
        ["ReLU"],
        [None, None, None],
    ],
)
def test_a_row_that_no_layer_explains_gives_none(row):
    assert infer(row, [None, 70, 70, 3]) is None


def test_an_unknown_input_gives_none():
    assert infer(["ReLU", [None, 3], 0], None) is None


@pytest.mark.parametrize(
    ("layer", "given"),
    [
        (Layer("Conv2D", (7, 7), (1, 1), "valid", 32), [None, 5, 5, 3]),
        (Layer("Conv2D", (7, 7), (1, 1), "valid", 32), [None, 5]),
        (Layer("ZeroPadding2D", pads=((1, 1), (1, 1))), [None, 5]),
        (Layer("GlobalMaxPooling2D"), [None, 5]),
        (Layer("BatchNormalization", axis=3), [None, 5]),
    ],
)
def test_a_layer_that_can_not_take_an_input_makes_nothing_of_it(layer, given):
    assert apply(layer, given) is None


@pytest.mark.parametrize(("rows", "size"), [(HAPPY, 64), (SIGNS, 64), (PHOTOS, 32)])
def test_the_input_of_a_model_is_read_from_its_first_layer(rows, size):
    assert input_shape(plain_rows(rows)) == [None, size, size, 3]


@pytest.mark.parametrize(
    ("row", "shape"),
    [
        (["Conv2D", [None, 26, 26, 32], 320, "valid", "relu", "X"], [None, 28, 28, 1]),
        (["Conv2D", [None, 148, 148, 16], 448, "valid", "relu", "X"], [None, 150, 150, 3]),
        (["Conv2D", [None, 28, 28, 32], 320, "same", "relu", "X"], [None, 28, 28, 1]),
        (["Dense", [None, 1], 2, "linear"], [None, 1]),
        (["Conv2D", [None, 26, 26, 32], 5, "valid", "relu", "X"], None),
        (["Flatten", [None, 784], 0], None),
    ],
)
def test_the_likely_input_of_a_first_layer(row, shape):
    assert input_shape([row]) is None
    assert likely_input_shape([row]) == shape


@pytest.mark.parametrize("rows", [[], [[1]], [["Dense"]], [["Dense", "x", 1]]])
def test_rows_without_a_shape_tell_no_input(rows):
    assert input_shape(rows) is None and likely_input_shape(rows) is None
