"""Values from anywhere reduced to exact Python values, without running a line of their code.

A learner's object may define its own `__eq__`, `__len__`, `__repr__` or metaclass, and a subclass
of `list` or `str` may lie about what it holds. So only exact built-in types (and NumPy's own
integer and floating scalars) are looked into; anything else becomes `Opaque`, which equals
nothing. The work is bounded by the items of a row, and with them its depth, and the items in all.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

MAX_ITEMS_A_ROW = 64
MAX_ITEMS = 400_000
MAX_TEXT = 1_000
_INT_BITS = 63  # no size or parameter count needs more, and arithmetic on more can be slow

_NUMPY_INTEGERS = ("int8", "int16", "int32", "int64", "longlong")
_NUMPY_INTEGERS += tuple("u" + name for name in _NUMPY_INTEGERS)
_NUMPY_FLOATS = ("float16", "float32", "float64")


@dataclass(frozen=True, eq=False)
class Opaque:
    """Stands for a value that can't be compared; `what` says what it is: "object of type Liar"."""

    what: str


def plain_rows(value) -> list | Opaque:
    """A list (or tuple) of rows, each a plain list that is not empty, or `Opaque`.

    `Opaque` for anything that is no list of rows.
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
        rows.append(reduced if reduced else Opaque("empty list"))
        left -= before - max(budget[0], 0) + 1
        if left <= 0:
            return Opaque(f"list of {len(value)} rows, too large to compare")
    return rows


def same(a, b) -> bool:
    """Whether two reduced values are equal: the same kind and value; floats to 6 digits.

    bool is not int, int is not float; `Opaque` equals nothing, not even itself.
    """
    if type(a) is not type(b) or type(a) is Opaque:
        return False
    if type(a) is list:
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
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
        return value if bits <= _INT_BITS else Opaque(f"integer of {bits} bits")
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
