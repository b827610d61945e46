"""Confinement can't be taken back, so each test confines a process of its own."""

import subprocess
import sys
import textwrap

import pytest

from grader.sandbox import seccomp
from grader.sandbox.restrictions import Allowance, landlock_version

pytestmark = pytest.mark.skipif(
    not (landlock_version() and seccomp.is_supported()), reason="needs Landlock and seccomp"
)
MIB = 1 << 20


@pytest.fixture
def confined(tmp_path):
    """Run code in a confined process whose scratch folder is its working directory."""

    def run(code, allowance=None, refuse_calls=True, before=""):
        setup = f"""\
{before}
import os, sys
from grader.sandbox.restrictions import Allowance, confine
from grader.sandbox.bubblewrap import DEVICES, readable
os.chdir({str(tmp_path)!r})
confine([*readable(), *DEVICES, "/proc"], [{str(tmp_path)!r}, os.devnull],
        {allowance or Allowance()!r}, refuse_calls={refuse_calls})
"""
        done = subprocess.run(
            [sys.executable, "-c", setup + textwrap.dedent(code)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.strip(), done

    return run


def attempt(code):
    return (
        f"try:\n    {code}\n    print('done')\nexcept Exception as e:\n    print(type(e).__name__)"
    )


def test_scratch_can_be_written_and_read(confined, tmp_path):
    out, _ = confined("open('x', 'w').write('hello')\nprint(open('x').read())")
    assert out == "hello"
    assert (tmp_path / "x").read_text() == "hello"


@pytest.mark.parametrize("call", ["open('/etc/passwd')", "os.listdir('/tmp')", "os.listdir('/')"])
def test_other_files_are_closed(confined, call):
    out, _ = confined(attempt(call))
    assert out == "PermissionError"


def test_what_can_be_read_can_not_be_written(confined):
    out, _ = confined("import grader\n" + attempt("open(grader.__file__, 'r+')"))
    assert out == "PermissionError"


def test_files_next_to_scratch_are_closed(confined, tmp_path):
    (tmp_path.parent / "secret").write_text("x")
    assert confined(attempt("open('../secret')"))[0] == "PermissionError"
    assert confined(attempt("open('../new', 'w')"))[0] == "PermissionError"


@pytest.mark.parametrize(
    "call",
    [
        "os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.socket()",
        "os.kill(os.getppid(), 0)",
        "os.memfd_create('x')",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
    ],
)
def test_calls_are_refused(confined, call):
    assert confined(attempt(call))[0] == "PermissionError"


def test_it_is_the_filter_that_refuses_them(confined):
    assert confined(attempt("os.fork() or os._exit(0)"), refuse_calls=False)[0] == "done"
    assert confined(attempt("os.memfd_create('x')"), refuse_calls=False)[0] == "done"


def test_a_process_can_still_end_itself_and_start_threads(confined):
    _, done = confined("os.abort()")
    assert done.returncode == -6
    out, _ = confined(
        "import threading\nt = threading.Thread(target=print, args=['hello'])\nt.start(); t.join()"
    )
    assert out == "hello"


def test_it_can_not_look_as_if_somebody_else_had_killed_it(confined):
    out, done = confined(attempt("os.kill(os.getpid(), 9)"))
    assert (out, done.returncode) == ("PermissionError", 0)


def test_copied_files_keep_working_though_rights_stay(confined, tmp_path):
    out, _ = confined(
        "import shutil\nopen('a', 'w').write('x')\nos.chmod('a', 0)\nshutil.copy2('a', 'b')\n"
        "print(open('b').read(), oct(os.stat('a').st_mode & 0o777))"
    )
    assert out.split()[0] == "x"
    assert out.split()[1] != "0o0"


def test_memory_is_limited_from_here_on(confined):
    small = Allowance(memory_bytes=256 * MIB)
    assert confined(attempt("bytearray(1 << 28)"), small)[0] == "MemoryError"
    assert confined(attempt("bytearray(1 << 27)"), small)[0] == "done"


def test_processor_time_is_limited(confined):
    _, done = confined("while True:\n    pass", Allowance(cpu_seconds=1))
    assert done.returncode < 0


def test_processor_time_that_the_fork_server_has_spent_does_not_count(confined):
    before = "import time\nwhile time.process_time() < 1:\n    pass"
    out, _ = confined(
        "print(open('/proc/self/limits').read())", Allowance(cpu_seconds=100), before=before
    )
    [limit] = [line.split()[3] for line in out.splitlines() if line.startswith("Max cpu time")]
    assert int(limit) > 100


def test_open_files_are_limited(confined):
    out, _ = confined(attempt("keep = [open(os.devnull) for _ in range(1100)]"))
    assert out == "OSError"


def test_the_size_of_files_is_limited(confined, tmp_path):
    code = "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    out, _ = confined(
        code + attempt("open('x', 'wb').write(bytes(2 << 20))"), Allowance(file_bytes=MIB)
    )
    assert out == "OSError"
    assert (tmp_path / "x").stat().st_size <= MIB


def test_memory_runs_out_here_before_elsewhere(confined):
    assert confined("print(open('/proc/self/oom_score_adj').read())")[0] == "1000"
