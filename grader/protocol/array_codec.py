"""NumPy arrays as bytes: little-endian, C order, dtypes from a closed table."""

from __future__ import annotations

import math
import struct

import numpy as np

from grader.protocol import Malformed, TooLarge, Unsupported
from grader.protocol.numpy_functions import ascontiguousarray

# The encoded number is the position here: add at the end only.
_CODES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_DTYPES = tuple(np.dtype(code).newbyteorder("<") for code in _CODES)
_NUMBER = {dtype: number for number, dtype in enumerate(_DTYPES)}
_UNICODE, _BYTES = len(_CODES), len(_CODES) + 1
_MAX_ITEMSIZE = 2**20
_MAX_NDIM = 32

_HEAD = struct.Struct(">BIB")  # dtype, item size in bytes, number of dimensions
SCALARS = frozenset(dtype.type for dtype in _DTYPES)


def supports(array: np.ndarray) -> bool:
    """Return whether `array` can cross: dtype in the table, valid Unicode, at most 32 axes."""
    try:
        array_bytes(array[:0] if array.ndim and array.dtype.kind != "U" else array)
    except Unsupported:
        return False
    return True


def array_bytes(array: np.ndarray) -> bytes:
    """Encode an array: the header, the shape in 8 bytes each, the items.

    Raises
    ------
    Unsupported
        If the dtype is not in the table, or there are too many dimensions.
    """
    dtype = array.dtype.newbyteorder("<")
    if dtype in _NUMBER:
        number = _NUMBER[dtype]
    elif dtype.kind in "US" and 0 < dtype.itemsize <= _MAX_ITEMSIZE:
        number = _UNICODE if dtype.kind == "U" else _BYTES
    else:
        raise Unsupported(f"an array of dtype {array.dtype}; numbers, bools and fixed-size text do")
    if array.ndim > _MAX_NDIM:
        raise Unsupported(f"an array of {array.ndim} dimensions; at most {_MAX_NDIM} do")
    if dtype.kind == "U" and not _is_unicode(array):
        raise Unsupported("an array of text that is not Unicode")
    head = _HEAD.pack(number, dtype.itemsize, array.ndim)
    shape = struct.pack(f">{array.ndim}Q", *array.shape)
    items = ascontiguousarray(array, dtype)
    return b"".join((head, shape, items.reshape(-1).view(np.uint8).data if items.size else b""))


def read_array(data: bytes) -> np.ndarray:
    """Decode the bytes of one array into a writable array.

    Raises
    ------
    Malformed, TooLarge
        If `data` is not what `array_bytes` returns. Nothing is allocated from announced sizes.
    """
    if len(data) < _HEAD.size:
        raise Malformed("An array ends within its header.")
    number, itemsize, ndim = _HEAD.unpack_from(data)
    dtype = _dtype(number, itemsize)
    if ndim > _MAX_NDIM:
        raise TooLarge(f"An array of {ndim} dimensions; at most {_MAX_NDIM} are allowed.")
    start = _HEAD.size + 8 * ndim
    if len(data) < start:
        raise Malformed("An array ends within its shape.")
    shape = struct.unpack_from(f">{ndim}Q", data, _HEAD.size)
    # NumPy wants the extents without the zeros to fit as well: (0, 2**62) is no array
    if math.prod(n for n in shape if n) * itemsize > 2**40:
        raise TooLarge(f"An array of shape {shape} is too large.")
    if math.prod(shape) * itemsize != len(data) - start:
        raise Malformed(f"An array of shape {shape} has {len(data) - start:,} bytes of items.")
    array = np.frombuffer(memoryview(data)[start:], dtype).reshape(shape).copy()
    _check_items(array)
    return array


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
    """Refuse bytes that are no value of their type: NumPy would keep them as they are."""
    if array.dtype.kind == "b" and array.size and array.view(np.uint8).max() > 1:
        raise Malformed("An array of bools holds other bytes than 0 and 1.")
    if array.dtype.kind == "U" and not _is_unicode(array):
        raise Malformed("An array of text holds numbers that are no Unicode characters.")


def _is_unicode(array: np.ndarray) -> bool:
    points = ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).ravel().view("<u4")
    return not ((points > 0x10FFFF) | ((points >= 0xD800) & (points <= 0xDFFF))).any()
