import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.comparison.sanitize import Opaque
from grader.comparison.value_text import float_text, name_text, row_text, shorten, value_text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (["Dense", [None, 1], 32769, "sigmoid"], "Dense (None, 1) 32769 'sigmoid'"),
        (["InputLayer", [[None, 8, 3]], 0], "InputLayer [(None, 8, 3)] 0"),
        (["Flatten", [None], 0], "Flatten (None,) 0"),
        (["a b", 1], "'a b' 1"),
        (Opaque("object of type Liar"), "object of type Liar"),
    ],
)
def test_a_row_is_written_as_summary_prints_it(row, text):
    assert row_text(row) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (1 / 255, "1/255"), (-1 / 127.5, "-0.0078431373"), (2 / 3, "0.66666667"),
     (-1 / 3, "-1/3"), (5e-324, "5e-324"), (float("inf"), "inf"), (2.225073858507e-311,
     "2.2250739e-311")],
)  # fmt: skip
def test_a_float_is_short(value, text):
    assert float_text(value) == text


@given(st.text())
def test_any_text_is_one_short_printable_line(text):
    for written in (value_text(text), name_text(text), value_text(Opaque(text))):
        assert written.isprintable() and written.replace("…", "").isascii()
        assert len(written) <= 80


def test_a_cut_text_says_so():
    assert shorten("abcdef", 4) == "abc…" and shorten("abcd", 4) == "abcd"
