import pytest

from grader.comparison.layer_text import argument, call_text
from grader.comparison.sanitize import plain_rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([2, 2], "2"),
        ([2, 3], "(2, 3)"),
        ([[3, 3], [3, 3]], "3"),
        ([[1, 2], [3, 3]], "((1, 2), 3)"),
        ("same", "'same'"),
        (1 / 255, "1/255"),
        (None, "None"),
    ],
)
def test_a_value_is_written_as_in_code(value, text):
    assert argument(value) == text


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
