"""What a process has used so far, as the kernel counts it: nothing that runs in it can change that.

See `proc(5)` of Linux for ``/proc/PID/stat`` and ``Documentation/scheduler/sched-stats.rst`` for
``schedstat``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
EXITING = 0x4  # PF_EXITING of <linux/sched.h>


@dataclass(frozen=True)
class Usage:
    """What a process and its descendants have used.

    Attributes
    ----------
    at:
        When it was looked at (`time.monotonic`), in seconds.
    processor:
        Processor time of all threads, also of those that have ended, in seconds.
    waiting:
        Time in which threads were ready to run and had no core, in seconds.
    threads:
        Threads now.
    resident:
        Bytes in memory now.
    """

    at: float
    processor: float
    waiting: float
    threads: int
    resident: int


@dataclass(frozen=True)
class Step:
    """What a process has used between two looks, see `Usage`."""

    processor: float = 0.0
    waiting: float = 0.0
    threads: int = 0


class Meter:
    """Tells what a process has used since it was last asked."""

    def __init__(self, read: Callable[[], Usage | None]) -> None:
        self._read = read
        self._last = read()

    def read(self) -> Step:
        """What was used meanwhile; nothing by a process that is gone."""
        now, last = self._read(), self._last
        self._last = now
        if now is None or last is None:
            return Step()
        # threads that have ended take what they waited with them
        processor = max(0.0, now.processor - last.processor)
        return Step(processor, max(0.0, now.waiting - last.waiting), now.threads)


def usage(pid: int) -> Usage | None:
    """What the process `pid` and its descendants have used; None if there is no such process."""
    at = time.monotonic()
    processor = waiting = 0.0
    threads = resident = 0
    for member in family(pid):
        try:
            fields = _fields(member)
            waiting += _waiting(member)
        except OSError:
            if member == pid:
                return None
            continue  # it has ended meanwhile, and is counted with its parent
        # utime, stime, and the same of children that have ended
        processor += sum(map(int, fields[11:15])) / TICKS
        threads += int(fields[17])
        resident += int(fields[21]) * PAGE
    return Usage(at, processor, waiting, threads, resident)


def is_ending(pid: int) -> bool:
    """Whether every thread of the process is on its way out, or gone: nobody has to end it."""
    try:
        threads = [_fields(f"{pid}/task/{task}") for task in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return _is_gone(pid)
    return all(fields[0] in "ZX" or int(fields[6]) & EXITING for fields in threads)


def _is_gone(pid: int) -> bool:
    """Whether there is no such process; only a thread may have ended during the look at all."""
    try:
        return _fields(pid)[0] in "ZX"
    except OSError:
        return True


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # ended meanwhile, or a kernel that does not list children
    return found


def _fields(pid: int | str) -> list[str]:
    """The fields of ``/proc/PID/stat`` after the name, which may hold anything: the state first."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
        return stat.read().rpartition(")")[2].split()


def _waiting(pid: int) -> float:
    """Seconds in which threads of a process were ready and had no core."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/schedstat") as line:
                total += int(line.read().split()[1])
        except (OSError, IndexError):
            continue  # the thread has ended, or the kernel does not count this
    return total / 1e9
