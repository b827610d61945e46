import socket
import struct
import threading
import time
import tracemalloc

import pytest

from grader.protocol import Closed, Malformed, TimedOut, TooLarge
from grader.protocol.frames import MAGIC, read_frame, write_frame

LIMIT = 10_000_000


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def soon():
    return time.monotonic() + 5


def header(size, magic=MAGIC):
    return struct.pack(">4sQ", magic, size)


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_a_payload_arrives_as_it_was_sent(pair, size):
    payload = bytes(i % 251 for i in range(size))
    sender = threading.Thread(target=write_frame, args=(pair[0], payload, LIMIT))
    sender.start()
    assert read_frame(pair[1], LIMIT, soon()) == payload
    sender.join()


def test_frames_do_not_run_into_each_other(pair):
    for payload in (b"one", b"", b"three"):
        write_frame(pair[0], payload, LIMIT)
    assert [read_frame(pair[1], LIMIT, soon()) for _ in range(3)] == [b"one", b"", b"three"]


def test_a_payload_that_comes_byte_by_byte_is_put_together(pair):
    for byte in header(3) + b"abc":
        pair[0].send(bytes([byte]))
    assert read_frame(pair[1], LIMIT, soon()) == b"abc"


def test_a_payload_over_the_limit_is_not_sent(pair):
    with pytest.raises(TooLarge, match="11 bytes; at most 10"):
        write_frame(pair[0], b"x" * 11, 10)
    pair[1].setblocking(False)
    with pytest.raises(BlockingIOError):
        pair[1].recv(1)


@pytest.mark.parametrize("size", [11, 2**63, 2**64 - 1])
def test_an_announced_size_over_the_limit_is_refused_before_it_is_read(pair, size):
    pair[0].sendall(header(size))
    with pytest.raises(TooLarge, match="at most 10"):
        read_frame(pair[1], 10, soon())


def test_an_announced_size_costs_no_memory(pair):
    pair[0].sendall(header(2**40) + b"x" * 1000)
    pair[0].close()
    tracemalloc.start()
    try:
        with pytest.raises(Closed):
            read_frame(pair[1], 2**41, soon())
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\n", bytes(12), header(3, b"GWF2")])
def test_another_protocol_or_version_is_malformed(pair, start):
    pair[0].sendall(start)
    with pytest.raises(Malformed, match="starts with"):
        read_frame(pair[1], LIMIT, soon())


@pytest.mark.parametrize("sent", [b"", MAGIC, header(5), header(5) + b"1234"])
def test_a_stream_that_ends_early_is_closed(pair, sent):
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(Closed, match="missing"):
        read_frame(pair[1], LIMIT, soon())


def test_writing_to_a_reader_that_left_is_closed(pair):
    pair[1].close()
    with pytest.raises(Closed, match="gone"):
        write_frame(pair[0], b"x" * LIMIT, LIMIT)


@pytest.mark.parametrize("sent", [b"", header(5) + b"1234"])
def test_a_frame_that_is_not_complete_at_the_deadline_times_out(pair, sent):
    pair[0].sendall(sent)
    start = time.monotonic()
    with pytest.raises(TimedOut):
        read_frame(pair[1], LIMIT, start + 0.2)
    assert 0.15 < time.monotonic() - start < 2


def test_bytes_that_trickle_in_do_not_move_the_deadline(pair):
    done = threading.Event()

    def trickle():
        pair[0].sendall(header(1000))
        while not done.wait(0.02):
            pair[0].send(b"x")

    sender = threading.Thread(target=trickle)
    sender.start()
    try:
        with pytest.raises(TimedOut):
            read_frame(pair[1], LIMIT, time.monotonic() + 0.3)
    finally:
        done.set()
        sender.join()


def test_a_deadline_that_has_passed_times_out_at_once(pair):
    with pytest.raises(TimedOut):
        read_frame(pair[1], LIMIT, time.monotonic() - 1)


def test_a_reader_that_takes_nothing_does_not_hold_the_writer(pair):
    with pytest.raises(TimedOut):
        write_frame(pair[0], b"x" * LIMIT, LIMIT, time.monotonic() + 0.2)


def test_the_timeout_of_the_socket_is_left_as_it_was(pair):
    pair[0].settimeout(7)
    write_frame(pair[0], b"x", LIMIT, soon())
    assert pair[0].gettimeout() == 7
