"""Frames over a stream socket: four bytes that name the version, eight of length, the payload.

The length is big-endian and is checked before a byte of the payload is read. Memory grows with
what has arrived, never with what was announced.
"""

from __future__ import annotations

import socket
import struct
import time

from grader.protocol import Closed, Malformed, TimedOut, TooLarge

MAGIC = b"GWF1"
_HEADER = struct.Struct(">4sQ")
_CHUNK = 256 * 1024


def write_frame(
    sock: socket.socket, payload: bytes, max_bytes: int, deadline: float | None = None
) -> None:
    """Send `payload` as one frame.

    `deadline` is a `time.monotonic()` in seconds; None waits for as long as it takes.

    Raises TooLarge before anything is sent if `payload` has more than `max_bytes`, Closed if the
    other side is gone, TimedOut if it has not taken everything by the deadline.
    """
    if len(payload) > max_bytes:
        raise TooLarge(f"A frame of {len(payload):,} bytes; at most {max_bytes:,} may be sent.")
    before = sock.gettimeout()
    try:
        for part in (_HEADER.pack(MAGIC, len(payload)), payload):
            sock.settimeout(_left(deadline))
            sock.sendall(part)
    except TimeoutError:
        raise TimedOut("The other side did not take the message in time.") from None
    except OSError as error:
        raise Closed(f"The other side is gone ({error.strerror or error}).") from None
    finally:
        _restore(sock, before)


def read_frame(sock: socket.socket, max_bytes: int, deadline: float | None = None) -> bytes:
    """The payload of the next frame; `deadline` as in `write_frame`.

    Raises Closed if the stream ends first, Malformed if it does not start with a frame, TooLarge
    if the frame announces more than `max_bytes`, TimedOut at the deadline.
    """
    before = sock.gettimeout()
    try:
        magic, size = _HEADER.unpack(_read(sock, _HEADER.size, deadline))
        if magic != MAGIC:
            raise Malformed(f"A frame starts with {MAGIC!r}, but {magic!r} arrived.")
        if size > max_bytes:
            raise TooLarge(f"A frame of {size:,} bytes is announced; at most {max_bytes:,} may be.")
        return _read(sock, size, deadline)
    finally:
        _restore(sock, before)


def _read(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    chunks: list[bytearray] = []
    missing = size
    while missing:
        try:
            sock.settimeout(_left(deadline))
            chunk = sock.recv(min(missing, _CHUNK))
        except TimeoutError:
            raise TimedOut(f"Still {missing:,} of {size:,} bytes missing.") from None
        except OSError as error:
            raise Closed(f"The other side is gone ({error.strerror or error}).") from None
        if not chunk:
            raise Closed(f"The stream ended with {missing:,} of {size:,} bytes missing.")
        # A peer that sends byte by byte would cost an object each: merge them as they come.
        if chunks and len(chunks[-1]) + len(chunk) <= _CHUNK:
            chunks[-1] += chunk
        else:
            chunks.append(bytearray(chunk))
        missing -= len(chunk)
    return b"".join(chunks)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        # settimeout(0) would mean "do not block", which is another error altogether
        raise TimeoutError
    return left


def _restore(sock: socket.socket, timeout: float | None) -> None:
    if sock.fileno() != -1:
        sock.settimeout(timeout)
