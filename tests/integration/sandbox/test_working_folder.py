"""The files beside a notebook are in the folder that code runs in."""

import socket
import subprocess
import sys
import time

import pytest

from grader.runner.engine import STUDENT_WORKER
from grader.runner.worker_client import WorkerClient
from grader.sandbox.fork_server_client import ForkServer
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance
from grader.sandbox.working_folder import module_names

LOOK = """
import os, helpers, test_utils
found = sorted(os.path.join(p, n) for p, _, names in os.walk('.') for n in names)
text = open('values.txt').read() + open('data/more.txt').read()
answers = helpers.triple(2), test_utils.NAME
open('data/own.txt', 'w').write('mine')
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.txt").write_text("more")
    (tmp_path / "values.txt").write_text("1 2 3 ")
    (tmp_path / "helpers.py").write_text("def triple(x):\n    return 3 * x\n")
    (tmp_path / "test_utils.py").write_text("NAME = 'the course has its own'\n")
    return tmp_path


def test_the_modules_among_the_files(files):
    (files / "random.py").write_text("")
    (files / "package").mkdir()
    (files / "package" / "__init__.py").write_text("")
    assert module_names(files) == {"helpers", "test_utils", "package"}


def test_what_is_laid_out_can_be_read_and_imported(files, tmp_path_factory):
    work = tmp_path_factory.mktemp("work")
    code = (
        "import os, sys, test_utils\nfrom grader.sandbox.working_folder import lay_out\n"
        f"os.chdir({str(work)!r}); lay_out({str(files)!r}, {str(work)!r})\n{LOOK}\nprint(answers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(6, 'the course has its own')"


def test_a_worker_has_them_for_reading_and_nobody_can_change_them(files):
    process = ForkServer(
        STUDENT_WORKER, Allowance(2 << 30), 1, sandboxed=protection().sandboxed, files=files
    )
    try:
        process.wait_until_ready()
        for _ in range(2):
            ours, theirs = socket.socketpair()
            number = process.fork(theirs, 0)
            worker = WorkerClient(ours)
            worker.deadline = time.monotonic() + 120
            worker.wait_until_open()
            worker.run([("look", LOOK)])
            assert worker.cell_errors == []
            assert worker.get("text") == "1 2 3 more"
            assert worker.get("answers") == (6, "the course has its own")
            worker.run(
                [
                    (
                        "spoil",
                        "said = None\ntry:\n    open('values.txt', 'w').write('x')\n"
                        "except OSError as error:\n    said = type(error).__name__",
                    )
                ]
            )
            if protection().sandboxed:
                assert worker.get("said")
                assert (files / "values.txt").read_text() == "1 2 3 "
            ours.close()
            process.end(number)
    finally:
        process.close()
