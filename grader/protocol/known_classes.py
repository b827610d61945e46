"""Classes whose objects cross as plain parts, and are made again from them on the other side.

An object of a class of its own crosses as one of the nearest class here that it is derived from:
with the data of that and its own class's name, but without its methods. So nothing that a
submission wrote decides how a test sees a value, and ``isinstance`` holds as in a notebook.
"""

from __future__ import annotations

import re
from array import array
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import isnan
from types import MappingProxyType
from typing import Any

import numpy as np

from grader.protocol import Malformed, Unsupported
from grader.protocol.array_codec import supports
from grader.protocol.numpy_functions import asarray
from grader.protocol.value_types import NAME_CHARS, InstanceValue

MAX_EXPONENT = 10_000  # of a Decimal: as an int it takes so many digits
TIMES = re.compile(r"<[mM]8\[\d*[A-Za-z]+\]")


@dataclass(frozen=True)
class Known:
    """How objects of a class cross.

    Attributes
    ----------
    parts:
        What an object is made of.
    types:
        The exact types that each part may have; None for any.
    make:
        Makes an object of the parts; the class, or one derived from it, if this is None.
    """

    parts: Callable[[Any], tuple]
    types: tuple[tuple[type, ...] | None, ...]
    make: Callable[..., Any] | None = None


def _same(read: Callable[[Any], Any], kind: type) -> Known:
    """A class that is made of one value of the type `kind`."""
    return Known(lambda obj: (read(obj),), ((kind,),))


def _items_of(kind: Any) -> Known:
    return _same(lambda obj: kind(kind.__iter__(obj)), kind)


def _fields(*names: str) -> Callable[[Any], tuple]:
    return lambda obj: tuple(getattr(obj, name) for name in names)


def _dict(obj: dict) -> dict:
    return dict(dict.items(obj))


def _decimal(text: str) -> Decimal:
    made = Decimal(text)
    if made.is_finite() and max(abs(made.adjusted()), len(text)) > MAX_EXPONENT:
        raise ValueError("an exponent that is too large")
    return made


def _bytes(obj: memoryview) -> bytes:
    if obj.format != "B" or obj.ndim != 1:
        raise Unsupported("a memoryview of other items than bytes")
    return bytes(obj)


def _array_parts(obj: np.ndarray) -> tuple:
    kind, plain = obj.dtype.newbyteorder("<"), asarray(obj)
    if kind.kind == "O":
        return "O", plain.shape, plain.ravel().tolist()
    if kind.kind in "mM":
        return kind.str, plain.shape, plain.astype(kind).view("<i8").ravel().tolist()
    raise Unsupported(f"an array of dtype {obj.dtype}")


def refuse_missing(missing: bool) -> None:
    """Refuse values that comparisons, sums or the greatest of them leave out.

    Raises
    ------
    ValueError
        If there are any.
    """
    if missing:
        raise ValueError("some of its values are missing")


def _unmasked(data: np.ndarray, mask: np.ndarray) -> np.ma.MaskedArray:
    refuse_missing(bool(mask.any()))
    return np.ma.MaskedArray(data)


def _array(dtype: str, shape: tuple, items: list) -> np.ndarray:
    if dtype == "O":
        refuse_missing(any(type(item) is float and isnan(item) for item in items))
        made = np.fromiter(items, object, len(items))
    elif TIMES.fullmatch(dtype):
        made = np.array(items, "<i8").view(dtype)
    else:
        raise ValueError(f"no dtype {dtype}")
    return made.reshape(shape)


_NONE = type(None)
_INTS = ((int,),)
_ZONE = ((_NONE, timezone),)
# Those that cross as they are if they are exactly of this class.
_PLAIN: dict[type, Known] = {
    int: _same(int.__index__, int),
    float: _same(float.__float__, float),
    complex: _same(lambda obj: complex(obj.real, obj.imag), complex),
    str: _same(str.__str__, str),
    bytes: _same(lambda obj: bytes.__getitem__(obj, slice(None)), bytes),
    dict: _same(_dict, dict),
    list: _items_of(list),
    tuple: _items_of(tuple),
    set: _items_of(set),
    frozenset: _items_of(frozenset),
}
_KNOWN: dict[type, Known] = {
    **_PLAIN,
    Counter: _same(_dict, dict),
    OrderedDict: _same(lambda obj: dict(OrderedDict.items(obj)), dict),
    defaultdict: Known(lambda obj: (obj.default_factory, _dict(obj)), (None, (dict,))),
    UserDict: _same(lambda obj: dict(obj.data), dict),
    UserList: _same(lambda obj: list(obj.data), list),
    ChainMap: Known(lambda obj: (list(obj.maps),), ((list,),), lambda maps: ChainMap(*maps)),
    MappingProxyType: _same(dict, dict),
    type({}.keys()): Known(lambda obj: (dict.fromkeys(obj),), ((dict,),), dict.keys),
    type({}.values()): Known(lambda obj: (dict(enumerate(obj)),), ((dict,),), dict.values),
    type({}.items()): Known(lambda obj: (dict(obj),), ((dict,),), dict.items),
    deque: Known(lambda obj: (list(deque.__iter__(obj)), obj.maxlen), ((list,), (int, _NONE))),
    bytearray: _same(bytes, bytes),
    memoryview: _same(_bytes, bytes),
    array: Known(lambda obj: (obj.typecode, array.tolist(obj)), ((str,), (list,))),
    Decimal: Known(lambda obj: (Decimal.__str__(obj),), ((str,),), _decimal),
    Fraction: Known(_fields("numerator", "denominator"), _INTS * 2),
    timedelta: Known(_fields("days", "seconds", "microseconds"), _INTS * 3),
    timezone: _same(lambda obj: obj.utcoffset(None), timedelta),
    date: Known(_fields("year", "month", "day"), _INTS * 3),
    time: Known(_fields("hour", "minute", "second", "microsecond", "tzinfo"), _INTS * 4 + _ZONE),
    datetime: Known(
        _fields("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"),
        _INTS * 7 + _ZONE,
    ),
    np.ndarray: Known(_array_parts, ((str,), (tuple,), (list,)), _array),
    np.longdouble: Known(lambda obj: (str(obj),), ((str,),)),
    np.matrix: _same(asarray, np.ndarray),
    np.ma.MaskedArray: Known(
        lambda obj: (asarray(obj.data), np.ma.getmaskarray(obj)), ((np.ndarray,),) * 2, _unmasked
    ),
}
_BY_NAME = {kind.__name__: (kind, known) for kind, known in _KNOWN.items()}


@cache
def _with_pandas() -> dict[type, Known]:
    """All known classes; those of pandas are loaded only where there are objects of them."""
    from grader.protocol.pandas_classes import KNOWN

    return _KNOWN | KNOWN


def _named(name: str) -> tuple[type, Known] | None:
    """The known class of this name."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    return next((one for one in _with_pandas().items() if one[0].__name__ == name), None)


def instance_value(obj: Any, inner: Callable[[object], Any]) -> InstanceValue | None:
    """The parts of `obj`, each as `inner` has it cross; None if it has none, or no known class.

    Raises
    ------
    Unsupported
        If its class is known, and it still can't cross.
    """
    kind = type(obj)
    of_pandas = any(str(base.__module__).partition(".")[0] == "pandas" for base in kind.__mro__)
    classes = _with_pandas() if of_pandas else _KNOWN
    nearest = next((base for base in kind.__mro__ if base in classes), None)
    if nearest is None or kind in _PLAIN or (kind is np.ndarray and supports(obj)):
        return None
    name = "" if kind is nearest else kind.__name__.encode("utf-8", "replace").decode()
    parts = tuple(inner(part) for part in classes[nearest].parts(obj))
    return InstanceValue(nearest.__name__, name[:NAME_CHARS], parts)


def is_known(kind: type) -> bool:
    """Whether objects of exactly this class cross as parts, with all that they are."""
    return kind not in _PLAIN and (kind in _KNOWN or kind.__module__ == __name__)


def make_instance(value: InstanceValue, parts: tuple) -> object:
    """Make the object that crossed, of its parts as they are on this side.

    Raises
    ------
    Malformed
        If there is no such object.
    """
    found = _named(value.known)
    if found is None or len(parts) != len(found[1].types):
        raise Malformed(f"No {value.known} is made of {len(parts)} parts.")
    kind, known = found
    for part, types in zip(parts, known.types, strict=True):
        if types is not None and type(part) not in types:
            raise Malformed(f"A {value.known} with a {type(part).__name__} in it.")
    try:
        own = derived_class(value.type_name, kind) if value.type_name else kind
        return (known.make or own)(*parts)
    except Exception as error:  # the parts may be any of their types
        raise Malformed(str(error)) from error


@lru_cache(maxsize=256)
def derived_class(name: str, base: type) -> type:
    """A class of that name which is as `base`; that of `base` where `name` can be none."""
    name = name if name.isidentifier() else base.__name__
    return type(name, (base,), {"__module__": __name__})
