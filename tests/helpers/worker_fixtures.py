"""Real student rooms in processes of their own, without TensorFlow and without a sandbox."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from grader.analysis.cell_effects import effects
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge
from grader.runner.worker_client import WorkerClient

# One process makes the shell and is forked for every room, as the fork server does.
FORK_ROOMS = """
import os, signal, socket, sys
from grader.runner.notebook_shell import notebook_shell
from grader.runner.student_worker import StudentWorker

notebook_shell()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
control = socket.socket(fileno=int(sys.argv[1]))
while True:
    _, fds, _, _ = socket.recv_fds(control, 1, 1)
    if not fds:
        break
    if pid := os.fork():
        control.send(pid.to_bytes(4, "big"))
    else:
        control.close()
        try:
            StudentWorker(socket.socket(fileno=fds[0])).serve()
        finally:
            os._exit(0)
    os.close(fds[0])
"""


@pytest.fixture(scope="session")
def fork_room(tmp_path_factory):
    """A function that starts a student room at the other end of a socket; returns its number."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-c", FORK_ROOMS, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=tmp_path_factory.mktemp("room"),
    )
    theirs.close()

    def fork(room):
        socket.send_fds(ours, [b"\0"], [room.fileno()])
        return int.from_bytes(ours.recv(4), "big")

    yield fork
    ours.close()
    process.wait(timeout=10)


@pytest.fixture
def room(fork_room):
    """A `WorkerClient` whose student room is a process of its own."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = fork_room(theirs)
    client = WorkerClient(ours)
    client.deadline = time.monotonic() + 30
    client.wait_until_open()
    yield client
    ours.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


@pytest.fixture
def examine(room):
    """Run a test against student code: examine(code, test, ...) gives the `Outcome`."""

    def run(code, test, points=10.0, *, own=None, answers=(), shared=(), seconds=20.0):
        room.deadline = time.monotonic() + seconds
        room.run([("answer", code, effects(code).defines)])
        names = TestNamespace(room, own or {}, frozenset(answers), frozenset(shared))
        return judge(test, points, names)

    return run
