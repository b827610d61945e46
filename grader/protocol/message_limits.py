"""The limits of a message, and a scan that holds MessagePack bytes to them.

msgpack has limits for each length, but none for the depth or for all items together, and a length
that is only announced must cost nothing. So the headers are read once before any value is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgpack import ExtType

from grader.protocol import Malformed, TooLarge

EXTENSIONS = range(1, 9)  # the numbers that `grader.protocol.codec` uses
CONTAINER = EXTENSIONS[0]  # the mark of an array that stands for another container: its first item
MARK = bytes([0xD4, CONTAINER])  # and one byte that says which

# MessagePack's first bytes. The size of a whole value, 0 where more than the first byte decides it:
_NUMBERS = {0xCA: 5, 0xCB: 9, **{first + n: 1 + 2**n for first in (0xCC, 0xD0) for n in range(4)}}
_FIXED = {0xC0: 1, 0xC2: 1, 0xC3: 1, **_NUMBERS, **{0xA0 + n: 1 + n for n in range(32)}}
_SIZES = [1 if byte < 0x80 or byte >= 0xE0 else _FIXED.get(byte, 0) for byte in range(256)]
# and for the rest: what begins, in how many bytes its length follows, the length where in none
_HEADS: dict[int, tuple[type, int, int]] = {
    **{0x80 + n: (dict, 0, n) for n in range(16)},
    **{0x90 + n: (list, 0, n) for n in range(16)},
    **{0xC4 + n: (bytes, 2**n, 0) for n in range(3)},
    **{0xC7 + n: (ExtType, 2**n, 0) for n in range(3)},
    **{0xD4 + n: (ExtType, 0, 2**n) for n in range(5)},
    **{0xD9 + n: (bytes, 2**n, 0) for n in range(3)},
    **{0xDC + n: (list, 2 * 2**n, 0) for n in range(2)},
    **{0xDE + n: (dict, 2 * 2**n, 0) for n in range(2)},
}


@dataclass(frozen=True)
class Limits:
    """The most that a message may hold; both sides check, only the reader's check counts.

    Four such messages have to fit into a process's memory: a value, its bytes as they are made or
    arrive, and once more while these are put together.

    Attributes
    ----------
    message_bytes:
        VGG16 with its weights takes 553 MB, the 60,000 pictures of MNIST as float64 376 MB.
    int_bits:
        Python writes out no ints of more than 4,300 digits, and a message about one has to.
    equal_hashes:
        How many tuples among the keys of a dict, or in a set, may have the same hash. It has no
        secret, so that whoever chooses them could make all hashes equal and a dict quadratic.
    """

    message_bytes: int = 768 * 2**20
    items: int = 4_000_000
    depth: int = 256
    int_bits: int = 14_284
    equal_hashes: int = 64


LIMITS = Limits()


def scan(data: bytes, limits: Limits) -> None:
    """Walk over the headers of a message and hold it to `limits`; no value is made.

    Afterwards the message is one value, every announced length is there, and the marks of
    containers stand only where an array begins.
    """
    at, end = 0, len(data)
    items = left = 1  # `left`: values to come in the innermost open container
    outer: list[int] = []  # the same for the containers around it
    while left or outer:
        if not left:
            left = outer.pop()
            continue
        left -= 1
        if at >= end:
            raise Malformed("The message ends before its value does.")
        first = data[at]
        if size := _SIZES[first]:
            at += size
            continue
        if first not in _HEADS:
            raise Malformed(f"No value starts with the byte {first:#04x}.")
        what, width, count = _HEADS[first]
        at += 1 + width
        if width:
            count = int.from_bytes(data[at - width : at], "big")
        if what is bytes:
            at += count
        elif what is ExtType:
            code = data[at] if at < end else 0
            if code not in EXTENSIONS:  # the rest is not ours, or a time
                raise Malformed(f"No extension has the number {code}.")
            if code == CONTAINER:
                raise Malformed("The mark of a container does not stand at its start.")
            at += 1 + count
        else:
            if what is dict:
                count *= 2
            elif count and data[at : at + 2] == MARK:
                count, at = count - 1, at + 3
            items += count
            if items > limits.items:
                raise TooLarge(f"{items:,} items; at most {limits.items:,} in a message.")
            if len(outer) >= limits.depth:
                raise TooLarge(f"Nested more than {limits.depth} deep.")
            outer.append(left)
            left = count
    if at > end:
        raise Malformed(f"{at - end:,} bytes are missing at the end.")
    if at < end:
        raise Malformed(f"{end - at:,} bytes follow the end of the value.")
