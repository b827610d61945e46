"""The control groups that this process is in, and those above them, in both versions of Linux.

See ``Documentation/admin-guide/cgroup-v2.rst`` and ``cgroup-v1/`` of Linux: containers, services
and batch systems limit memory and processes with them.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MOUNTS = "/proc/self/mounts"
GROUPS = "/proc/self/cgroup"
UNLIMITED = 1 << 62  # version 1 writes a number near this for "no limit"


def memory_there() -> int:
    """Bytes that this process and its descendants may use, of the machine's or of their group's."""
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for folder in control_groups():
        for name in ("memory.max", "memory.limit_in_bytes"):
            most = min(most, _limit(folder / name))
    return most


def processes_left() -> int | None:
    """How many more processes and threads there may be; None without a limit."""
    left = [
        limit - _limit(folder / "pids.current")
        for folder in control_groups()
        if (limit := _limit(folder / "pids.max")) < UNLIMITED
    ]
    soft, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if soft != resource.RLIM_INFINITY and os.getuid():
        left.append(soft)
    return min(left, default=None)


def _limit(path: Path) -> int:
    """The one number in a file; very large if there is none."""
    try:
        text = path.read_text().strip()
    except OSError:
        return UNLIMITED
    return int(text) if text.isdecimal() else UNLIMITED


def number(path: Path | str, key: str) -> int:
    """The number behind a key in a file of lines of keys and numbers; 0 if there is none."""
    try:
        with open(path) as lines:
            pairs = dict(line.split(maxsplit=1) for line in lines)
        return int(pairs.get(key, 0))
    except (OSError, ValueError):
        return 0


@lru_cache(maxsize=1)
def control_groups() -> tuple[Path, ...]:
    """The control groups that this process is in, and those above them."""
    try:
        return tuple(_found(Path(MOUNTS).read_text(), Path(GROUPS).read_text()))
    except OSError:
        return ()


def _found(mounts: str, groups: str) -> Iterator[Path]:
    roots = {}  # controller, or "" for version 2 -> where it is mounted
    for line in mounts.splitlines():
        _, where, kind, options, *_ = line.split()
        if kind == "cgroup2":
            roots[""] = Path(where)
        elif kind == "cgroup":
            roots |= {option: Path(where) for option in options.split(",")}
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            if controller in roots and controller in ("", "memory", "pids"):
                root = roots[controller]
                group = root / path.lstrip("/")
                # in a container the path may be the host's: then the mount is the group itself
                yield from _upward(group if group.is_dir() else root, root)


def _upward(group: Path, root: Path) -> Iterator[Path]:
    while True:
        yield group
        if group == root or root not in group.parents:
            return
        group = group.parent


@dataclass(frozen=True)
class MachineEvents:
    """How often, since the machine or the control group was started.

    Attributes
    ----------
    killed_for_memory:
        The kernel has killed a process because memory was short.
    no_process:
        It has refused a new process or thread because the control group had too many.
    """

    killed_for_memory: int
    no_process: int

    def since(self, before: MachineEvents) -> str:
        """What has happened since then, as a part of a sentence; empty if nothing has."""
        happened = []
        if self.killed_for_memory > before.killed_for_memory:
            happened.append("the machine ran out of memory")
        if self.no_process > before.no_process:
            happened.append("the machine allowed no more processes and threads")
        return " and ".join(happened)


def machine_events() -> MachineEvents:
    """The counters now; those that this machine does not have count as 0."""
    memory, processes = [number("/proc/vmstat", "oom_kill")], [0]
    for folder in control_groups():
        memory.append(number(folder / "memory.events", "oom_kill"))
        memory.append(number(folder / "memory.oom_control", "oom_kill"))
        processes.append(number(folder / "pids.events", "max"))
    return MachineEvents(sum(memory), sum(processes))
