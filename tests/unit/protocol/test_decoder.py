"""`decode` against bytes that nobody's `encode` made."""

import itertools
import random
import struct
import traceback
import tracemalloc

import msgpack
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import MESSAGES, shape_of, values

from grader.protocol import Malformed, ProtocolError, TooLarge
from grader.protocol.codec import decode, encode
from grader.protocol.message_limits import Limits

# The worst there is: an empty dict takes 1 byte in a message, and more than 100 in memory.
BYTES_PER_BYTE = 200
SPARE = 100_000


def survive(data):
    """Decode, and hold `decode` to its word: a value that can be sent again, or an error."""
    try:
        value = decode(data)
    except ProtocolError as error:
        assert type(error) in (Malformed, TooLarge), repr(error)
    else:
        assert shape_of(decode(encode(value))) == shape_of(value)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_are_a_value(data):
    survive(data)


@given(values, st.data())
def test_a_changed_message_is_refused_or_is_another_value(value, data):
    raw = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        kind = data.draw(st.sampled_from(["change", "insert", "delete", "copy"]))
        if kind == "change" and at < len(raw):
            raw[at] = data.draw(st.integers(0, 255))
        elif kind == "insert":
            raw[at:at] = data.draw(st.binary(min_size=1, max_size=4))
        elif kind == "delete":
            del raw[at : at + data.draw(st.integers(1, 4))]
        else:
            raw[at:at] = raw[: data.draw(st.integers(0, 40))]
    survive(bytes(raw))


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_a_message_cut_at_any_byte_is_malformed(value):
    data = encode(value)
    for end in range(len(data)):
        with pytest.raises(Malformed):
            decode(data[:end])


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_every_byte_of_a_message_may_have_any_value(value):
    data = encode(value)
    rng = random.Random(1)
    for at in range(len(data)):
        for byte in {
            0,
            1,
            0x7F,
            0x80,
            0xFF,
            *rng.randbytes(3),
            *b"\x80\x90\xa0\xc1\xc4\xc7\xd4\xdc",
        }:
            survive(data[:at] + bytes([byte]) + data[at + 1 :])


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_bytes_after_the_value_are_malformed(value):
    with pytest.raises(Malformed, match="follow the end"):
        decode(encode(value) + b"\xc0")


def extension(code, data):
    return msgpack.packb(msgpack.ExtType(code, data))


def array(number, itemsize, shape, items=b"", code=5):
    head = struct.pack(">BIB", number, itemsize, len(shape))
    return extension(code, head + struct.pack(f">{len(shape)}Q", *shape) + items)


def container(number, *items):
    """An array whose first item says what it is: tuple, set, frozenset, value types."""
    return bytes([0x91 + len(items)]) + extension(1, bytes([number])) + b"".join(items)


TUPLE, SET, FROZENSET, MODEL, TENSOR, FUNCTION = 0, 1, 2, 3, 5, 6
NIL, TRUE, EMPTY = b"\xc0", b"\xc3", b"\xa0"
# An int has a hash of 61 bits, and is its own hash below that.
SECOND = next(n for n in range(128) if abs(hash((1, n))) < 2**61 - 1)
HOSTILE = {
    "nothing": b"",
    "a pickle": b"\x80\x04N.",
    "a byte without a meaning": b"\xc1",
    "a list of 4 billion": b"\xdd\xff\xff\xff\xff",
    "a list of 900,000 without items": b"\xdd\x00\x0d\xbb\xa0" + NIL,
    "a dict of 450,000 without items": b"\xdf\x00\x06\xdd\xd0" + NIL + NIL,
    "lists of 60,000 in one another without items": b"\xdc\xea\x60" * 50 + NIL,
    "a text of 4 GB": b"\xdb\xff\xff\xff\xff",
    "bytes of 4 GB": b"\xc6\xff\xff\xff\xff",
    "an extension of 4 GB": b"\xc9\xff\xff\xff\xff\x05",
    "a length that is cut": b"\xdd\xff\xff",
    "an int of 1,900 bytes": extension(2, b"\1" * 1900),
    "a float that is cut": b"\xcb\0\0",
    "a text that is not UTF-8": b"\xa1\xff",
    "a text with a surrogate": b"\xa3\xed\xa0\x80",
    "a text with an overlong NUL": b"\xa2\xc0\x80",
    "nested 100,000 deep": b"\x91" * 100_000 + NIL,
    "nested 100,000 deep in dicts": b"\x81\xa0" * 100_000 + NIL,
    "sets in sets": container(SET, container(SET)),
    "a list as a key": b"\x81\x90" + NIL,
    "an array as a key": b"\x81" + array(0, 1, (1,), b"\1") + NIL,
    "an array in a tuple as a key": b"\x81" + container(TUPLE, array(0, 1, (), b"\1")) + NIL,
    "a value type as a key": b"\x81" + container(TENSOR, array(0, 1, (0,))) + NIL,
    "an int beyond 64 bits as a key": b"\x81" + extension(2, b"\1" + bytes(8)) + NIL,
    "an int beyond 63 bits as a key": b"\x81\xcf" + b"\xff" * 8 + NIL,
    "a complex number as a key": b"\x81" + extension(3, bytes(16)) + NIL,
    "a key twice": b"\x82" + NIL + NIL + NIL + TRUE,
    "equal keys of two types": b"\x82" + TRUE + NIL + b"\1" + NIL,
    "a member twice": container(SET, NIL, NIL),
    "equal members of two types": container(FROZENSET, TRUE, b"\1"),
    "a number and a tuple of the same hash, which NumPy can't compare": container(
        SET,
        array(4, 8, (), struct.pack("<q", hash((1, SECOND))), code=6),
        container(TUPLE, b"\1", bytes([SECOND])),
    ),
    "a range with step 0": extension(4, bytes(24)),
    "a range of 23 bytes": extension(4, bytes(23)),
    "a complex number of 15 bytes": extension(3, bytes(15)),
    "an extension of another program": extension(99, b"x"),
    "a time": b"\xd6\xff\0\0\0\0",
    "a time that is none": b"\xc7\x05\xff\0\0\0\0\0",
    "a mark outside of an array": extension(1, b"\0"),
    "a mark after an empty list": b"\x92\x90" + extension(1, b"\0"),
    "a mark in the long form": b"\x91\xc7\x01\x01\x00",
    "a mark as a key": b"\x81" + extension(1, b"\0") + NIL,
    "a mark that is not the first": b"\x92" + NIL + extension(1, b"\0"),
    "two marks": container(TUPLE, extension(1, b"\0")),
    "a mark of two bytes": b"\x91" + extension(1, b"\0\0"),
    "a mark of no byte": b"\x91" + extension(1, b""),
    "an array of 2**64 items": array(11, 8, (2**64 - 1,)),
    "an array whose size overflows": array(11, 8, (2**33, 2**33)),
    "an empty array whose shape overflows": array(11, 8, (0, 2**63, 2**63)),
    "an empty array with 2**62 columns": array(11, 8, (0, 2**62)),
    "an array of 255 dimensions": array(11, 8, (1,) * 255, bytes(8)),
    "an array with too few items": array(11, 8, (2,), bytes(15)),
    "an array with too many items": array(11, 8, (2,), bytes(17)),
    "an array without a header": extension(5, b"\0"),
    "an array that ends in its shape": extension(5, struct.pack(">BIB", 0, 1, 1) + b"\0"),
    "an array with the wrong item size": array(11, 4, (2,), bytes(8)),
    "an array of an unknown dtype": array(99, 8, (1,), bytes(8)),
    "text items of no bytes": array(14, 0, (1,)),
    "text items of 3 bytes": array(14, 3, (1,), bytes(3)),
    "text items of 4 GB": array(14, 2**32 - 4, (1,)),
    "a bool that is 2": array(0, 1, (1,), b"\2"),
    "text beyond Unicode": array(14, 4, (1,), b"\xff\xff\xff\xff"),
    "text of surrogates": array(14, 4, (1,), b"\x00\xd8\0\0"),
    "a scalar with dimensions": array(0, 1, (1,), b"\1", code=6),
    "a scalar that is a bool of 2": array(0, 1, (), b"\2", code=6),
    "a scalar of text": array(14, 4, (), b"a\0\0\0", code=6),
    "a NumPy text that ends in NUL": extension(7, b"\0"),
    "a NumPy text that is not UTF-8": extension(7, b"\xff"),
    "NumPy bytes that end in NUL": extension(8, b"\0"),
    "an unknown value type": container(255),
    "a value type without fields": container(MODEL),
    "a value type with a field too many": container(FUNCTION, b"\0", EMPTY, NIL),
    "a model whose weights are a list": container(MODEL, b"\0", EMPTY, b"\x90", NIL),
    "a function with a negative reference": container(FUNCTION, b"\xff", EMPTY),
    "a function whose reference is a bool": container(FUNCTION, TRUE, EMPTY),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_message_is_refused_without_memory(data):
    tracemalloc.start()
    try:
        with pytest.raises((Malformed, TooLarge)):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < BYTES_PER_BYTE * len(data) + SPARE
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=50), st.sampled_from(sorted(HOSTILE)))
@example(b"", "a list of 4 billion")
def test_a_hostile_message_is_refused_inside_another(noise, name):
    for data in (b"\x92" + HOSTILE[name] + noise, b"\x81\xc0" + HOSTILE[name]):
        survive(data)


@pytest.mark.parametrize("item", [NIL, b"\x90", b"\x80", container(SET)], ids=repr)
def test_memory_stays_in_proportion_to_the_message(item):
    data = b"\xdc\xc3\x50" + item * 50_000
    tracemalloc.start()
    try:
        assert len(decode(data)) == 50_000
        assert tracemalloc.get_traced_memory()[1] < BYTES_PER_BYTE * len(data) + SPARE
    finally:
        tracemalloc.stop()


def test_decoding_needs_few_frames_however_deep_the_value():
    value = eval("[" * 60 + "]" * 60)
    data = encode(value)

    def down(frames, then):
        return down(frames - 1, then) if frames else then()

    def with_few_frames_left():
        down(20, lambda: None)
        return decode(data)

    for depth in range(800, 1000):
        try:
            assert down(depth, with_few_frames_left) == value
        except RecursionError as error:
            assert "in decode" not in "".join(traceback.format_tb(error.__traceback__))
            return
    pytest.fail("the stack never ended")


def test_tuples_made_to_collide_do_not_hold_the_reader():
    same_hash = [n * (2**61 - 1) for n in range(-4, 5)]
    colliding = {pair for pair in itertools.product(same_hash, repeat=2)}
    assert len({*map(hash, colliding)}) == 1
    many = encode(colliding, Limits(equal_hashes=100))
    with pytest.raises(TooLarge, match="tuples"):
        decode(many)
    assert len(decode(encode({(n,) for n in range(5000)}))) == 5000
