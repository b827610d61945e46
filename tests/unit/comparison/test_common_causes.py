"""One mistake that shows as several differences is named as one."""

import copy

import pytest
from wrong_models import HAPPY, SIGNS

from grader.comparison.common_causes import common_cause, join_moves
from grader.comparison.difference_report import Difference, Report
from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows

INPUT = ["InputLayer", [(None, 64, 64, 3)], 0]


def report(yours, expected):
    return compare(plain_rows(yours), plain_rows(expected))


def told(yours, expected):
    return " ".join(message(report(yours, expected)).split())


def changed(rows, **cells):
    """A copy of rows with other cells: `r3c4` is column 4 of row 3, counted from 0."""
    rows = copy.deepcopy(rows)
    for place, value in cells.items():
        row, column = map(int, place[1:].split("c"))
        rows[row][column : column + 1] = [value]
    return rows


def test_a_functional_model_is_called_one_where_a_sequential_is_asked_for():
    text = told([INPUT, *HAPPY], HAPPY)
    assert "Your model is a functional one" in text
    assert "Start here: put the layers into one list" in text
    assert "remove layer 1" not in text


def test_a_sequential_model_is_called_one_where_a_functional_is_asked_for():
    text = told(SIGNS[1:], SIGNS)
    assert "Your model is a Sequential one; a functional model is asked for." in text
    assert "add Input" not in text


INNER = ["Sequential", (None, 64, 64, 32), 4864]


@pytest.mark.parametrize(
    ("yours", "expected", "number"),
    [
        ([INNER, *HAPPY[4:]], HAPPY, 1),
        ([["Functional", (None, 1), 37633]], HAPPY, 1),
        ([HAPPY[0], ["Functional", (None, 64, 64, 32), 4864], *HAPPY[4:]], HAPPY, 2),
        ([SIGNS[0], ["Sequential", (None, 6), 1310]], SIGNS, 2),
    ],
)
def test_a_model_in_place_of_its_layers_is_named_as_the_cause(yours, expected, number):
    text = told(yours, expected)
    assert f"Layer {number} of your model is itself a model" in text
    assert "Start here: put the layers of the inner model directly into the outer one" in text
    assert f"replace layer {number}" not in text


@pytest.mark.parametrize("expected", [HAPPY, [*HAPPY[:6], INNER, HAPPY[6]]])
def test_a_model_that_is_only_too_much_or_expected_is_no_cause(expected):
    yours = [*HAPPY[:2], INNER, *HAPPY[2:]]
    assert common_cause(report(yours, expected)) is None


@pytest.mark.parametrize("begins", [2, 4, 5])
def test_an_input_that_was_overwritten_is_named_as_the_cause(begins):
    shape = SIGNS[begins - 1][1]
    what, to_do = common_cause(report([["InputLayer", [shape], 0], *SIGNS[begins:]], SIGNS))
    assert f"what {SIGNS[begins - 1][0]} did" in what
    assert "under a name of its own" in to_do


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (SIGNS, SIGNS[:-1]),
        (HAPPY[1:], HAPPY),
        (changed(SIGNS, r0c1=[(None, 32, 32, 3)]), SIGNS),
        ([], HAPPY),
    ],
)
def test_other_mistakes_have_no_common_cause(yours, expected):
    assert common_cause(report(yours, expected)) is None


def test_an_activation_in_the_convolution_is_one_difference():
    yours = changed(HAPPY, r1c4="relu")
    del yours[3]
    text = told(yours, HAPPY)
    assert "1 difference to fix" in text
    assert "take activation='relu' out of it, and add ReLU() as a layer of its own" in text


def test_an_activation_too_many_stays_a_difference_of_its_own():
    assert "add ReLU" not in told(changed(HAPPY, r1c4="relu"), HAPPY)


def test_an_activation_and_another_setting_are_told_apart():
    yours = changed(HAPPY, r1c4="relu", r1c3="same")
    del yours[3]
    assert "2 differences" in told(yours, HAPPY)


def test_a_layer_called_twice_is_to_be_made_twice():
    yours = changed(SIGNS, r5c2=0)
    yours[5].append("wiring: row 3 called again")
    assert "make another layer here" in told(yours, SIGNS)


def test_what_is_as_expected_is_not_told_as_an_effect():
    yours = copy.deepcopy(HAPPY)
    yours.insert(2, yours.pop(4))
    yours[3][1] = yours[4][1] = (None, 32, 32, 32)
    assert "expected 128" not in told(yours, HAPPY)


@pytest.mark.parametrize(
    ("cells", "both"),
    [
        ({"r3c4": (1, 1), "r3c5": "valid"}, ("(1, 1) 'valid'", "(8, 8) 'same'")),
        ({"r1c5": "HeNormal"}, ("'HeNormal'", "'GlorotUniform'")),
        ({"r3c5": "valid"}, ("'valid'", "'same'")),
    ],
)
def test_the_table_shows_what_differs_of_rows_that_are_too_long(cells, both):
    lines = message(report(changed(SIGNS, **cells), SIGNS)).splitlines()
    [line] = [line for line in lines if line.startswith("✗") and "layer" not in line.lower()[:9]]
    assert all(part in line for part in both)


DENSE = ["Dense", [None, 8], 72, "relu"]


def joined(row, wanted):
    differences = [
        Difference("missing", wanted[0], None, 1),
        Difference("different", "ReLU", 2, 2),
        Difference("extra", row[0], 1, None),
    ]
    report = Report([row], [wanted], differences=differences)
    return join_moves(report), report.differences


def test_an_extra_layer_that_is_missing_elsewhere_was_moved():
    new, differences = joined(DENSE, ["Dense", [None, 8], 99, "relu"])
    assert [(d.kind, d.yours, d.expected) for d in differences] == [
        ("moved", 1, 1),
        ("different", 2, 2),
    ]
    assert new == {0: 0, 1: 1, 2: 0}


@pytest.mark.parametrize(
    "wanted",
    [
        ["Dense", [None, 9], 72, "relu"],
        ["Dense", [None, 8], 72, "tanh"],
        ["Activation", [None, 8], 72, "relu"],
    ],
)
def test_another_layer_was_not_moved(wanted):
    new, differences = joined(DENSE, wanted)
    assert [d.kind for d in differences] == ["missing", "different", "extra"]
    assert new == {0: 0, 1: 1, 2: 2}
