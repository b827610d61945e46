"""The test runner's end, against a student's end that breaks every rule."""

import socket
import struct
import threading
import time

import numpy as np
import pytest

from grader.protocol.codec import encode
from grader.protocol.frames import write_frame
from grader.protocol.message_limits import LIMITS
from grader.protocol.value_types import Raised
from grader.runner.worker_client import Missing, OutOfTime, WorkerClient, WorkerLost


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    client = WorkerClient(ours)
    client.deadline = time.monotonic() + 5
    yield client, theirs
    ours.close()
    theirs.close()


def answers(theirs, *values):
    for value in values:
        write_frame(theirs, encode(value), LIMITS.message_bytes)


@pytest.mark.parametrize(
    "answer",
    [
        (2, ("value", 1)),
        (True, ("value", 1)),
        (1.0, ("value", 1)),
        (np.zeros(2), ("value", 1)),
        [1, ("value", 1)],
        (1,),
        (1, 2, 3),
        None,
        {"verdict": "passed", "points": 10},
        (1, ("a", "b", "c")),
        (1, ()),
        (1, (np.zeros(2),)),
        (1, np.zeros(3)),
        (1, None),
    ],
)
def test_an_answer_that_is_none_ends_the_conversation(pair, answer):
    client, theirs = pair
    answers(theirs, answer)
    with pytest.raises(WorkerLost):
        client.get("x")
    assert isinstance(client.lost, WorkerLost)


def test_the_answer_to_an_earlier_question_ends_the_conversation(pair):
    client, theirs = pair
    answers(theirs, (1, ("value", 7)), (1, ("value", 7)))
    assert client.get("x") == 7
    with pytest.raises(WorkerLost):
        client.get("y")


def test_nothing_is_asked_after_the_end(pair):
    client, theirs = pair
    answers(theirs, None, (2, ("value", 1)))
    for _ in range(2):
        with pytest.raises(WorkerLost):
            client.get("x")


@pytest.mark.parametrize(
    "data", [b"garbage garbage", b"GWF1" + struct.pack(">Q", 2**63), b"GWF1" + struct.pack(">Q", 1)]
)
def test_bytes_that_are_no_frame_end_the_conversation(pair, data):
    client, theirs = pair
    theirs.sendall(data)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(WorkerLost):
        client.get("x")


def test_silence_runs_into_the_deadline(pair):
    client, _ = pair
    client.deadline = time.monotonic() + 0.2
    with pytest.raises(OutOfTime):
        client.get("x")


def test_a_worker_that_does_not_listen_runs_into_the_deadline(pair):
    client, _ = pair
    client.deadline = time.monotonic() + 0.2
    with pytest.raises(OutOfTime):
        client.set("x", np.zeros(10**7))


def test_drops_run_into_the_deadline(pair):
    client, theirs = pair
    client.deadline = time.monotonic() + 0.3
    stop = threading.Event()

    def drip():
        theirs.sendall(b"GWF1" + struct.pack(">Q", 10**6))
        while not stop.wait(0.01):
            theirs.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(OutOfTime):
        client.get("x")
    stop.set()
    thread.join()


def test_a_value_and_a_missing_name(pair):
    client, theirs = pair
    answers(theirs, (1, ("value", [7])), (2, ("missing",)))
    assert client.get("x") == [7]
    with pytest.raises(Missing):
        client.get("y")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ValueError", ValueError),
        ("SystemExit", Exception),
        ("UnicodeDecodeError", Exception),
        ("ExceptionGroup", Exception),
        ("print", Exception),
        ("Mine", Exception),
    ],
)
def test_an_exception_is_raised_as_pythons_own_or_as_a_plain_one(pair, name, kind):
    client, theirs = pair
    answers(theirs, (1, Raised(name, "text", "")))
    with pytest.raises(kind) as caught:
        client.get("x")
    assert client.raised_by(caught.value).type_name == name
    assert client.raised_by(ValueError()) is None
    assert "text" in str(caught.value)


def test_cells_that_were_not_all_run_end_the_conversation(pair):
    client, theirs = pair
    answers(theirs, (1, []))
    with pytest.raises(WorkerLost):
        client.run([("a", "x = 1")])


@pytest.mark.parametrize(
    ("raised", "kind", "text"),
    [
        (Raised("Negative", "neg", base="ValueError"), ValueError, "neg"),
        (Raised("JSONDecodeError", "line 1", base="ValueError"), ValueError, "line 1"),
        (Raised("UnicodeEncodeError", "ascii", base="UnicodeEncodeError"), UnicodeError, "ascii"),
        (Raised("KeyError", "'x'", base="KeyError"), LookupError, "'x'"),
        (Raised("ValueError", "mine", base="Exception"), Exception, "mine"),
        (Raised("a\0b", "odd", base="TypeError"), TypeError, "odd"),
    ],
    ids=lambda x: getattr(x, "type_name", ""),
)
def test_an_exception_is_of_the_nearest_class_that_python_has(pair, raised, kind, text):
    client, theirs = pair
    answers(theirs, (1, raised))
    with pytest.raises(kind) as caught:
        client.get("x")
    assert str(caught.value) == text and client.raised_by(caught.value) == raised
    assert isinstance(caught.value, ValueError) is (kind in (ValueError, UnicodeError))
    assert type(caught.value).__name__ in (raised.type_name, "TypeError")


@pytest.mark.parametrize("base", ["SystemExit", "KeyboardInterrupt", "BaseException", "print", "x"])
def test_what_is_no_exception_of_pythons_own_is_an_ordinary_one(pair, base):
    client, theirs = pair
    answers(theirs, (1, Raised("Mine", "text", base=base)))
    with pytest.raises(Exception, match="Mine: text"):
        client.get("x")
