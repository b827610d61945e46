"""System calls a room can't make: no processes, no sockets, nothing that outlives or harms others.

A filter in the kernel's classic BPF, see `seccomp(2)` and `Documentation/userspace-api/
seccomp_filter.rst` of Linux. What is not listed stays allowed: TensorFlow needs a great many.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from grader.rooms.syscalls import COMMANDS, IGNORED, OF_ITSELF, REFUSED, TO_ITSELF, UNKNOWN

# machine: (AUDIT_ARCH of <linux/audit.h>, its column in `syscalls`, number of clone)
ARCHITECTURES = {"x86_64": (0xC000003E, 0, 56), "aarch64": (0xC00000B7, 1, 220)}
X32_BIT = 0x40000000  # the x32 calls of x86-64 have the same numbers with this bit set
CLONE_THREAD = 0x00010000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
# classic BPF: load a word of seccomp_data; jump if equal, greater or equal, any bit set; return
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# where seccomp_data has them; both machines keep the low word of an argument first
NUMBER_AT, ARCH_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24


def is_supported() -> bool:
    """Whether the filter knows this machine's system calls."""
    return platform.system() == "Linux" and platform.machine() in ARCHITECTURES


def refuse_calls() -> None:
    """Put the filter on this thread and all it starts; it can't be taken off again.

    Raises
    ------
    OSError
        If the kernel refuses it.
    """
    program = _program(platform.machine(), os.getpid())
    code = ctypes.create_string_buffer(program)
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }
    fprog = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(fprog), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the kernel refused the system call filter")


def _program(machine: str, pid: int) -> bytes:
    """The filter of the process `pid` as an array of ``struct sock_filter``."""
    arch, column, clone = ARCHITECTURES[machine]
    refuse, allow = _step(RETURN, ERRNO | errno.EPERM), _step(RETURN, ALLOW)
    steps = [
        _step(LOAD, ARCH_AT),
        _step(EQUAL, arch, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER_AT),
        _step(AT_LEAST, X32_BIT, 0, 1),
        refuse,
    ]

    def on(numbers: tuple[int, int], *then: bytes) -> None:
        """For the call with these numbers do `then`, which ends in a return."""
        if numbers[column] >= 0:
            steps.extend((_step(EQUAL, numbers[column], 0, len(then)), *then))

    for numbers in REFUSED.values():
        on(numbers, refuse)
    for numbers in UNKNOWN.values():
        on(numbers, _step(RETURN, ERRNO | errno.ENOSYS))
    for numbers in IGNORED.values():
        on(numbers, _step(RETURN, ERRNO | 0))
    first = _step(LOAD, FIRST_ARGUMENT_AT)
    for numbers in TO_ITSELF.values():
        on(numbers, first, _step(EQUAL, pid, 0, 1), allow, refuse)
    for numbers in OF_ITSELF.values():
        on(numbers, first, _step(EQUAL, 0, 1, 0), _step(EQUAL, pid, 0, 1), allow, refuse)
    for numbers, commands in COMMANDS.values():
        past_allow = range(len(commands), 0, -1)  # from each check
        checks = [_step(EQUAL, c, n, 0) for c, n in zip(commands, past_allow, strict=True)]
        on(numbers, _step(LOAD, SECOND_ARGUMENT_AT), *checks, allow, refuse)
    on((clone, clone), first, _step(ANY_BIT, CLONE_THREAD, 1, 0), refuse, allow)
    return b"".join([*steps, allow])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
