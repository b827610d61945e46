import os
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.protocol import ProtocolError
from grader.runner.engine import STUDENT_WORKER
from grader.runner.worker_client import WorkerClient, WorkerLost
from grader.sandbox.fork_server_client import ForkServer
from grader.sandbox.fork_servers import SandboxPerFork, new_fork
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance

needs_sandbox = pytest.mark.skipif(not protection().sandboxed, reason="no sandbox here")
ALLOWANCE = Allowance(memory_bytes=1 << 30)


@pytest.fixture(scope="module", params=["sandboxed", "trusted", "fresh"])
def process(request):
    """Every way to make student workers: forks in a sandbox, without one, a sandbox for each."""
    if request.param != "trusted" and not protection().sandboxed:
        pytest.skip("no sandbox here")
    if request.param == "fresh":
        process = SandboxPerFork(STUDENT_WORKER, ALLOWANCE)
    else:
        process = ForkServer(STUDENT_WORKER, ALLOWANCE, 2, sandboxed=request.param == "sandboxed")
    process.wait_until_ready()
    yield process
    process.close()


@pytest.fixture
def open_worker(process):
    workers = []

    def make(slot=0):
        ours, theirs = socket.socketpair()
        number = process.fork(theirs, slot)
        client = WorkerClient(ours)
        client.deadline = time.monotonic() + 60
        client.wait_until_open()
        workers.append((number, ours))
        return client, number

    yield make
    for number, sock in workers:
        sock.close()
        process.end(number)


def test_workers_answer_side_by_side(open_worker):
    first, _ = open_worker(0)
    second, _ = open_worker(1)
    first.run([("a", "x = 1")])
    second.run([("a", "x = 2")])
    assert (first.get("x"), second.get("x")) == (1, 2)


def test_a_worker_starts_in_a_scratch_folder_that_is_empty(open_worker):
    look = (
        "import os, tempfile\nhere = os.getcwd()\nfound = os.listdir()\nopen('x', 'w').write('1')"
    )
    for _ in range(2):
        worker, _ = open_worker()
        worker.run([("a", look + "\nsame = tempfile.gettempdir() == here")])
        assert (worker.get("found"), worker.get("same")) == ([], True)
        worker.run([("a", "os.remove('x')")])


def test_only_the_line_to_the_test_runner_is_open(open_worker):
    worker, _ = open_worker()
    worker.run(
        [
            (
                "a",
                "import os\nopen_ones = []\nfor fd in range(256):\n    try:\n        os.fstat(fd)\n"
                "        open_ones.append(fd)\n    except OSError:\n        pass\n",
            )
        ]
    )
    assert worker.get("open_ones") == [0, 1, 2, 3]


@needs_sandbox
@pytest.mark.parametrize(("modules", "imported"), [((), False), (("tensorflow",), True)])
def test_tensorflow_works_after_the_fork_and_is_imported_before_it_if_asked_for(modules, imported):
    process = ForkServer(replace(STUDENT_WORKER, required=modules), Allowance(), 1)
    ours, theirs = socket.socketpair()
    number = process.fork(theirs, 0)
    worker = WorkerClient(ours)
    worker.deadline = time.monotonic() + 60
    worker.wait_until_open()
    code = (
        "import sys\nimported = 'tensorflow' in sys.modules\nimport tensorflow as tf\n"
        "total = float(tf.reduce_sum(tf.ones(3)))"
    )
    worker.run([("a", code)])
    assert not worker.cell_errors, worker.cell_errors
    assert (worker.get("imported"), worker.get("total")) == (imported, 3.0)
    ours.close()
    process.end(number)
    process.close()


def test_what_makes_hidden_pictures_can_not_be_imported(open_worker):
    worker, _ = open_worker()
    code = "try:\n    import grader.fresh_tasks\nexcept ImportError as error:\n    why = str(error)"
    worker.run([("a", code)])
    assert "student code" in worker.get("why")


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("os._exit(3)", "exit code 3"),
        ("os.kill(os.getpid(), 15)", "SIGTERM"),
        ("os.abort()", "SIGABRT"),
    ],
)
def test_how_a_worker_ended_is_told(process, code, how):
    ours, theirs = socket.socketpair()
    number = process.fork(theirs, 0)
    client = WorkerClient(ours)
    client.deadline = time.monotonic() + 60
    client.wait_until_open()
    with ours, pytest.raises(WorkerLost):
        client.run([("a", f"import os\n{code}")])
    assert how in str(process.end(number))


def test_files_and_threads_end_with_the_worker(process):
    ours, theirs = socket.socketpair()
    number = process.fork(theirs, 0)
    client = WorkerClient(ours)
    client.deadline = time.monotonic() + 60
    client.wait_until_open()
    client.run(
        [
            (
                "a",
                "import os, threading\nos.makedirs('a/b')\nopen('a/b/c', 'w').write('x')\n"
                "threading.Thread(target=threading.Event().wait).start()",
            )
        ]
    )
    ours.close()
    process.end(number)
    ours, theirs = socket.socketpair()
    number = process.fork(theirs, 0)
    client = WorkerClient(ours)
    client.deadline = time.monotonic() + 60
    client.wait_until_open()
    client.run([("a", "import os\nfound = os.listdir()")])
    assert client.get("found") == []
    ours.close()
    process.end(number)


def test_a_warm_process_that_is_gone_is_started_anew_and_its_workers_are_gone():
    server = ForkServer(STUDENT_WORKER, ALLOWANCE, 1, sandboxed=protection().sandboxed)
    server.wait_until_ready()
    first, ours = new_fork(server, 0)
    ours.close()
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    second, ours = new_fork(server, 0)
    with ours:
        client = WorkerClient(ours)
        client.deadline = time.monotonic() + 60
        client.wait_until_open()
    assert server.end(first).from_outside
    assert server.usage(first) is None
    assert not server.end(second).from_outside
    server.close()


def test_a_server_that_ends_tells_what_it_wrote_last_and_nothing_of_its_forks():
    program = replace(STUDENT_WORKER, required=("no_such_module",))
    server = ForkServer(program, ALLOWANCE, 1, sandboxed=protection().sandboxed)
    with pytest.raises(ProtocolError, match=r"It wrote: ModuleNotFoundError: .*no_such_module"):
        server.wait_until_ready()
    server.close()


def test_what_a_fork_writes_is_not_kept(open_worker, process):
    if isinstance(process, SandboxPerFork):
        pytest.skip("its servers have one worker each")
    client, _ = open_worker()
    client.run([("a", "import os\nfor fd in (1, 2):\n    os.write(fd, b'chosen words')")])
    assert not client.cell_errors
    assert "chosen" not in process._last_words()


def test_a_request_that_can_not_be_met_is_answered_and_the_next_one_is_served(process, open_worker):
    _, number = open_worker()
    if isinstance(process, SandboxPerFork):
        pytest.skip("its servers have one worker each")
    with process._lock:
        answer = process._ask({"do": "fork", "slot": 0, "options": {}})  # no line came with it
    assert "IndexError" in answer["error"]
    assert process.usage(number).threads >= 1


def test_closing_leaves_no_process_and_no_folder():
    server = ForkServer(STUDENT_WORKER, ALLOWANCE, 1, sandboxed=protection().sandboxed)
    server.wait_until_ready()
    folder, pid = Path(server._folder.name), server._process.pid
    ours, theirs = socket.socketpair()
    server.fork(theirs, 0)
    server.close()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
    ours.settimeout(10)
    while ours.recv(1000):  # it said that it was open, and ended
        pass
    ours.close()
