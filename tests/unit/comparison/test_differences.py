import pytest
from wrong_models import HAPPY, PHOTOS, SIGNS, blame

from grader.comparison.difference_report import Kind
from grader.comparison.differences import MAX_WRONG, compare
from grader.comparison.sanitize import plain_rows


def blamed(report):
    return tuple(
        blame(d.kind, d.layer, d.yours, d.expected, *(item.attribute for item in d.items))
        for d in report.differences
    )


@pytest.mark.parametrize("rows", [HAPPY, SIGNS, PHOTOS])
def test_equal_models_have_no_difference(rows):
    report = compare(plain_rows(rows), plain_rows(rows))
    assert not report.differences and not report.consequences and set(report.marks) == {"same"}


CONV1D = [
    ["Conv1D", (None, 98, 4), 16],
    ["Conv1D", (None, 96, 4), 52],
    ["Flatten", (None, 384), 0],
]


def test_a_layer_whose_arithmetic_is_unknown_is_not_blamed_below_a_wrong_one():
    yours = [
        ["Conv1D", (None, 96, 4), 24],
        ["Conv1D", (None, 94, 4), 52],
        ["Flatten", (None, 376), 0],
    ]
    report = compare(plain_rows(yours), plain_rows(CONV1D))
    assert blamed(report) == (blame("different", "Conv1D", 1, 1, "output shape", "parameters"),)
    (consequence,) = report.consequences
    assert consequence.layers == (2, 3) and not consequence.certain


def test_a_layer_whose_arithmetic_is_unknown_is_blamed_when_nothing_else_is_wrong():
    yours = [CONV1D[0], ["Conv1D", (None, 94, 4), 84], ["Flatten", (None, 376), 0]]
    report = compare(plain_rows(yours), plain_rows(CONV1D))
    assert blamed(report) == (blame("different", "Conv1D", 2, 2, "output shape", "parameters"),)
    assert report.consequences[0].layers == (3,)


def test_a_first_convolution_is_explained_though_its_input_is_not_in_the_rows():
    expected = [["Conv2D", (None, 26, 26, 32), 320, "valid", "relu", "GlorotUniform"]]
    yours = [["Conv2D", (None, 24, 24, 32), 832, "valid", "relu", "GlorotUniform"]]
    (difference,) = compare(plain_rows(yours), plain_rows(expected)).differences
    assert "kernel size" in {item.attribute for item in difference.items}
    assert "height and width: ⌊(28 − 5 + 2·0)/1⌋ + 1 = 24; expected 26" in difference.formulas


def test_a_batch_size_in_the_shapes_is_one_difference():
    yours = [[row[0], (16, *row[1][1:]), *row[2:]] for row in HAPPY]
    report = compare(plain_rows(yours), plain_rows(HAPPY))
    (difference,) = report.differences
    assert difference.kind == "input"
    assert "16, is the size of a batch" in difference.formulas[0]
    assert report.consequences[0].layers == (1, 2, 3, 4, 5, 6, 7)


def test_a_layer_with_the_expected_input_is_not_told_to_get_another():
    yours = [*HAPPY[:4], ["MaxPooling2D", (None, 64, 32, 16), 0, (2, 2), (2, 2), "valid"]]
    (difference,) = compare(plain_rows(yours), plain_rows(HAPPY[:5])).differences  # channels first
    assert difference.advice == "make it MaxPooling2D(pool_size=2, strides=2, padding='valid')"


def test_a_wrong_input_layer_is_the_only_one_blamed():
    yours = [list(row) for row in SIGNS]
    yours[0] = ["InputLayer", [(None, 64, 64, 1)], 0]
    yours[1] = ["Conv2D", (None, 64, 64, 8), 136, "same", "linear", "GlorotUniform"]
    report = compare(plain_rows(yours), plain_rows(SIGNS))
    assert blamed(report) == (blame("different", "InputLayer", 1, 1, "output shape"),)
    assert report.consequences[0].layers == (2,)


def test_a_mistake_whose_effect_has_ended_is_not_the_cause_of_what_follows_another():
    yours = [list(row) for row in SIGNS]
    yours[1:3] = [
        ["Conv2D", (None, 61, 61, 8), 392, "valid", *SIGNS[1][4:]],
        ["ReLU", (None, 61, 61, 8), 0],
    ]
    yours[6:] = [
        ["MaxPooling2D", (None, 4, 4, 16), 0, (2, 2), (2, 2), "same"],
        ["Flatten", (None, 256), 0],
        ["Dense", (None, 6), 1542, "softmax"],
    ]
    report = compare(plain_rows(yours), plain_rows(SIGNS))
    assert [d.yours for d in report.differences] == [2, 7]
    assert [(c.layers, c.causes) for c in report.consequences] == [((3,), (0,)), ((8, 9), (1,))]


def test_a_model_wrong_everywhere_is_not_looked_at_to_its_end():
    yours = [["ReLU", (None, n), 0] for n in range(1, 5001)]
    expected = [["Softmax", (None, n), 0] for n in range(2, 5002)]
    report = compare(plain_rows(yours), plain_rows(expected))
    assert len(report.pairs) == MAX_WRONG and report.left_out == 5000 - MAX_WRONG


def _conv(height, channels, filters=8, kernel=3):
    parameters = (kernel**2 * channels + 1) * filters
    shape = (None, height, height, filters)
    return ["Conv2D", shape, parameters, "valid", "relu", "GlorotUniform"]


@pytest.mark.parametrize(
    "first, expected, given",
    [
        (["Dense", (None, 1), 8, "linear"], ["Dense", (None, 1), 2, "linear"], [None, 7]),
        (["Dense", (None, 8), 32, "relu"], ["Dense", (None, 8), 16, "relu"], [None, 3]),
        (_conv(62, 1), _conv(62, 3), [None, 64, 64, 1]),
        (_conv(30, 3), _conv(62, 3), [None, 32, 32, 3]),
        (_conv(26, 1, filters=4), _conv(62, 3), [None, 28, 28, 1]),
    ],
)
def test_another_input_is_told_from_the_first_layer_that_has_weights(first, expected, given):
    report = compare(plain_rows([first]), plain_rows([expected]))
    assert report.differences[0].kind == Kind.INPUT
    assert report.differences[0].items[0].yours == given


@pytest.mark.parametrize(
    "first",
    [_conv(60, 3, kernel=5), _conv(61, 3, kernel=4), _conv(62, 3, filters=16), _conv(31, 3)],
)
def test_a_kernel_a_stride_or_filters_are_not_taken_for_another_input(first):
    report = compare(plain_rows([first]), plain_rows([_conv(62, 3)]))
    assert [d.kind for d in report.differences] == [Kind.DIFFERENT]


@pytest.mark.parametrize(
    "row, expected",
    [
        (["Flatten", (None, 2352), 0], ["Flatten", (None, 784), 0]),
        (
            ["MaxPooling2D", (None, 9, 9, 1), 0, (2, 2), (2, 2), "valid"],
            ["MaxPooling2D", (None, 9, 9, 3), 0, (2, 2), (2, 2), "valid"],
        ),
    ],
)
def test_nobody_is_advised_to_make_a_layer_what_it_is(row, expected):
    [difference] = compare(plain_rows([row]), plain_rows([expected])).differences
    assert difference.advice.startswith("leave the layer as it is and change what it gets")
