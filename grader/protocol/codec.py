"""Plain values as bytes and back: MessagePack, with exact types and hard limits.

None, bool, int, float, str, bytes, list and dict are MessagePack's own. The rest is built on two of
its extension points, https://github.com/msgpack/msgpack/blob/master/spec.md:

- A tuple, set, frozenset or value type (see `grader.protocol.value_types`) is an array whose first
  item is the extension `CONTAINER` with one byte, which says what the array is.
- Ints beyond 64 bits, complex numbers, ranges, NumPy arrays and NumPy scalars are extensions whose
  bytes hold the value.

Only exact types cross: a subclass of list is Unsupported. A hostile message is scanned before
anything is built from it, so that memory never depends on a length that was only announced.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection
from dataclasses import fields
from typing import Any, NamedTuple, cast

import msgpack
import numpy as np
from msgpack import ExtType

from grader.language import _
from grader.protocol import Malformed, TooLarge, Unsupported
from grader.protocol.array_codec import SCALARS, array_bytes, read_array
from grader.protocol.message_limits import CONTAINER, EXTENSIONS, LIMITS, Limits, scan
from grader.protocol.numpy_functions import asarray
from grader.protocol.value_types import VALUE_TYPES

NUMPY_SCALARS = SCALARS | {np.str_, np.bytes_}

_INT, _COMPLEX, _RANGE, _ARRAY, _SCALAR, _NUMPY_STR, _NUMPY_BYTES = EXTENSIONS[1:]
_TWO_DOUBLES, _THREE_LONGS = struct.Struct(">dd"), struct.Struct(">qqq")
_CONTAINERS: tuple[Any, ...] = (tuple, set, frozenset, *VALUE_TYPES)
TOO_MANY_BYTES = "The value takes more than {most:,} bytes."
_MARK = {kind: ExtType(CONTAINER, bytes([n])) for n, kind in enumerate(_CONTAINERS)}

_FIXED_SIZE = {type(None), bool, float, complex, range, *SCALARS}
_SIZED = {str, bytes, np.str_, np.bytes_, np.ndarray}
# No complex: a + b·j with a chosen hash is easily found, and nobody needs it for a key.
_KEYS = {type(None), bool, float, str, bytes, *NUMPY_SCALARS} - {np.complex64, np.complex128}


def is_key(value: object) -> bool:
    """Return whether `value` may be a key of a dict or a member of a set.

    None, bool, float, str, bytes, an int of 64 bits, a real NumPy scalar, a tuple of these: their
    hashes can't be chosen freely. Only whole tuples can be made to collide; `Limits` counts them.
    """
    if type(value) is tuple:
        return all(is_key(part) for part in value)
    # type() first: an array in a tuple must not be asked whether it equals anything
    return type(value) in _KEYS or (type(value) is int and -(2**63) <= value < 2**63)


def encode(value: object, limits: Limits = LIMITS) -> bytes:
    """Encode `value`.

    Raises
    ------
    Unsupported
        For a type without an encoding; subclasses of supported types have none.
    TooLarge
        If a limit is passed; also for a list that contains itself.
    """
    try:
        data = _packed(value, buf_size=_Checker(limits).size_of(value))
    except UnicodeEncodeError:
        raise Unsupported(_("a text with half a surrogate pair, which is not Unicode")) from None
    except (RecursionError, MemoryError):
        raise TooLarge(_("The value is nested too deeply, or does not fit into memory.")) from None
    if len(data) > limits.message_bytes:
        raise TooLarge(_(TOO_MANY_BYTES, most=limits.message_bytes))
    return data


def _packed(value: object, **options: int) -> bytes:
    return cast(bytes, msgpack.packb(value, default=_extended, strict_types=True, **options))


class _Checker:
    """Holds a value that is to be sent to the limits, and to exact types."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._items = 1
        self._bytes = 0

    def size_of(self, value: object) -> int:
        """Return roughly how many bytes `value` takes: so much is to be allocated at once."""
        self.check(value, 0)
        return self._bytes + 16 * self._items + 4096

    def check(self, value: Any, depth: int) -> None:
        kind = type(value)
        if kind in _FIXED_SIZE:
            return
        if kind in _SIZED:
            self._add_bytes(value.nbytes if kind is np.ndarray else len(value))
        elif kind is int:
            if value.bit_length() > self._limits.int_bits:
                raise TooLarge(f"An int of {value.bit_length()} bits.")
        elif kind in (list, tuple):
            self._items_of(value, depth)
        elif kind is dict:
            self._keys(value)
            self._items_of(value, depth)
            self._items_of(value.values(), depth)
        elif kind in (set, frozenset):
            self._keys(value)
            self._items_of(value, depth)
        elif kind in _MARK:
            self._items_of([getattr(value, field.name) for field in fields(value)], depth)
        else:
            raise Unsupported(_("a value of type {kind}", kind=kind.__name__))

    def _items_of(self, items: Collection[object], depth: int) -> None:
        self._items += len(items)
        if self._items > self._limits.items:
            raise TooLarge(_("The value has more than {most:,} items.", most=self._limits.items))
        if depth >= self._limits.depth and items:
            raise TooLarge(_("The value is nested more than {most} deep.", most=self._limits.depth))
        for item in items:
            if type(item) not in _FIXED_SIZE:
                self.check(item, depth + 1)

    def _keys(self, keys: Collection[object]) -> None:
        for key in keys:
            if not is_key(key):
                raise Unsupported(_("a key of type {kind}", kind=type(key).__name__))
        _check_hashes(keys, self._limits)

    def _add_bytes(self, number: int) -> None:
        self._bytes += number
        if self._bytes > self._limits.message_bytes:
            raise TooLarge(_(TOO_MANY_BYTES, most=self._limits.message_bytes))


def _extended(value: Any) -> object:
    """Return what msgpack packs for a value of a type that is not its own."""
    kind = type(value)
    if kind in (tuple, set, frozenset):
        return [_MARK[kind], *value]
    if kind in _MARK:
        return [_MARK[kind], *(getattr(value, field.name) for field in fields(value))]
    if kind is np.ndarray:
        return ExtType(_ARRAY, array_bytes(value))
    if kind is np.str_:
        return ExtType(_NUMPY_STR, value.encode())
    if kind is np.bytes_:
        return ExtType(_NUMPY_BYTES, bytes(value))
    if kind in SCALARS:
        return ExtType(_SCALAR, array_bytes(asarray(value)))
    if kind is complex:
        return ExtType(_COMPLEX, _TWO_DOUBLES.pack(value.real, value.imag))
    if kind is int:
        size = value.bit_length() // 8 + 1
        return ExtType(_INT, value.to_bytes(size, "big", signed=True))
    numbers = (value.start, value.stop, value.step)
    if any(not -(2**63) <= n < 2**63 for n in numbers):
        raise TooLarge("A range beyond 64 bits.")
    return ExtType(_RANGE, _THREE_LONGS.pack(*numbers))


def decode(data: bytes, limits: Limits = LIMITS) -> object:
    """Decode what `encode` returned; arrays are writable copies.

    Raises
    ------
    Malformed, TooLarge
        For any other bytes; nothing else is raised, whatever `data` is.
    """
    if len(data) > limits.message_bytes:
        raise TooLarge(f"A message of {len(data):,} bytes; at most {limits.message_bytes:,}.")
    scan(data, limits)
    decoder = _Decoder(limits)
    try:
        return msgpack.unpackb(
            data,
            ext_hook=decoder.extension,
            list_hook=decoder.array,
            object_pairs_hook=decoder.map,
            strict_map_key=False,
        )
    except UnicodeDecodeError:
        raise Malformed("A text that is not UTF-8.") from None
    except (ValueError, TypeError) as error:  # keys that NumPy can't compare
        raise Malformed(f"msgpack refuses it: {error}") from None
    except (RecursionError, MemoryError):
        raise TooLarge(_("The value is nested too deeply, or does not fit into memory.")) from None


class _Mark(NamedTuple):
    """The first item of an array that stands for a value of another type."""

    kind: Any


_MARKS = [_Mark(kind) for kind in _CONTAINERS]


def _check_hashes(keys: Collection[object], limits: Limits) -> None:
    """Refuse tuples of which too many have the same hash; each is compared with all the others."""
    hashes = Counter(hash(key) for key in keys if type(key) is tuple)
    if hashes and max(hashes.values()) > limits.equal_hashes:
        raise TooLarge(
            _(
                "More than {most} tuples that are keys, or in a set, have the same hash.",
                most=limits.equal_hashes,
            )
        )


class _Decoder:
    """Makes values of what msgpack found."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def map(self, pairs: list[tuple[Any, object]]) -> dict:
        self._check_keys([key for key, _ in pairs])
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Malformed("A dict has the same key twice.")
        return found

    def array(self, items: list) -> object:
        if not items or type(items[0]) is not _Mark:
            return items
        kind, content = items[0].kind, items[1:]
        if kind is tuple:
            return tuple(content)
        if kind is set or kind is frozenset:
            self._check_keys(content)
            members = kind(content)
            if len(members) != len(content):
                raise Malformed("A set has the same member twice.")
            return members
        if len(content) != len(fields(kind)):
            raise Malformed(f"A {kind.__name__} of {len(content)} fields.")
        return kind(*content)

    def extension(self, code: int, data: bytes) -> object:
        if code == CONTAINER and len(data) == 1 and data[0] < len(_MARKS):
            return _MARKS[data[0]]
        if code == _ARRAY:
            return read_array(data)
        if code == _SCALAR:
            array = read_array(data)
            if array.ndim or array.dtype.kind in "US":
                raise Malformed("A NumPy scalar with dimensions or of text.")
            return array[()]
        if code in (_NUMPY_STR, _NUMPY_BYTES):
            if data.endswith(b"\0"):
                raise Malformed("A NumPy text ends in NUL, which NumPy would drop.")
            return np.str_(str(data, "utf-8")) if code == _NUMPY_STR else np.bytes_(data)
        if code == _INT:
            value = int.from_bytes(data, "big", signed=True)
            if value.bit_length() > self._limits.int_bits:
                raise TooLarge(f"An int of {value.bit_length()} bits.")
            return value
        if code == _COMPLEX and len(data) == _TWO_DOUBLES.size:
            return complex(*_TWO_DOUBLES.unpack(data))
        if code == _RANGE and len(data) == _THREE_LONGS.size:
            start, stop, step = _THREE_LONGS.unpack(data)
            if step:
                return range(start, stop, step)
        raise Malformed(f"No extension has the number {code} and these {len(data):,} bytes.")

    def _check_keys(self, keys: list) -> None:
        """Refuse keys whose hashes may be chosen: to hash and compare the rest is harmless."""
        for key in keys:
            if type(key) is not str and not is_key(key):
                raise Malformed(f"A key of type {type(key).__name__}, or an int beyond 64 bits.")
        _check_hashes(keys, self._limits)
