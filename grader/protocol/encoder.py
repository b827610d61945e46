"""From a value to bytes; the format is described in `grader.protocol.codec`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from grader.protocol import format as tags
from grader.protocol.array_codec import SCALARS, array_bytes
from grader.protocol.format import LIMITS, Limits
from grader.protocol.hashable_values import is_key
from grader.protocol.protocol_errors import TooLarge, Unsupported
from grader.protocol.value_types import KINDS

_KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


def encode(value: object, limits: Limits = LIMITS) -> bytes:
    """`value` as bytes.

    Raises Unsupported for a type without an encoding (subclasses of supported types
    included), TooLarge when a limit is passed; also for a list that contains itself.
    """
    writer = _Writer(limits)
    try:
        writer.value(value, 0)
    except RecursionError:
        raise TooLarge("The value is nested too deeply.") from None
    return b"".join(writer.parts)


class _Writer:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts: list[bytes] = []
        self.size = 0
        self.items = 0

    def put(self, *parts: bytes) -> None:
        for part in parts:
            self.size += len(part)
            self.parts.append(part)
        if self.size > self.limits.message_bytes:
            raise TooLarge(f"The value takes more than {self.limits.message_bytes:,} bytes.")

    def value(self, value: object, depth: int) -> None:
        self.items += 1
        if self.items > self.limits.items:
            raise TooLarge(f"The value has more than {self.limits.items:,} items.")
        if depth > self.limits.depth:
            raise TooLarge(f"The value is nested more than {self.limits.depth} deep.")
        write = _WRITE.get(type(value))
        if write is None:
            raise Unsupported(f"a value of type {type(value).__name__}")
        write(self, value, depth)

    def write_constant(self, value: bool | None, depth: int) -> None:
        self.put(bytes([{None: tags.NONE, False: tags.FALSE, True: tags.TRUE}[value]]))

    def write_int(self, value: int, depth: int) -> None:
        if value.bit_length() > self.limits.int_bits:
            raise TooLarge(f"An int of {value.bit_length()} bits.")
        raw = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
        self.sized(tags.INT, raw)

    def write_float(self, value: float, depth: int) -> None:
        self.put(bytes([tags.FLOAT]), tags.DOUBLE.pack(value))

    def write_complex(self, value: complex, depth: int) -> None:
        self.put(bytes([tags.COMPLEX]), tags.TWO_DOUBLES.pack(value.real, value.imag))

    def write_str(self, value: str, depth: int) -> None:
        try:
            self.sized(tags.STR, value.encode())
        except UnicodeEncodeError:
            raise Unsupported("a text with half a surrogate pair, which is not Unicode") from None

    def write_bytes(self, value: bytes, depth: int) -> None:
        self.sized(tags.BYTES, value)

    def write_list(self, value: list, depth: int) -> None:
        self.sequence(tags.LIST, value, depth)

    def write_tuple(self, value: tuple, depth: int) -> None:
        self.sequence(tags.TUPLE, value, depth)

    def write_dict(self, value: dict, depth: int) -> None:
        self.put(bytes([tags.DICT]), tags.LENGTH.pack(len(value)))
        for key, item in value.items():
            self.key(key, depth + 1)
            self.value(item, depth + 1)

    def key(self, key: object, depth: int) -> None:
        if not is_key(key):
            raise Unsupported(f"a key of type {type(key).__name__}")
        self.value(key, depth)

    def write_set(self, value: set | frozenset, depth: int) -> None:
        tag = tags.SET if type(value) is set else tags.FROZENSET
        outer, members = self.parts, []
        for member in value:
            self.parts = []
            self.key(member, depth + 1)
            members.append(b"".join(self.parts))
        self.parts = outer
        self.put(bytes([tag]), tags.LENGTH.pack(len(members)))
        self.parts.extend(sorted(members))  # their size is counted already

    def write_range(self, value: range, depth: int) -> None:
        numbers = (value.start, value.stop, value.step)
        if any(not -(2**63) <= n < 2**63 for n in numbers):
            raise TooLarge("A range beyond 64 bits.")
        self.put(bytes([tags.RANGE]), tags.THREE_LONGS.pack(*numbers))

    def write_array(self, value: np.ndarray, depth: int) -> None:
        self.put(bytes([tags.ARRAY]), *array_bytes(value))

    def write_scalar(self, value: np.generic, depth: int) -> None:
        if type(value) is np.str_:
            self.put(bytes([tags.SCALAR]))
            return self.write_str(str(value), depth)
        if type(value) is np.bytes_:
            self.put(bytes([tags.SCALAR]))
            return self.write_bytes(bytes(value), depth)
        self.put(bytes([tags.SCALAR]), *array_bytes(np.asarray(value)))

    def write_kind(self, value: object, depth: int) -> None:
        self.put(bytes([tags.KIND, _KIND_NUMBER[type(value)]]))
        for field in fields(value):  # type: ignore[arg-type]
            self.value(getattr(value, field.name), depth + 1)

    def sized(self, tag: int, raw: bytes) -> None:
        self.put(bytes([tag]), tags.LENGTH.pack(len(raw)), raw)

    def sequence(self, tag: int, value: list | tuple, depth: int) -> None:
        self.put(bytes([tag]), tags.LENGTH.pack(len(value)))
        for item in value:
            self.value(item, depth + 1)


_WRITE: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): _Writer.write_constant,
    bool: _Writer.write_constant,
    int: _Writer.write_int,
    float: _Writer.write_float,
    complex: _Writer.write_complex,
    str: _Writer.write_str,
    bytes: _Writer.write_bytes,
    list: _Writer.write_list,
    tuple: _Writer.write_tuple,
    dict: _Writer.write_dict,
    set: _Writer.write_set,
    frozenset: _Writer.write_set,
    range: _Writer.write_range,
    np.ndarray: _Writer.write_array,
    **dict.fromkeys(SCALARS, _Writer.write_scalar),
    **dict.fromkeys(KINDS, _Writer.write_kind),
}
