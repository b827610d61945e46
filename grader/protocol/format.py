"""The tags and the limits of the format that `grader.protocol.codec` describes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

NONE, FALSE, TRUE = b"N"[0], b"F"[0], b"T"[0]
INT, FLOAT, COMPLEX, STR, BYTES = b"i"[0], b"f"[0], b"c"[0], b"s"[0], b"b"[0]
LIST, TUPLE, DICT, SET, FROZENSET, RANGE = b"l"[0], b"t"[0], b"d"[0], b"S"[0], b"Z"[0], b"r"[0]
ARRAY, SCALAR, KIND = b"a"[0], b"n"[0], b"K"[0]

LENGTH = struct.Struct(">I")
DOUBLE = struct.Struct(">d")
TWO_DOUBLES = struct.Struct(">dd")
THREE_LONGS = struct.Struct(">qqq")

MAX_NDIM = 32


@dataclass(frozen=True)
class Limits:
    """The most that a message may hold; both sides check, only the reader's check counts.

    `tuple_keys` bounds the tuples that are keys or members of sets: their hash has no secret, so
    that whoever chooses them can make all hashes equal and a dict quadratic. Each may take
    `tuple_key_bytes` when encoded.
    """

    message_bytes: int = 256 * 2**20
    items: int = 1_000_000
    depth: int = 64
    int_bits: int = 4096
    tuple_keys: int = 1024
    tuple_key_bytes: int = 256


LIMITS = Limits()
