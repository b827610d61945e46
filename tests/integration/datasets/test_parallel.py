"""Work in processes of their own: all of it is done, and a death is told."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from cnn_datasets import parallel

HELPER = """
import os, signal, sys, time, warnings
def squares(share, tell):
    for number in share:
        tell(1)
    return {str(number): [number ** 2, os.getpid()] for number in share}
def fails(share, tell):
    raise ValueError("no canvas left")
def fills_the_disk(share, tell):
    raise OSError(28, "No space left on device")
def dies(share, tell):
    os.kill(os.getpid(), signal.SIGKILL)
def shouts(share, tell):
    sys.stderr.write("warning " * 100_000)
    return {"done": sum(share)}
def sleeps(share, tell):
    open(share, "w").write(str(os.getpid()))
    time.sleep(60)
"""


@pytest.fixture
def helper(tmp_path, monkeypatch):
    """A module that workers can import, too."""
    (tmp_path / "worker_helper.py").write_text(HELPER)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("worker_helper", None)
    import worker_helper

    yield worker_helper
    sys.modules.pop("worker_helper", None)


def silent(more):
    pass


def test_every_share_is_done_in_a_process_of_its_own(helper):
    told = []
    results = parallel.run(helper.squares, [[1, 2], [3]], told.append)
    assert {key: value[0] for key, value in results.items()} == {"1": 1, "2": 4, "3": 9}
    assert len({value[1] for value in results.values()} | {os.getpid()}) == 3
    assert sum(told) == 3


def test_a_single_share_is_done_here(helper):
    assert parallel.run(helper.squares, [[5]], silent) == {"5": [25, os.getpid()]}


@pytest.mark.parametrize(("name", "words"), [("fails", "no canvas left"), ("dies", "was ended")])
def test_a_worker_that_dies_is_told_with_its_last_words(name, words, helper):
    with pytest.raises(parallel.WorkerError, match=words):
        parallel.run(getattr(helper, name), [[1], [2]], silent)


def test_an_error_of_the_file_system_is_the_same_as_without_workers(helper):
    for shares in ([[1]], [[1], [2]]):
        with pytest.raises(OSError, match="No space left") as caught:
            parallel.run(helper.fills_the_disk, shares, silent)
        assert caught.value.errno == 28


def test_many_warnings_do_not_stop_a_worker(helper):
    assert parallel.run(helper.shouts, [[1], [1]], silent) == {"done": 1}


def test_an_interrupt_ends_the_workers(helper, tmp_path):
    notes = [tmp_path / "a", tmp_path / "b"]

    def interrupt():
        while not all(note.exists() and note.read_text() for note in notes):
            time.sleep(0.02)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    # Whoever starts the tests in the background has Python ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            parallel.run(helper.sleeps, [str(note) for note in notes], silent)
    finally:
        signal.signal(signal.SIGINT, before)
    for note in notes:
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)


def test_a_script_without_a_main_guard_is_not_run_again(tmp_path):
    (tmp_path / "worker_helper.py").write_text(HELPER)
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nimport worker_helper\nfrom cnn_datasets import parallel\n"
        "parallel.run(worker_helper.squares, [[1], [2]], lambda more: None)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "once\n"), done.stderr


def test_in_a_file_there_is_no_line(capsys):
    with parallel.progress_line("drawing", 10) as report:
        for _ in range(10):
            report(1)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_it_counts(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with parallel.progress_line("drawing", 4) as report:
        report(4)
    out, err = capsys.readouterr()
    assert "4/4" in out
    assert err == ""
