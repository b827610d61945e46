"""`decode` against bytes that nobody's `encode` made."""

import contextlib
import random
import struct
import traceback
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import MESSAGES, values

from grader.protocol.codec import Limits, Malformed, ProtocolError, TooLarge, decode, encode

# The worst there is: an empty set takes 5 bytes on the wire, 216 in memory.
BYTES_PER_BYTE = 64
SPARE = 100_000


def survive(data):
    """Decode, and hold `decode` to its word: a value with one encoding, or a ProtocolError."""
    try:
        value = decode(data)
    except ProtocolError as error:
        assert type(error) in (Malformed, TooLarge), repr(error)
    else:
        assert encode(value) == data


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_are_the_encoding_of_a_value(data):
    survive(data)


@given(values, st.data())
def test_a_changed_message_is_refused_or_is_the_encoding_of_another_value(value, data):
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
        for byte in {0, 1, 0x7F, 0x80, 0xFF, *rng.randbytes(3), *b"NTFifcsbltdSZranK"}:
            survive(data[:at] + bytes([byte]) + data[at + 1 :])


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_bytes_after_the_value_are_malformed(value):
    with pytest.raises(Malformed, match="follow the end"):
        decode(encode(value) + b"N")


def count(n):
    return struct.pack(">I", n)


def array(number, itemsize, shape, items=b""):
    head = struct.pack(">BIB", number, itemsize, len(shape))
    return b"a" + head + struct.pack(f">{len(shape)}Q", *shape) + items


HOSTILE = {
    "nothing": b"",
    "no such tag": b"\x80\x04N.",
    "a list of 4 billion": b"l" + count(2**32 - 1),
    "a list of 900,000 without items": b"l" + count(900_000) + b"N",
    "a dict of 900,000 without items": b"d" + count(900_000) + b"NN",
    "a text of 4 GB": b"s" + count(2**32 - 1),
    "bytes of 4 GB": b"b" + count(2**32 - 1),
    "an int of 4 GB": b"i" + count(2**32 - 1),
    "an int without bytes": b"i" + count(0),
    "an int with a superfluous byte": b"i" + count(2) + b"\0\1",
    "a negative int with a superfluous byte": b"i" + count(2) + b"\xff\xff",
    "a text that is not UTF-8": b"s" + count(1) + b"\xff",
    "a text with a surrogate": b"s" + count(3) + b"\xed\xa0\x80",
    "a text with an overlong NUL": b"s" + count(2) + b"\xc0\x80",
    "nested 100,000 deep": (b"l" + count(1)) * 100_000 + b"N",
    "sets in sets": b"S" + count(1) + b"S" + count(0),
    "a list as a key": b"d" + count(1) + b"l" + count(0) + b"N",
    "an array as a key": b"d" + count(1) + array(0, 1, (1,), b"\1") + b"N",
    "an array in a tuple as a key": b"d" + count(1) + b"t" + count(1) + array(0, 1, ()) + b"\1N",
    "a kind as a key": b"d" + count(1) + b"K\2" + array(0, 1, (0,)) + b"N",
    "a key twice": b"d" + count(2) + b"NNNT",
    "equal keys of two types": b"d" + count(2) + b"TN" + b"i" + count(1) + b"\1N",
    "a member twice": b"S" + count(2) + b"NN",
    "equal members of two types": b"S" + count(2) + b"Ti" + count(1) + b"\1",
    "members out of order": b"S" + count(2) + b"TN",
    "a range with step 0": b"r" + bytes(24),
    "an array of 2**64 items": array(11, 8, (2**64 - 1,)),
    "an array whose size overflows": array(11, 8, (2**33, 2**33)),
    "an empty array whose shape overflows": array(11, 8, (0, 2**63, 2**63)),
    "an empty array with 2**62 columns": array(11, 8, (0, 2**62)),
    "an array of 255 dimensions": array(11, 8, (1,) * 255, bytes(8)),
    "an array with the wrong item size": array(11, 4, (2,), bytes(8)),
    "an array of an unknown dtype": array(99, 8, (1,), bytes(8)),
    "text items of no bytes": array(14, 0, (1,)),
    "text items of 3 bytes": array(14, 3, (1,), bytes(3)),
    "text items of 4 GB": array(14, 2**32 - 4, (1,)),
    "a bool that is 2": array(0, 1, (1,), b"\2"),
    "text beyond Unicode": array(14, 4, (1,), b"\xff\xff\xff\xff"),
    "text of surrogates": array(14, 4, (1,), b"\x00\xd8\0\0"),
    "a scalar with dimensions": b"n" + array(0, 1, (1,), b"\1")[1:],
    "a scalar that is a bool of 2": b"n" + array(0, 1, (), b"\2")[1:],
    "a NumPy text that ends in NUL": b"ns" + count(1) + b"\0",
    "NumPy bytes that end in NUL": b"nb" + count(1) + b"\0",
    "an unknown kind": b"K\xff",
    "a kind without fields": b"K\0",
    "a model whose weights are a list": b"K\0i" + count(1) + b"\0s" + count(0) + b"l" + count(0),
    "a function with a negative reference": b"K\3i"
    + count(1)
    + b"\xffs"
    + count(0)
    + b"s"
    + count(0),
    "a function whose reference is a bool": b"K\3Ts" + count(0) + b"s" + count(0),
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
    for data in (b"l" + count(2) + HOSTILE[name] + noise, b"d" + count(1) + b"N" + HOSTILE[name]):
        survive(data)


@pytest.mark.parametrize("item", [b"N", b"l" + count(0), b"d" + count(0), b"S" + count(0)])
def test_memory_stays_in_proportion_to_the_message(item):
    data = b"l" + count(50_000) + item * 50_000
    tracemalloc.start()
    try:
        assert len(decode(data)) == 50_000
        assert tracemalloc.get_traced_memory()[1] < BYTES_PER_BYTE * len(data) + SPARE
    finally:
        tracemalloc.stop()


def test_decoding_works_with_little_of_the_stack_left():
    data = encode(eval("[" * 60 + "]" * 60))

    def deep(n):
        if n:
            return deep(n - 1)
        with contextlib.suppress(TooLarge):
            decode(data)

    for depth in range(800, 990, 7):
        try:
            deep(depth)
        except RecursionError as error:
            # deep() itself did not fit; decode() must not be where it ended
            assert "in value" not in "".join(traceback.format_tb(error.__traceback__))
            break


def test_tuples_made_to_collide_do_not_hold_the_reader():
    # Whatever their hashes: no more than the limit of them reaches the dict.
    many = b"S" + count(2000) + b"".join(b"t" + count(1) + encode(n) for n in range(2000, 4000))
    with pytest.raises(TooLarge, match="tuples"):
        decode(many)
    assert len(decode(encode({(n,) for n in range(1000)}), Limits())) == 1000
