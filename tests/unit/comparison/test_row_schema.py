import pytest
from wrong_models import SIGNS

from grader.comparison.row_schema import column_names, is_shape, output_shape
from grader.comparison.sanitize import plain_rows


def test_an_unlisted_layer_has_the_common_columns_and_numbered_ones():
    assert column_names(["LSTM", 1, 2, 3]) == ["type", "output shape", "parameters", "item 4"]
    assert column_names([7, 1]) == ["type", "output shape"]


def test_the_output_shape_of_an_input_layer_is_in_a_list():
    assert output_shape(plain_rows(SIGNS)[0]) == [None, 64, 64, 3]


@pytest.mark.parametrize("shape", [None, [], [None], [None, 0], [None, True], ["x", 1], [None] * 3])
def test_what_is_no_shape(shape):
    assert not is_shape(shape)
