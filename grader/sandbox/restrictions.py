"""What a process may still do once it is confined. There is no way back."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import bubblewrap, seccomp
from grader.sandbox.linux_capabilities import drop_privileges
from grader.sandbox.namespaces import NEWUSER, TMP, OwnView
from grader.sandbox.working_folder import lay_out

PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Allowance:
    """What a confined process may use on top of what the fork server already has.

    Attributes
    ----------
    memory_bytes:
        Address space more than at the start.
    cpu_seconds:
        Processor time of all its threads.
    open_files:
        As many as Jupyter may have open on most machines.
    file_bytes:
        Size of any file it writes; the whole of its scratch folder may be one.
    threads:
        All its threads. The kernel exempts root; there the coordinator counts, see
        `grader.runner.watchdog`.
    """

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 600
    open_files: int = 1024
    file_bytes: int = bubblewrap.SCRATCH_BYTES
    threads: int = 512


def landlock_version() -> int:
    """The kernel's Landlock version, 0 if it has none."""
    try:
        import sandlock

        return max(0, sandlock.landlock_abi_version())
    except Exception:  # no wheel for this platform, or no Landlock in the kernel: both mean none
        return 0


def confine(
    readable: Sequence[str],
    writable: Sequence[str],
    allowance: Allowance,
    *,
    refuse_calls: bool,
    view: OwnView | None = None,
) -> None:
    """Confine the calling process, which must have one thread only.

    First its view and capabilities, then limits, files and signals (Landlock), system calls.

    Parameters
    ----------
    readable, writable:
        Folders that stay readable, and those that stay writable; all others are closed.
    refuse_calls:
        Also refuse the system calls of `grader.sandbox.seccomp`.
    view:
        What it is to see; None if it shares its sandbox with nobody, then or later.

    Raises
    ------
    OSError, sandlock.SandlockError
        If the kernel refuses any of it. The process must then not run foreign code.
    """
    if view:
        view.enter()
    else:
        _count_alone()
    drop_privileges()
    _limit(allowance)
    if landlock_version():
        import sandlock

        present = [path for path in readable if Path(path).exists()]
        sandlock.confine(sandlock.Sandbox(fs_readable=present, fs_writable=list(writable)))
    if refuse_calls:
        seccomp.refuse_calls()


def enter_scratch(scratch: str, allowance: Allowance, options: dict) -> None:
    """Confine this fork, for good, to its scratch folder, and lay the assignment's files out there.

    `options` are those of `grader.sandbox.fork_server_client`. Raises what `confine` raises.
    """
    os.environ.update(HOME=scratch, TMPDIR=scratch, KERAS_HOME=scratch)
    tempfile.tempdir = scratch  # it was looked up, and kept, before the fork
    if options["confined"]:
        confine(
            bubblewrap.visible(options["files"]),
            [scratch, TMP, os.devnull],
            allowance,
            refuse_calls=options["refuse_calls"],
            view=bubblewrap.own_view(scratch) if options["own_view"] else None,
        )
    os.chdir(scratch)
    lay_out(options["files"], scratch)


def silence() -> None:
    """Have this process read nothing from its standard input, and write nothing that is seen."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.close(nothing)


def _count_alone() -> None:
    """Have the kernel count this process's threads apart from those of the workers beside it.

    It counts by user and user namespace. Where a new namespace is refused (some distributions do)
    workers share their count: it still bounds them all. `OwnView` does this, too.
    """
    ctypes.CDLL(None).unshare(NEWUSER)


def _limit(allowance: Allowance) -> None:
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # where memory ends, the kernel takes this process before any other
    with open("/proc/self/statm") as statm:
        address_space = int(statm.read().split()[0]) * PAGE
    spent = sum(os.times()[:2])
    for what, most in (
        (resource.RLIMIT_AS, address_space + allowance.memory_bytes),
        (resource.RLIMIT_NOFILE, _at_most(resource.RLIMIT_NOFILE, allowance.open_files)),
        (resource.RLIMIT_FSIZE, _at_most(resource.RLIMIT_FSIZE, allowance.file_bytes)),
        (resource.RLIMIT_NPROC, allowance.threads),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # at the first the kernel sends SIGXCPU, at the second SIGKILL, which would look like an end
    # from outside
    seconds = int(spent) + allowance.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def _at_most(what: int, most: int) -> int:
    """`most`, or what the machine allows, where that is less and can't be raised."""
    allowed = resource.getrlimit(what)[1]
    return most if allowed == resource.RLIM_INFINITY else min(most, allowed)
