import pytest
from wrong_models import HAPPY, PHOTOS, SIGNS

from grader.comparison.layer_inference import Layer, apply, infer
from grader.comparison.sanitize import plain_rows
from grader.comparison.shapes import input_shape, output_shape


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
