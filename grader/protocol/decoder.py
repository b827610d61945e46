"""From bytes to a value, for bytes that may be hostile; the format is in `grader.protocol.codec`.

Every length is checked against the bytes that are left before anything is made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import cast

import numpy as np

from grader.protocol import array_codec
from grader.protocol import format as tags
from grader.protocol.format import LIMITS, Limits
from grader.protocol.hashable_values import is_key
from grader.protocol.protocol_errors import Malformed, TooLarge
from grader.protocol.value_types import KINDS


def decode(data: bytes, limits: Limits = LIMITS) -> object:
    """The value that `encode` made `data` from; arrays are writable copies.

    Raises Malformed or TooLarge, and nothing else, for any other bytes.
    """
    if len(data) > limits.message_bytes:
        raise TooLarge(f"A message of {len(data):,} bytes; at most {limits.message_bytes:,}.")
    reader = _Reader(data, limits)
    try:
        value = reader.value(0)
    except RecursionError:
        raise TooLarge("The value is nested too deeply.") from None
    except MemoryError:
        raise TooLarge("The value does not fit into memory.") from None
    if reader.at != len(data):
        raise Malformed(f"{len(data) - reader.at:,} bytes follow the end of the value.")
    return value


class _Reader:
    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = memoryview(data)
        self.limits = limits
        self.at = 0
        self.items = limits.items
        self.tuple_keys = limits.tuple_keys

    def take(self, size: int) -> memoryview:
        end = self.at + size
        if end > len(self.data):
            raise Malformed(f"{size:,} bytes announced, {len(self.data) - self.at:,} are left.")
        part = self.data[self.at : end]
        self.at = end
        return part

    def length(self) -> int:
        return tags.LENGTH.unpack(self.take(4))[0]

    def count(self, smallest: int = 1) -> int:
        """A number of items of at least `smallest` bytes each."""
        count = self.length()
        if count > self.items:
            raise TooLarge(f"{count:,} items; at most {self.limits.items:,} in a message.")
        if count * smallest > len(self.data) - self.at:
            raise Malformed(f"{count:,} items announced, but too few bytes are left.")
        return count

    def value(self, depth: int) -> object:
        self.items -= 1
        if self.items < 0:
            raise TooLarge(f"More than {self.limits.items:,} items.")
        if depth > self.limits.depth:
            raise TooLarge(f"Nested more than {self.limits.depth} deep.")
        tag = self.take(1)[0]
        read = _READ.get(tag)
        if read is None:
            raise Malformed(f"No value starts with the byte {tag:#04x}.")
        return read(self, depth)

    def read_int(self, depth: int) -> int:
        size = self.length()
        if size > self.limits.int_bits // 8 + 1:
            raise TooLarge(f"An int of {size} bytes.")
        value = int.from_bytes(self.take(size), "big", signed=True)
        if size != value.bit_length() // 8 + 1:
            raise Malformed("An int with superfluous bytes.")
        if value.bit_length() > self.limits.int_bits:
            raise TooLarge(f"An int of {value.bit_length()} bits.")
        return value

    def read_str(self, depth: int) -> str:
        try:
            return str(self.take(self.length()), "utf-8")
        except UnicodeDecodeError:
            raise Malformed("A text that is not UTF-8.") from None

    def read_bytes(self, depth: int) -> bytes:
        return bytes(self.take(self.length()))

    def read_list(self, depth: int) -> list:
        return [self.value(depth + 1) for _ in range(self.count())]

    def read_dict(self, depth: int) -> dict:
        found: dict = {}
        for _ in range(self.count(smallest=2)):
            key = self.key(depth + 1)
            if key in found:
                raise Malformed("A dict has the same key twice.")
            found[key] = self.value(depth + 1)
        return found

    def read_set(self, depth: int) -> set:
        found: set = set()
        before = b""
        for _ in range(self.count()):
            start = self.at
            member = self.key(depth + 1)
            raw = bytes(self.data[start : self.at])
            if raw <= before or member in found:
                raise Malformed("The members of a set are not in order, or there twice.")
            before = raw
            found.add(member)
        return found

    def read_range(self, depth: int) -> range:
        start, stop, step = tags.THREE_LONGS.unpack(self.take(24))
        if step == 0:
            raise Malformed("A range with step 0.")
        return range(start, stop, step)

    def read_array(self, depth: int) -> np.ndarray:
        array, self.at = array_codec.read_array(self.data, self.at)
        return array

    def read_scalar(self, depth: int) -> np.generic:
        if self.at < len(self.data) and self.data[self.at] in (tags.STR, tags.BYTES):
            text = self.read_str(depth) if self.take(1)[0] == tags.STR else self.read_bytes(depth)
            if text[-1:] in ("\0", b"\0"):
                raise Malformed("A NumPy text ends in NUL, which NumPy would drop.")
            return np.str_(text) if type(text) is str else np.bytes_(text)
        array = self.read_array(depth)
        if array.ndim or array.dtype.kind in "US":
            raise Malformed("A NumPy scalar with dimensions or of text.")
        return cast(np.generic, array[()])

    def read_kind(self, depth: int) -> object:
        number = self.take(1)[0]
        if number >= len(KINDS):
            raise Malformed(f"No kind has the number {number}.")
        kind = KINDS[number]
        return kind(*[self.value(depth + 1) for _ in fields(kind)])

    def key(self, depth: int) -> object:
        """A value that may be a key: to hash and compare it is harmless, however it was chosen."""
        start = self.at
        key = self.value(depth)
        if not is_key(key):
            raise Malformed(f"A key of type {type(key).__name__}, or an int beyond 64 bits.")
        if type(key) is tuple:
            self.tuple_keys -= 1
            if self.tuple_keys < 0 or self.at - start > self.limits.tuple_key_bytes:
                raise TooLarge("Too many tuples, or too long ones, as keys or in a set.")
        return key


_READ: dict[int, Callable[[_Reader, int], object]] = {
    tags.NONE: lambda reader, depth: None,
    tags.FALSE: lambda reader, depth: False,
    tags.TRUE: lambda reader, depth: True,
    tags.INT: _Reader.read_int,
    tags.FLOAT: lambda reader, depth: tags.DOUBLE.unpack(reader.take(8))[0],
    tags.COMPLEX: lambda reader, depth: complex(*tags.TWO_DOUBLES.unpack(reader.take(16))),
    tags.STR: _Reader.read_str,
    tags.BYTES: _Reader.read_bytes,
    tags.LIST: _Reader.read_list,
    tags.TUPLE: lambda reader, depth: tuple(reader.read_list(depth)),
    tags.DICT: _Reader.read_dict,
    tags.SET: _Reader.read_set,
    tags.FROZENSET: lambda reader, depth: frozenset(reader.read_set(depth)),
    tags.RANGE: _Reader.read_range,
    tags.ARRAY: _Reader.read_array,
    tags.SCALAR: _Reader.read_scalar,
    tags.KIND: _Reader.read_kind,
}
