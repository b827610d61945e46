import enum
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.comparison.sanitize import (
    Opaque,
    argument,
    float_text,
    name_text,
    plain_rows,
    row_text,
    same,
    shorten,
    value_text,
)


def reduced(value):
    return plain_rows([[value]])[0][0]


@pytest.mark.parametrize("value", [None, True, 7, -(2**62), 0.5, "valid", ""])
def test_an_exact_plain_value_stays(value):
    assert reduced(value) is value


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(np.int64(7), 7), (np.uint8(7), 7), (np.longlong(7), 7), (np.float64(0.5), 0.5)],
)
def test_a_numpy_scalar_becomes_a_python_number(value, wanted):
    assert reduced(value) == wanted and type(reduced(value)) is type(wanted)


def test_a_tuple_and_a_list_become_the_same():
    assert same(plain_rows([("Dense", (None, 1))]), plain_rows((["Dense", [None, 1]],)))


class EqualsAll(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__

    @property
    def __name__(cls):
        return "list"  # raising here would bring pytest down before it can tell


class Liar(metaclass=EqualsAll):
    def __getattribute__(self, name):
        raise RuntimeError("code of the student ran")

    def _run(self, *_):
        raise RuntimeError("code of the student ran")

    __eq__ = __ne__ = __len__ = __iter__ = __getitem__ = __index__ = __int__ = _run
    __repr__ = __str__ = __format__ = __bool__ = __float__ = __hash__ = __class_getitem__ = _run


class Lie:
    """Built-in subclasses with methods that must not be asked."""

    def _run(self, *_):
        raise RuntimeError("code of the student ran")

    __eq__ = __ne__ = __len__ = __iter__ = __getitem__ = __bool__ = __repr__ = __str__ = _run
    __hash__ = _run


class List(Lie, list): ...


class Tuple(Lie, tuple): ...


class Text(Lie, str): ...


class Int(Lie, int): ...


class Float(Lie, float): ...


# Made inside the tests: pytest itself would run their methods.
LIARS = [
    Liar,
    lambda: List([1]),
    lambda: Tuple([1]),
    lambda: Text("valid"),
    lambda: Int(7),
    lambda: Float(0.5),
]
OTHERS = [
    np.bool_(True),
    np.str_("valid"),
    np.array([1, 2]),
    b"valid",
    {"a": 1},
    {1},
    range(2),
    namedtuple("Shape", "n")(1),
    enum.IntEnum("E", "A").A,
    1j,
    2**63,
    "x" * 1001,
    list(range(100)),
]


EVERYTHING = LIARS + [lambda thing=thing: thing for thing in OTHERS]


@pytest.mark.parametrize("n", range(len(EVERYTHING)))
def test_everything_else_becomes_opaque_at_every_depth_and_equals_nothing(n):
    thing = EVERYTHING[n]()
    for rows in (plain_rows([thing]), plain_rows([[thing]]), plain_rows([[[[thing]]]])):
        assert not same(rows, rows)


@pytest.mark.parametrize("n", range(len(LIARS)))
def test_an_opaque_value_is_named_by_its_type_without_asking_it(n):
    thing = LIARS[n]()
    found = plain_rows(thing)
    name = type.__dict__["__name__"].__get__(type(thing))
    assert type(found) is Opaque and found.what == f"object of type {name}"


def test_a_class_name_that_is_itself_a_lie_is_copied_as_plain_text():
    class Name(str):
        def __format__(self, spec):
            raise RuntimeError("code of the student ran")

        __str__ = __radd__ = __format__

    kind = type("Some", (), {})
    kind.__name__ = Name("Some")
    assert type(plain_rows(kind()).what) is str


@pytest.mark.parametrize(
    ("a", "b"),
    [(1, True), (0, False), (1, 1.0), ("1", 1), (None, 0), ([], None), ([1], [1, 1]), (0.2, 0.3)],
)
def test_values_of_different_kinds_or_sizes_are_not_the_same(a, b):
    assert not same(a, b) and not same(b, a)


def test_floats_are_the_same_to_six_digits():
    assert same(1 / 255, float(np.float32(1 / 255)))
    assert not same(0.5, 0.50001)


def test_nan_is_the_same_as_nan_and_as_no_other_number():
    nan = float("nan")
    assert same(nan, float("nan"))
    assert not same(nan, 0.0) and not same(0.0, nan)


@pytest.mark.parametrize("within", [lambda x: (x,), lambda x: {"rate": x}, lambda x: [({"a": x},)]])
def test_what_holds_for_values_holds_within_tuples_and_dicts(within):
    unlike = within(Opaque("object of type Liar"))
    assert same(within(1 / 255), within(float(np.float32(1 / 255))))
    assert not same(within(0.5), within(0.50001)) and not same(unlike, unlike)
    assert not same({"a": 1}, {"a": 1, "b": 2}) and not same((1,), [1])


def nest(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def explode():
    value = [0] * 30
    for _ in range(40):
        value = [value] * 30
    return value


def itself():
    value = []
    value += [value, value]
    return value


@pytest.mark.parametrize(
    "value",
    [nest(100_000), explode(), itself(), [[0] * 10_000] * 10_000, [0] * 3_000_000, [explode()] * 9],
    ids=["deep", "exploding", "in itself", "10000 long rows", "3 million rows", "exploding rows"],
)
def test_what_is_too_large_to_look_at_is_not_looked_at(value):
    """Unbounded, some of these would take longer than anybody waits for a test run."""
    rows = plain_rows(value)
    assert not same(rows, rows)


def test_ten_thousand_true_rows_are_not_too_many():
    rows = plain_rows([["Conv2D", (None, 64, 64, 32), 4736, "valid", "linear", "X"]] * 10_000)
    assert same(rows, rows)


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
