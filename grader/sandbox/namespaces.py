"""A view of files, processes and network of a worker's own: nothing in it is shared with another.

Landlock keeps a worker from opening other workers' files, not from asking for their names, sizes
and times; what `/proc` tells of a neighbour, anyone may read. So each worker gets namespaces of its
own: see `user_namespaces(7)` and `mount_namespaces(7)`. In there a fresh scratch folder lies over
those of all workers, a fresh `/tmp`, which code names without asking, over the common one, and so
does a `/proc` with nobody else. All go when the process goes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# <linux/sched.h>
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
# <linux/mount.h>
READ_ONLY, NO_SUID, NO_DEVICES, NO_TIMES, RELATIVE_TIMES = 0x1, 0x2, 0x4, 0x400, 0x200000
REMOUNT, BIND, MOVE, RECURSIVE, PRIVATE = 0x20, 0x1000, 0x2000, 0x4000, 0x40000
PLAIN = NO_SUID | NO_DEVICES
TMP = "/tmp"
FILES_IN_SCRATCH = 200_000  # each takes memory that is not counted as the worker's
# What libraries read of the machine, as it was when the fork server started: live, they would
# show what the neighbours do.
MACHINE_FILES = (
    "cpuinfo",
    "filesystems",
    "loadavg",
    "meminfo",
    "stat",
    "uptime",
    "version",
    "sys/kernel/osrelease",
    "sys/kernel/pid_max",
    "sys/kernel/threads-max",
    "sys/vm/max_map_count",
    "sys/vm/overcommit_memory",
)


@cache
def machine_files() -> dict[str, bytes]:
    """Those of `MACHINE_FILES` that are there: the same for all workers, from the first look on."""
    found = {}
    for name in MACHINE_FILES:
        with contextlib.suppress(OSError):
            found[name] = Path("/proc", name).read_bytes()
    return found


@dataclass(frozen=True)
class OwnView:
    """What a worker sees once it has entered.

    Attributes
    ----------
    scratch:
        Its scratch folder, such as ``/scratch/0``: empty, and the only one in its parent.
    scratch_bytes:
        How much fits.
    covered:
        Other folders that an empty one, only for reading, lies over.
    kept:
        What stays as it is below ``/tmp``, which is the worker's own as well.
    """

    scratch: str
    scratch_bytes: int
    covered: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def enter(self) -> None:
        """Go in, for good. The calling process must have one thread only.

        It has all capabilities in its namespaces then, see `grader.sandbox.linux_capabilities`.

        Raises
        ------
        OSError
            If the kernel refuses any of it. The process must then not run foreign code.
        """
        user, group = os.getuid(), os.getgid()
        _call("unshare", NEWUSER | NEWNS | NEWIPC | NEWUTS | NEWNET)
        with contextlib.suppress(OSError):  # refused where it has been denied already
            Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        _mount(None, "/", None, RECURSIVE | PRIVATE)
        common = os.path.dirname(self.scratch)
        _mount("tmpfs", common, "tmpfs", PLAIN, "mode=755,size=1m")
        self._make_proc(f"{common}/proc")
        for path in self.covered:
            _mount("tmpfs", path, "tmpfs", PLAIN | READ_ONLY, "mode=755,size=4k")
        os.mkdir(self.scratch)
        options = f"mode=700,size={self.scratch_bytes},nr_inodes={FILES_IN_SCRATCH}"
        _mount("tmpfs", self.scratch, "tmpfs", PLAIN | NO_TIMES, options)
        self._part_scratch()
        _close(common)

    def _part_scratch(self) -> None:
        """Make two folders of the scratch folder, which share its space: itself, and ``/tmp``."""
        files, tmp = f"{self.scratch}/files", f"{self.scratch}{TMP}"
        for folder in (files, tmp):
            os.mkdir(folder, 0o700)
        for path in self.kept:
            place = Path(f"{self.scratch}{path}")
            if os.path.isdir(path):
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch()
            _mount(path, str(place), None, BIND | RECURSIVE)
        _mount(tmp, TMP, None, BIND | RECURSIVE)
        _mount(files, self.scratch, None, BIND)

    def _make_proc(self, folder: str) -> None:
        """Make the worker's `/proc` in `folder`, then move it to its place."""
        pid = os.getpid()
        os.mkdir(folder)
        _mount("tmpfs", folder, "tmpfs", PLAIN, "mode=755,size=8m")
        for name, content in machine_files().items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        os.mkdir(f"{folder}/{pid}")
        _mount(f"/proc/{pid}", f"{folder}/{pid}", None, BIND)
        os.symlink(str(pid), f"{folder}/self")
        os.symlink("self/mounts", f"{folder}/mounts")
        os.symlink("self/net", f"{folder}/net")
        _close(folder)
        _mount(folder, "/proc", None, MOVE)
        os.rmdir(folder)


def _close(folder: str) -> None:
    _mount(None, folder, None, REMOUNT | BIND | READ_ONLY | PLAIN | RELATIVE_TIMES)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    texts = [None if text is None else text.encode() for text in (source, target, kind)]
    _call("mount", *texts, ctypes.c_ulong(flags), data.encode() or None, about=target)


def _call(name: str, *arguments: object, about: str = "a worker's own namespaces") -> None:
    """Make a call of the C library; raises OSError if it fails."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}", about)


if __name__ == "__main__":  # in the sandbox: whether this machine lets workers do so
    from grader.sandbox.linux_capabilities import drop_privileges

    OwnView("/scratch/0", 1 << 20, ("/cache",)).enter()
    drop_privileges()
