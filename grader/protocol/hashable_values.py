"""Which values may be keys of a dict or members of an encoded set."""

from __future__ import annotations

import numpy as np

from grader.protocol.array_codec import SCALARS

# No complex: a + b·j with a chosen hash is easily found, and nobody needs it for a key.
_KEYS = frozenset({type(None), bool, float, str, bytes, *SCALARS}) - {np.complex64, np.complex128}


def is_key(value: object) -> bool:
    """Whether `value`, and all of it if it is a tuple, has a hash that can't be chosen freely.

    None, bool, float, str, bytes, an int of 64 bits, a real NumPy scalar, a tuple of these. Only
    whole tuples can be made to collide: they are counted, see `grader.protocol.format.Limits`.
    """
    if type(value) is tuple:
        return all(is_key(part) for part in value)
    # type() first: an array in a tuple must not be asked whether it equals anything
    return type(value) in _KEYS or (type(value) is int and -(2**63) <= value < 2**63)
