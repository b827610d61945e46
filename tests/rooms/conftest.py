"""Real student rooms in processes of their own, without TensorFlow and without a sandbox."""

import socket
import subprocess
import sys
import time

import pytest

from grader.rooms.client import RoomClient
from grader.rooms.judge import judge
from grader.rooms.names import TestNames

SERVE = (
    "import socket\nfrom grader.rooms.student import StudentRoom\n"
    "StudentRoom(socket.socket(fileno={})).serve()"
)


@pytest.fixture
def room():
    """A `RoomClient` whose student room is a process of its own."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", SERVE.format(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL)
    theirs.close()
    client = RoomClient(ours)
    client.deadline = time.monotonic() + 30
    client.wait_until_open()
    yield client
    ours.close()
    process.kill()
    process.wait(timeout=10)


@pytest.fixture
def examine(room):
    """Run a test against student code: examine(code, test, ...) gives the `Outcome`."""

    def run(code, test, points=10.0, *, own=None, answers=(), shared=(), seconds=20.0):
        room.deadline = time.monotonic() + seconds
        room.run([("answer", code)])
        names = TestNames(room, own or {}, frozenset(answers), frozenset(shared))
        return judge(test, points, names)

    return run
