"""Real student workers in processes of their own, without TensorFlow and without a sandbox."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from grader.analysis.cell_analysis import analyse
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import judge
from grader.runner.worker_client import WorkerClient

# One process makes the shell and is forked for every worker, as the fork server does.
FORK_WORKERS = """
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
def fork_worker(tmp_path_factory):
    """A function that starts a student worker at the other end of a socket; returns its number."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-c", FORK_WORKERS, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=tmp_path_factory.mktemp("worker"),
    )
    theirs.close()

    def fork(worker):
        socket.send_fds(ours, [b"\0"], [worker.fileno()])
        return int.from_bytes(ours.recv(4), "big")

    yield fork
    ours.close()
    process.wait(timeout=10)


@pytest.fixture
def new_worker(fork_worker):
    """A function that gives a `WorkerClient` whose student worker is a process of its own."""
    with contextlib.ExitStack() as stack:

        def new() -> WorkerClient:
            ours, theirs = socket.socketpair()
            with theirs:
                number = fork_worker(theirs)
            stack.callback(_end, ours, number)
            client = WorkerClient(ours)
            client.deadline = time.monotonic() + 30
            client.wait_until_open()
            return client

        yield new


def _end(ours: socket.socket, number: int) -> None:
    ours.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


@pytest.fixture
def worker(new_worker):
    """A `WorkerClient` whose student worker is a process of its own."""
    return new_worker()


@pytest.fixture
def examine(worker):
    """Run a test against student code: examine(code, test, ...) gives the `Outcome`."""

    def run(code, test, points=10.0, *, own=None, answers=(), shared=(), seconds=20.0, strict=True):
        worker.deadline = time.monotonic() + seconds
        worker.run([("answer", code, analyse(code).defines)])
        names = TestNamespace(
            worker, own or {}, frozenset(answers), frozenset(shared), strict=strict
        )
        return judge(test, points, names)

    return run
