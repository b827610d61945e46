"""A function's array beside the expected one: words, numbers, and the page a notebook shows."""

import re

import numpy as np
import pytest

from grader.comparison.arrays import ArraysDiffer, same_array

X = np.array([[1.0, -2.0], [0.5, 3.0]])


def failed(result, expected=X, **given):
    with pytest.raises(ArraysDiffer) as caught:
        same_array(lambda: result, expected, "f(X)", **given)
    return caught.value


def test_what_is_as_expected_is_returned_as_an_array():
    found = same_array(lambda: X.tolist(), X + 1e-5, "f(X)")
    assert isinstance(found, np.ndarray) and np.array_equal(found, X)


def test_the_first_wrong_number_is_named_and_all_are_shown():
    error = failed(X * [[1, 1], [1, 2]], X=X)
    assert str(error).splitlines() == [
        "f(X) is wrong in 1 of 4 numbers; the first, [1, 1], is 6, expected 3.",
        "X = [[1, -2], [0.5, 3]]",
        "found = [[1, -2], [0.5, 6]]",
        "expected = [[1, -2], [0.5, 3]]",
    ]


def test_a_wrong_shape_is_told_before_any_number():
    assert "f(X) has the shape (2,), expected (2, 2)." in str(failed(X[0]))


@pytest.mark.parametrize("result", [None, "text", [object()], [["a"]]])
def test_what_is_no_array_of_numbers_is_told(result):
    assert "returned no numbers" in str(failed(result)) or "shape" in str(failed(result))


def test_values_that_are_no_numbers_differ():
    assert "[0, 0], is nan, expected 1" in str(failed(X * np.nan))


def test_channels_are_shown_one_by_one():
    deep = np.stack([X, X], axis=-1)
    assert "found[:, :, 1] = [[2, -1], [1.5, 4]]" in str(failed(deep + 1, deep))


def test_a_large_case_is_told_in_one_line():
    error = failed(np.ones((20, 20)), np.zeros((20, 20)))
    assert len(str(error).splitlines()) == 1
    assert error.html == ""


def test_what_the_function_raises_is_passed_on_with_the_case():
    with pytest.raises(ZeroDivisionError) as caught:
        same_array(lambda: 1 / 0, X, "f(X)", X=X)
    assert caught.value.__notes__ == [
        "This happened in f(X).\nX = [[1, -2], [0.5, 3]]\nexpected = [[1, -2], [0.5, 3]]"
    ]


def test_the_page_marks_the_wrong_numbers_and_no_others():
    html = failed(X * [[1, 1], [1, 2]], X=X).html
    assert re.findall(r'class="wrong"[^>]*>([^<]+)<', html) == ["6"]
    assert [*re.findall(r"<caption>([^<]+)<", html)] == ["X", "found", "expected"]


def test_the_page_of_a_wrong_shape_marks_nothing_and_names_are_escaped():
    html = failed(X[0], **{"<b>": X}).html
    assert "Outlined" not in html and "<caption>&lt;b&gt;" in html
