"""What a process has used, as the kernel counts it."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from grader.sandbox.process_usage import Meter, is_ending, usage


@pytest.fixture
def running():
    """Start Python code in a process of its own; returns the process once it says something."""
    started = []

    def start(code):
        process = subprocess.Popen(
            [sys.executable, "-c", f"import os, time\nprint(flush=True)\n{code}"],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def used(process, seconds):
    meter = Meter(lambda: usage(process.pid))
    time.sleep(seconds)
    return meter.read()


def test_a_loop_computes_or_waits_for_a_core_all_the_time(running):
    step = used(running("while True: pass"), 0.5)
    assert 0.3 < step.processor + step.waiting < 2


def test_a_sleeper_does_neither(running):
    step = used(running("time.sleep(60)"), 0.3)
    assert step.processor + step.waiting < 0.1


def test_threads_and_processes_that_a_process_starts_are_counted(running):
    code = "import threading\nif os.fork():\n    threading.Thread(target=time.sleep, args=[60])"
    process = running(code + ".start()\n    time.sleep(60)\nwhile True: pass")
    step = used(process, 0.5)
    assert step.processor + step.waiting > 0.2
    assert usage(process.pid).threads == 3


def test_a_name_with_brackets_and_spaces_is_read_as_a_name(running):
    named = "open('/proc/self/comm', 'w').write(') Z 1 (')"
    process = running(f"{named}\nprint(flush=True)\ntime.sleep(60)")
    process.stdout.readline()
    assert usage(process.pid).threads == 1
    assert not is_ending(process.pid)


def test_a_process_that_has_ended_is_ending_and_one_that_sleeps_is_not(running):
    gone, sleeping = running("os._exit(0)"), running("time.sleep(60)")
    deadline = time.monotonic() + 20
    while not is_ending(gone.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_ending(gone.pid)
    assert not is_ending(sleeping.pid)
    gone.wait()
    assert is_ending(gone.pid)
    assert usage(gone.pid) is None


def test_a_main_thread_that_has_left_the_others_behind_has_not_ended(running):
    code = "import ctypes, threading\nthreading.Thread(target=time.sleep, args=[60]).start()\n"
    process = running(
        code + "ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)"
    )
    time.sleep(0.3)
    assert not is_ending(process.pid)


def test_this_process_is_not_gone():
    assert usage(os.getpid()).resident > 0
