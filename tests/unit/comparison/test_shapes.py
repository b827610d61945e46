import pytest
from wrong_models import HAPPY, PHOTOS, SIGNS

from grader.comparison.sanitize import plain_rows
from grader.comparison.shapes import input_shape, is_shape, likely_input_shape, output_shape


@pytest.mark.parametrize(("rows", "size"), [(HAPPY, 64), (SIGNS, 64), (PHOTOS, 32)])
def test_the_input_of_a_model_is_read_from_its_first_layer(rows, size):
    assert input_shape(plain_rows(rows)) == [None, size, size, 3]


def test_an_input_layer_hands_on_the_shape_in_its_list():
    assert output_shape(plain_rows(SIGNS)[0]) == [None, 64, 64, 3]


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


@pytest.mark.parametrize("shape", [None, [], [None], [None, 0], [None, True], ["x", 1], [None] * 3])
def test_what_is_no_shape(shape):
    assert not is_shape(shape)
