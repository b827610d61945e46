"""Untrusted values reduced to exact Python values, compared, and written as short text.

A student's object may define its own `__eq__`, `__len__`, `__repr__` or metaclass, and a subclass
of `list` or `str` may lie about its content. So only exact built-in types (and NumPy's own integer
and floating scalars) are inspected; anything else becomes `Opaque`, which equals nothing. None of
the student's code runs here. The number of items is limited, in a row (which also limits its depth)
and in total.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

MAX_ITEMS_A_ROW = 64
MAX_ITEMS = 400_000
MAX_TEXT = 1_000
MAX_INTEGER_BITS = 63  # no size or parameter count needs more, and arithmetic on more can be slow
MAX_NAME = 40  # characters of a layer's type in a message
MAX_VALUE = 80  # characters of any other value in a message

_NUMPY_INTEGERS = ("int8", "int16", "int32", "int64", "longlong")
_NUMPY_INTEGERS += tuple("u" + name for name in _NUMPY_INTEGERS)
_NUMPY_FLOATS = ("float16", "float32", "float64")


@dataclass(frozen=True, eq=False, repr=False)
class Opaque:
    """A value that can't be compared: it equals nothing.

    Attributes
    ----------
    what : str
        What it is, such as "object of type Liar".
    """

    what: str

    def __repr__(self) -> str:
        """What it is, in ASCII: the name of a student's class can be any text."""
        return ascii(self.what)[1:-1]


def plain_rows(value) -> list | Opaque:
    """Reduce a list or tuple of rows to plain values.

    Returns
    -------
    list or Opaque
        The rows. Each is a list that is not empty, or `Opaque`; its values are None, bool, int,
        float, str, lists of these, or `Opaque`. `Opaque` if `value` is not a list of rows.
    """
    # `is`, never `in` or `==`: a metaclass can make its class equal to every other.
    if type(value) is not list and type(value) is not tuple:
        return Opaque(_describe(value))
    left = MAX_ITEMS
    rows = []
    for row in value:
        budget = [min(MAX_ITEMS_A_ROW, left)]
        before = budget[0]
        reduced = _reduce(row, budget)
        if type(reduced) is not Opaque and type(reduced) is not list:
            reduced = Opaque(_describe(row))
        rows.append(reduced or Opaque("empty list"))
        left -= before - max(budget[0], 0) + 1
        if left <= 0:
            return Opaque(f"list of {len(value)} rows, too large to compare")
    return rows


def same(a, b) -> bool:
    """Whether two plain values have the same type and value; floats are equal to 6 digits.

    bool is not int, int is not float; `Opaque` equals nothing, not even itself.
    """
    if type(a) is not type(b) or type(a) is Opaque:
        return False
    if type(a) is list or type(a) is tuple:
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if type(a) is dict:
        return a.keys() == b.keys() and all(same(v, b[k]) for k, v in a.items())
    if type(a) is float:
        return math.isclose(a, b, rel_tol=1e-6) or (math.isnan(a) and math.isnan(b))
    return a == b


def _reduce(value, budget: list[int]):
    budget[0] -= 1
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is str:
        return value if len(value) <= MAX_TEXT else Opaque(f"text of {len(value)} characters")
    if kind is int:
        bits = value.bit_length()
        return value if bits <= MAX_INTEGER_BITS else Opaque(f"integer of {bits} bits")
    if kind is list or kind is tuple:
        if budget[0] < len(value):
            return Opaque(f"{kind.__name__} of {len(value)} items, too large to compare")
        return [_reduce(item, budget) for item in value]
    if _is_numpy(kind, _NUMPY_INTEGERS):
        return _reduce(int(value), budget)
    if _is_numpy(kind, _NUMPY_FLOATS):
        return float(value)
    return Opaque(_describe(value))


def _is_numpy(kind: type, names: tuple[str, ...]) -> bool:
    numpy = sys.modules.get("numpy")  # a NumPy value can't exist before NumPy does
    return numpy is not None and any(kind is getattr(numpy, name) for name in names)


def _describe(value) -> str:
    if value is None:
        return "None"
    # The descriptor of `type` itself, because a metaclass can redefine `__name__`;
    # `str.__str__` because the name can be a subclass of str.
    return "object of type " + str.__str__(type.__dict__["__name__"].__get__(type(value)))


def shorten(text: str, width: int) -> str:
    """Cut `text` to `width` characters, with an ellipsis, if it is longer."""
    return text if len(text) <= width else text[: width - 1] + "…"


def value_text(value, width: int = MAX_VALUE) -> str:
    """A reduced value on one line, as Python writes it: ASCII with escapes, up to `width`."""
    return shorten(_write(value), width)


def name_text(name) -> str:
    """A layer's type without quotes if it is an identifier, else like any other value."""
    plain_name = type(name) is str and name.isascii() and name.isidentifier()
    return shorten(name, MAX_NAME) if plain_name else value_text(name, MAX_NAME)


def row_text(row) -> str:
    """A row on one line: type, shape, parameters, settings."""
    if type(row) is Opaque:
        return value_text(row)
    return " ".join([name_text(row[0]), *(value_text(item) for item in row[1:])])


def float_text(value: float) -> str:
    """Write a float in at most 8 digits, or as "1/255" where that is shorter."""
    text = repr(value)
    if len(text) <= 10:
        return text
    if 1e-4 < abs(value) < 1 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"{'-' if value < 0 else ''}1/{abs(round(1 / value))}"
    return f"{value:.8g}"


def argument(value) -> str:
    """A reduced value as an argument in code; two equal numbers or pairs are written once."""
    if type(value) is not list:
        return _write(value)
    parts = [argument(item) for item in value]
    return parts[0] if len(parts) == 2 and parts[0] == parts[1] else tuple_text(parts)


def _write(value) -> str:
    if type(value) is not list:
        return float_text(value) if type(value) is float else ascii(value)
    parts = [_write(item) for item in value]
    # A list in the rows of this course holds shapes (InputLayer); sizes are tuples.
    return f"[{parts[0]}]" if len(value) == 1 and type(value[0]) is list else tuple_text(parts)


def tuple_text(parts: list[str]) -> str:
    """A tuple of items that are written already."""
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def slice_text(value: slice) -> str:
    """A slice as it is written between brackets: "::2"."""
    parts = ("" if part is None else str(part) for part in (value.start, value.stop, value.step))
    return ":".join(parts).removesuffix(":")
