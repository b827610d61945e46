import pytest
from wrong_models import HAPPY

from grader.comparison.explain import call_text, column_items, explain
from grader.comparison.layer_arithmetic import infer
from grader.comparison.sanitize import plain_rows

GIVEN = [None, 70, 70, 3]
CONV = plain_rows(HAPPY)[1]
POOL = plain_rows(HAPPY)[4]


def explained(row, wanted=CONV, given=GIVEN, wanted_given=GIVEN):
    return explain(row, wanted, given, infer(wanted, wanted_given))


def test_columns_that_differ_have_their_names():
    items = column_items(["Conv2D", [None], 1, "same", "relu", "A"], CONV)
    names = ["output shape", "parameters", "padding", "activation", "kernel initializer"]
    assert [item.attribute for item in items] == names


def test_a_column_that_one_row_lacks_is_a_difference():
    assert [i.attribute for i in column_items(CONV[:5], CONV)] == ["kernel initializer"]
    assert [i.attribute for i in column_items([*CONV, None], CONV)] == ["item 7"]


def test_a_convolution_without_bias_is_explained_as_such():
    found = explained([*CONV[:2], 4704, *CONV[3:]])
    assert [(i.attribute, i.expected) for i in found.items][1:] == [("use bias", True)]
    assert found.formulas == ("parameters: 7·7·3·32 = 4704; expected 4736",)
    assert found.advice == "use use_bias=True"


def test_a_shape_that_only_follows_from_the_input_is_not_an_item():
    row = ["Conv2D", [None, 58, 58, 32], 4736, "valid", "relu", "GlorotUniform"]
    found = explained(row, given=[None, 64, 64, 3])
    assert [item.attribute for item in found.items] == ["activation"]
    assert found.formulas == ()


def test_a_stride_that_makes_no_difference_is_not_blamed():
    wanted = ["Conv2D", [None, 15, 15, 32], 4736, "valid", "linear", "GlorotUniform"]  # stride 4
    row = ["Conv2D", [None, 1, 1, 32], 4736, "valid", "relu", "GlorotUniform"]  # any stride over 1
    found = explained(row, wanted, [None, 8, 8, 3], [None, 64, 64, 3])
    assert [item.attribute for item in found.items] == ["activation"]


def test_strides_of_a_pooling_that_follow_its_size_are_not_advised():
    given = [None, 64, 64, 32]
    row = ["MaxPooling2D", [None, 16, 16, 32], 0, [4, 4], [4, 4], "valid"]
    assert explained(row, POOL, given, given).advice == "use pool_size=2"


def test_a_batch_size_is_explained():
    found = explained(["Conv2D", [16, 64, 64, 32], *CONV[2:]])
    assert found.formulas and "16, is the size of a batch" in found.formulas[0]


@pytest.mark.parametrize(
    ("row", "given", "text"),
    [
        (["Flatten", (None, 64), 0], None, "Flatten()"),
        (["InputLayer", [(None, 28, 28)], 0], None, "Input((28, 28))"),
        (["Dense", (None, 6), 390, "softmax"], [None, 64], "Dense(6, activation='softmax')"),
        (["Dense", (None, 6), 390, "softmax"], None, "Dense(activation='softmax')"),
        (["Dropout", (None, 6), 0, 0.5], None, "Dropout(rate=0.5)"),
    ],
)
def test_a_layer_is_written_as_in_code(row, given, text):
    assert call_text(plain_rows([row])[0], given) == text


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("called with training=True", "call it without that argument"),
        ("input from row 2 (Conv2D)", "call it on the output of the layer before it"),
        ("inputs from row 2 (Conv2D), row 3 (ReLU)", "call it on the output of the layer before"),
        ("output 1 of 2", "give outputs= the last layer's"),
        (
            "input from row 2 (Conv2D); called with training=True",
            "call it on the output of the layer before it, and call it without that argument",
        ),
        ("row 2 called again; input from row 1 (InputLayer)", "make another layer here"),
        ("outputs by name: y", "not a dict"),
        ("something else", "call it once"),
    ],
)
def test_the_advice_on_wiring_goes_by_what_is_wired(note, said):
    assert said in explained([*CONV, f"wiring: {note}"]).advice
