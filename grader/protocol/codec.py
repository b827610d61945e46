"""Plain values as bytes and back: `encode` and `decode`, exact and canonical.

A value is a tag byte and what follows it. Counts and lengths are 4 bytes, all numbers big-endian
but the items of arrays, which are little-endian.

    N, F, T         None, False, True
    i               length, two's complement in as few bytes as keep the sign
    f, c            one or two IEEE 754 doubles
    s, b            length, UTF-8 or raw bytes
    l, t            count, the items
    d               count, key and value in turn, in the order of the dict
    S, Z            count, the members in the order of their bytes (set, frozenset)
    r               start, stop, step of a range as signed 64-bit numbers
    a               dtype number, item size, number of dimensions, shape (8 bytes each), items
    n               a NumPy scalar: what follows `a`, without dimensions; np.str_, np.bytes_: s, b
    K               number of the kind (see `grader.protocol.value_types`), its fields in order

Two encodings of one value do not exist, so `encode(decode(data)) == data` whenever `decode`
accepts. Only exact types cross: a subclass of list is Unsupported.
"""

from grader.protocol.decoder import decode
from grader.protocol.encoder import encode
from grader.protocol.format import LIMITS, Limits
from grader.protocol.protocol_errors import Malformed, ProtocolError, TooLarge, Unsupported

__all__ = [
    "LIMITS",
    "Limits",
    "Malformed",
    "ProtocolError",
    "TooLarge",
    "Unsupported",
    "decode",
    "encode",
]
