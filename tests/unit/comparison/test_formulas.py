import pytest

from grader.comparison.formulas import (
    conv_formula,
    parameter_line,
    remedy,
    size_line,
    window_formula,
    with_padding,
)
from grader.comparison.layer_arithmetic import Layer

CONV = Layer("Conv2D", (7, 7), (1, 1), "valid", 32)
WANTED = ["Conv2D", [None, 64, 64, 32], 4736, "valid", "linear", "GlorotUniform"]


def test_the_size_is_shown_with_the_expected_one():
    line = "height and width: ⌊(60 − 7 + 2·0)/1⌋ + 1 = 54; expected 64"
    assert size_line(CONV, [None, 60, 60, 3], WANTED) == line


def test_sides_that_differ_are_shown_both():
    line = size_line(CONV, [None, 70, 60, 3], WANTED)
    assert line.startswith("height: ⌊(70 − 7") and ", width: ⌊(60 − 7" in line


def test_a_size_that_is_right_is_not_shown():
    assert size_line(CONV, [None, 70, 70, 9], WANTED) == ""


@pytest.mark.parametrize(
    ("layer", "given", "line"),
    [
        (CONV, [None, 70, 70, 1], "(7·7·1 + 1)·32 = 1600"),
        (Layer("Dense", filters=5), [None, 10], "(10 + 1)·5 = 55"),
        (Layer("Dense", filters=5, bias=False), [None, 10], "10·5 = 50"),
        (Layer("BatchNormalization", axis=1), [None, 64, 32], "4·64 = 256"),
    ],
)
def test_parameters_are_shown_with_the_expected_ones(layer, given, line):
    assert parameter_line(layer, given, ["X", [None, 1], 7]) == f"parameters: {line}; expected 7"


@pytest.mark.parametrize(
    ("mine", "wanted", "row", "line"),
    [
        (CONV, Layer("Conv2D", (7, 7), (1, 1), "same", 32), [None, 64, 64, 32],
         "with padding='same': ⌈64/1⌉ = 64"),
        (CONV, Layer("Conv2D", (5, 5), (2, 2), "valid", 32), [None, 29, 29, 32],
         "with strides=2: ⌊(64 − 7 + 2·0)/2⌋ + 1 = 29"),
        (CONV, Layer("Conv2D", (5, 5), (3, 3), "valid", 32), [None, 60, 60, 32],
         "with kernel_size=5: ⌊(64 − 5 + 2·0)/1⌋ + 1 = 60"),
        (Layer("MaxPooling2D", (2, 2), (1, 1), "valid"),
         Layer("MaxPooling2D", (5, 5), (5, 5), "valid"), [None, 60, 60, 3],
         "with pool_size=5: ⌊(64 − 5 + 2·0)/1⌋ + 1 = 60"),
        (CONV, CONV, [None, 58, 58, 32], ""),
        (CONV, Layer("Conv2D", (5, 5), (2, 2), "valid", 32), [None, 30, 30, 32], ""),
        (CONV, Layer("Conv2D", (7, 7), (2, 2), "valid", 32), [None, 29, 28, 32], ""),
        (Layer("Conv2D", (7, 7), (1, 2), "valid", 32), CONV, [None, 58, 58, 32], ""),
    ],
)  # fmt: skip
def test_a_setting_of_the_expected_layer_that_alone_gives_its_size_is_a_remedy(
    mine, wanted, row, line
):
    assert remedy(mine, wanted, [None, 64, 64, 3], ["X", row, 0]) == line


def test_zeros_before_a_layer_are_shown_when_all_sides_get_as_many():
    row = ["ZeroPadding2D", [None, 70, 70, 3], 0, [[3, 3], [3, 3]]]
    line = "with ZeroPadding2D(3): ⌊(64 − 7 + 2·3)/1⌋ + 1 = 64"
    assert with_padding(CONV, [None, 64, 64, 3], row) == line
    assert with_padding(CONV, [None, 64, 64, 3], [*row[:3], [[3, 2], [3, 2]]]) == ""


def test_formulas_show_the_numbers():
    assert window_formula(64, 7, 1, "valid") == "⌊(64 − 7 + 2·0)/1⌋ + 1 = 58"
    assert window_formula(65, 7, 2, "same") == "⌈65/2⌉ = 33"
    assert conv_formula(7, 3, 32) == "(7·7·3 + 1)·32 = 4736"
    assert conv_formula(7, 3, 32, bias=False) == "7·7·3·32 = 4704"
