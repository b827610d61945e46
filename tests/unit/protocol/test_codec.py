import sys

import msgpack
import numpy as np
import pytest
from hypothesis import given
from samples import MESSAGES, shape_of, values

from grader.protocol import Malformed, TooLarge, Unsupported
from grader.protocol.codec import decode, encode
from grader.protocol.message_limits import Limits
from grader.protocol.value_types import Raised, TensorValue


@given(values)
def test_a_value_comes_back_with_its_types_its_bits_and_its_order(value):
    assert shape_of(decode(encode(value))) == shape_of(value)


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_the_sample_messages_come_back(value):
    assert shape_of(decode(encode(value))) == shape_of(value)


def test_arrays_come_back_writable_and_in_native_order():
    array = decode(encode(np.arange(6, dtype=">i4").reshape(2, 3).T))
    array += 1
    assert array.tolist() == [[1, 4], [2, 5], [3, 6]] and array.dtype == np.dtype("i4")


class Liar(list):
    def __eq__(self, other):
        return True

    __hash__ = None


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        Liar(),
        Text("a"),
        object(),
        (x for x in ()),
        np.matrix([[1]]),
        np.array([None]),
        np.ma.array([1]),
        np.zeros(2, [("a", "f4")]),
        np.longdouble(1),
        np.array(["2020"], "M8[D]"),
        np.array(["\ud800"]),
        "\ud800",
        {2**64: 1},
        {1j: 1},
        {frozenset(): 1},
        {(1, 2**64)},
        slice(3),
        ...,
        bytearray(b"x"),
        memoryview(b"x"),
        msgpack.ExtType(1, b"\0"),
        msgpack.Timestamp(0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_encoding_is_unsupported(value):
    with pytest.raises(Unsupported):
        encode([value])


SAME_HASH = [n * (2**61 - 1) for n in range(-4, 5)]


def loop():
    knot = []
    knot.append(knot)
    return knot


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        (loop(), Limits()),
        (2**300, Limits(int_bits=256)),
        (-(2**14_284), Limits()),
        ({(n,) for n in SAME_HASH}, Limits(equal_hashes=8)),
        (range(2**64), Limits()),
        ([[[0]]], Limits(depth=2)),
        ([0] * 10, Limits(items=10)),
        (b"x" * 100, Limits(message_bytes=100)),
        (np.zeros(100), Limits(message_bytes=100)),
        ({bytes([n]) * 30 for n in range(9)}, Limits(message_bytes=100)),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_over_a_limit_is_too_large_to_send(value, limits):
    with pytest.raises(TooLarge):
        encode(value, limits)


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ([[[0]]], Limits(depth=2)),
        ([0] * 10, Limits(items=10)),
        (Raised("a", "b", "c"), Limits(items=4)),
        ({n: n for n in range(5)}, Limits(items=10)),
        (b"x" * 100, Limits(message_bytes=100)),
        (2**300, Limits(int_bits=256)),
        (2**256, Limits(int_bits=256)),
        ({(n,): n for n in SAME_HASH}, Limits(equal_hashes=8)),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_over_a_limit_is_too_large_to_receive(value, limits):
    data = encode(value)
    with pytest.raises(TooLarge):
        decode(data, limits)


@pytest.mark.parametrize("value", [2**4095, -(2**4095), 2**14_284 - 1], ids=["+", "-", "most"])
def test_an_int_of_the_most_bits_crosses(value):
    assert decode(encode(value)) == value


def test_an_int_of_the_most_bits_can_be_written_out():
    assert len(str(2 ** Limits().int_bits - 1)) == sys.int_info.default_max_str_digits


@pytest.mark.parametrize("make", [set, dict.fromkeys])
def test_many_tuples_cross_as_keys(make):
    value = make((n, m, "a word " * 50) for n in range(-60, 60) for m in range(-60, 60))
    assert decode(encode(value)) == value


def test_what_honest_courses_hand_over_fits_into_a_message():
    limits = Limits()
    mnist_as_float64, vgg16 = 60_000 * 28 * 28 * 8, 138_357_544 * 4
    assert max(mnist_as_float64, vgg16) < limits.message_bytes * 3 // 4
    rows = [0] * 60_000 * 28
    assert len(decode(encode(rows))) == len(rows)
    deep = eval("[" * 200 + "]" * 200)
    assert decode(encode(deep)) == deep


def test_a_list_that_doubles_at_every_level_is_too_large():
    value = [0]
    for _ in range(40):
        value = [value, value]
    with pytest.raises(TooLarge):
        encode(value)


def test_both_sides_count_alike():
    value = {"a": [(1, 2.5), {3}, Raised("a", "b", "c")], (1, 2): np.zeros(3)}
    items = 1 + 4 + 3 + 2 + 1 + 5 + 2
    data = encode(value, Limits(items=items))
    assert shape_of(decode(data, Limits(items=items))) == shape_of(value)
    with pytest.raises(TooLarge):
        encode(value, Limits(items=items - 1))
    with pytest.raises(TooLarge):
        decode(data, Limits(items=items - 1))


def test_a_value_type_checks_its_fields():
    for fields in (
        (1, "m", "t"),
        ("n" * 301, "m", "t"),
        ("n", None, "t"),
        ("n", "m" * 100_001, "t"),
        ("n", "m", "c" * 100_001),
        ("n", "m", "c", -1),
        ("n", "m", "c", "1"),
    ):
        with pytest.raises(Malformed):
            Raised(*fields)
    with pytest.raises(Malformed):
        TensorValue([1.0])
