"""NumPy arrays and scalars, encoded: little-endian, C order, dtypes from a closed table."""

from __future__ import annotations

import math
import struct

import numpy as np

from grader.protocol.format import MAX_NDIM
from grader.protocol.protocol_errors import Malformed, TooLarge, Unsupported

# The encoded number is the position here: add at the end only.
_CODES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_DTYPES = tuple(np.dtype(code).newbyteorder("<") for code in _CODES)
_NUMBER = {dtype: number for number, dtype in enumerate(_DTYPES)}
_UNICODE, _BYTES = len(_CODES), len(_CODES) + 1
_MAX_ITEMSIZE = 2**20

_HEAD = struct.Struct(">BIB")  # dtype, item size in bytes, number of dimensions
SCALARS = frozenset(dtype.type for dtype in _DTYPES) | {np.str_, np.bytes_}


def supports(array: np.ndarray) -> bool:
    """Whether `array` can cross: a dtype of the table, text that is Unicode, not too many axes."""
    try:
        array_bytes(array[:0] if array.ndim and array.dtype.kind != "U" else array)
    except Unsupported:
        return False
    return True


def array_bytes(array: np.ndarray) -> tuple[bytes, bytes]:
    """The header and the items of an ndarray. Raises Unsupported for a dtype not in the table."""
    dtype = array.dtype.newbyteorder("<")
    if dtype in _NUMBER:
        number = _NUMBER[dtype]
    elif dtype.kind in "US" and 0 < dtype.itemsize <= _MAX_ITEMSIZE:
        number = _UNICODE if dtype.kind == "U" else _BYTES
    else:
        raise Unsupported(f"an array of dtype {array.dtype}; numbers, bools and fixed-size text do")
    if array.ndim > MAX_NDIM:
        raise Unsupported(f"an array of {array.ndim} dimensions; at most {MAX_NDIM} do")
    head = _HEAD.pack(number, dtype.itemsize, array.ndim)
    shape = struct.pack(f">{array.ndim}Q", *array.shape)
    if dtype.kind == "U" and not _is_unicode(array):
        raise Unsupported("an array of text that is not Unicode")
    return head + shape, array.astype(dtype, order="C", copy=False).tobytes()


def read_array(data: memoryview, at: int) -> tuple[np.ndarray, int]:
    """The array that starts at byte `at`, as a writable copy, and where it ends.

    Raises Malformed or TooLarge. Nothing is allocated before the items are known to be there.
    """
    if len(data) - at < _HEAD.size:
        raise Malformed("An array ends within its header.")
    number, itemsize, ndim = _HEAD.unpack_from(data, at)
    at += _HEAD.size
    dtype = _dtype(number, itemsize)
    if ndim > MAX_NDIM:
        raise TooLarge(f"An array of {ndim} dimensions; at most {MAX_NDIM} are allowed.")
    if len(data) - at < 8 * ndim:
        raise Malformed("An array ends within its shape.")
    shape = struct.unpack_from(f">{ndim}Q", data, at)
    at += 8 * ndim
    # NumPy wants the extents without the zeros to fit as well: (0, 2**62) is no array
    if math.prod(n for n in shape if n) * itemsize > 2**40:
        raise TooLarge(f"An array of shape {shape} is too large.")
    size = math.prod(shape) * itemsize
    if size > len(data) - at:
        raise Malformed(f"An array of {size:,} bytes, but only {len(data) - at:,} are left.")
    array = np.frombuffer(data[at : at + size], dtype).reshape(shape).copy()
    _check_items(array)
    return array, at + size


def _dtype(number: int, itemsize: int) -> np.dtype:
    if number in (_UNICODE, _BYTES):
        unit = 4 if number == _UNICODE else 1
        if not 0 < itemsize <= _MAX_ITEMSIZE or itemsize % unit:
            raise Malformed(f"Text items of {itemsize} bytes.")
        return np.dtype(f"{'<U' if unit == 4 else 'S'}{itemsize // unit}")
    if number >= len(_DTYPES) or _DTYPES[number].itemsize != itemsize:
        raise Malformed(f"No dtype has the number {number} and {itemsize} bytes.")
    return _DTYPES[number]


def _check_items(array: np.ndarray) -> None:
    """Refuse bytes that are no value of their type: NumPy would hand them on as they are."""
    if array.dtype.kind == "b" and array.size and array.view(np.uint8).max() > 1:
        raise Malformed("An array of bools holds other bytes than 0 and 1.")
    if array.dtype.kind == "U" and not _is_unicode(array):
        raise Malformed("An array of text holds numbers that are no Unicode characters.")


def _is_unicode(array: np.ndarray) -> bool:
    points = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).ravel().view("<u4")
    return not ((points > 0x10FFFF) | ((points >= 0xD800) & (points <= 0xDFFF))).any()
