"""The lock keeps a second process out until the first is done or dead."""

import subprocess
import sys

import pytest
from cnn_datasets.lock import alone_in

HOLD = """
import sys, time
from pathlib import Path
from cnn_datasets.lock import alone_in
with alone_in(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "lock"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def enter(tmp_path):
    code = HOLD.replace("sys.stdin.readline()", "pass")
    return subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "lock"], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("end", ["is done", "is killed"])
def test_a_second_process_waits_until_the_first(end, holder, tmp_path):
    with enter(tmp_path) as second:
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1.0)
        if end == "is killed":
            holder.kill()
        else:
            holder.stdin.write("\n")
            holder.stdin.flush()
        assert second.communicate(timeout=30)[0] == "True\n"


def test_without_locks_nobody_waits(tmp_path, holder, monkeypatch):
    def refuse(*arguments):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with alone_in(tmp_path / "lock") as alone:
        assert alone is False


def test_an_error_inside_comes_out_unchanged(tmp_path):
    with pytest.raises(OSError, match="No space"), alone_in(tmp_path / "lock"):
        raise OSError(28, "No space left on device")
