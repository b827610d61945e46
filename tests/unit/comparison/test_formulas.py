import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.comparison.formulas import (
    conv_formula,
    parameter_line,
    remedy,
    single_changes,
    size_line,
    window_formula,
    with_padding,
)
from grader.comparison.layer_arithmetic import Layer, window_size

CONV = Layer("Conv2D", (7, 7), (1, 1), "valid", 32)
WANTED = ["Conv2D", [None, 64, 64, 32], 4736, "valid", "linear", "GlorotUniform"]
size, window, paddings = st.integers(1, 200), st.integers(1, 9), st.sampled_from(["same", "valid"])


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


def test_only_a_change_that_the_expected_layer_has_is_a_remedy():
    given = [None, 64, 64, 3]
    same = Layer("Conv2D", (7, 7), (1, 1), "same", 32)
    assert remedy(CONV, same, given, WANTED) == "with padding='same': ⌈64/1⌉ = 64"
    assert remedy(CONV, CONV, given, WANTED) == ""


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
