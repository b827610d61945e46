"""Counters of the kernel, read from files laid out as it lays them out."""

import pytest

from grader.sandbox import control_groups as groups
from grader.sandbox.control_groups import MachineEvents, machine_events


@pytest.fixture
def laid_out(tmp_path, monkeypatch):
    """Write the files of control groups: laid_out({"pids/job/pids.max": "600"}, ...)."""

    def write(files, mounts, membership):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n")
        (tmp_path / "mounts").write_text(mounts.replace("ROOT", str(tmp_path)))
        (tmp_path / "membership").write_text(membership)
        monkeypatch.setattr(groups, "MOUNTS", str(tmp_path / "mounts"))
        monkeypatch.setattr(groups, "GROUPS", str(tmp_path / "membership"))
        groups.control_groups.cache_clear()

    yield write
    groups.control_groups.cache_clear()


TWO = "none ROOT cgroup2 rw 0 0\n"
ONE = "none ROOT/pids cgroup rw,pids 0 0\nnone ROOT/memory cgroup rw,memory 0 0\n"


def test_version_2_with_a_limit_above(laid_out):
    files = {"cgroup.procs": "", "a/b/pids.max": "max", "a/b/pids.current": 70, "a/pids.max": 600}
    files |= {"a/pids.current": 100, "a/memory.max": 3 << 30, "a/b/memory.max": "max"}
    laid_out(files, TWO, "0::/a/b\n")
    assert groups.processes_left() == 500
    assert groups.memory_there() == 3 << 30


def test_version_1_counts_what_was_refused_and_killed(laid_out, tmp_path):
    files = {
        "pids/job/pids.events": "max 4",
        "memory/memory.oom_control": "under_oom 0\noom_kill 0",
    }
    laid_out(files, ONE, "8:pids:/job\n4:memory:/elsewhere/in/the/host\n")
    before = machine_events()
    assert machine_events().since(before) == ""
    (tmp_path / "pids/job/pids.events").write_text("max 5\n")
    assert "no more processes" in machine_events().since(before)
    (tmp_path / "memory/memory.oom_control").write_text("under_oom 0\noom_kill 1\n")
    assert "out of memory and" in machine_events().since(before)


def test_a_machine_without_control_groups_counts_nothing_there(laid_out):
    laid_out({}, "proc /proc proc rw 0 0\n", "0::/\n")
    assert groups.control_groups() == ()
    assert groups.memory_there() > 0
    assert machine_events().no_process == 0


def test_what_happened_is_told_in_words():
    assert MachineEvents(1, 1).since(MachineEvents(1, 1)) == ""
    assert "memory" in MachineEvents(2, 1).since(MachineEvents(1, 1))
