"""System calls a worker can't make: no processes, no sockets, nothing that harms others.

A filter in the kernel's classic BPF, see `seccomp(2)` and `Documentation/userspace-api/
seccomp_filter.rst` of Linux. What is not listed is refused as a call that this kernel lacks.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence

from grader.sandbox import syscall_numbers

# machine: (AUDIT_ARCH of <linux/audit.h>, its column in `syscall_numbers`, number of clone)
ARCHITECTURES = {"x86_64": (0xC000003E, 0, 56), "aarch64": (0xC00000B7, 1, 220)}
X32_BIT = 0x40000000  # the x32 calls of x86-64 have the same numbers with this bit set
CLONE_THREAD = 0x00010000
# NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
CLONE_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x70000000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
# classic BPF: load a word of seccomp_data; jump if equal, greater or equal, any bit set; return
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# where seccomp_data has them; both machines keep the low word of an argument first
NUMBER_AT, ARCH_AT, ARGUMENTS_AT, ARGUMENT_BYTES = 0, 4, 16, 8


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
    refuse, allow, ignore = _error(errno.EPERM), _step(RETURN, ALLOW), _error(0)
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

    for numbers, position, flags, error in syscall_numbers.FLAGS.values():
        on(numbers, _argument(position), _step(ANY_BIT, flags, 0, 1), _error(error), allow)
    for name, (numbers, position, values, error) in syscall_numbers.ARGUMENTS.items():
        then = [_argument(position)]
        for value in values:
            then += [_step(EQUAL, value, 0, 1), allow]
        for value in syscall_numbers.IGNORED_COMMANDS.get(name, ()):
            then += [_step(EQUAL, value, 0, 1), ignore]
        on(numbers, *then, _error(error))
    first = _argument(0)
    for numbers, position in syscall_numbers.TO_ITSELF.values():
        then = _unless(position, syscall_numbers.FATAL, refuse)
        on(numbers, *then, first, _step(EQUAL, pid, 0, 1), allow, refuse)
    for numbers, position in syscall_numbers.OF_ITSELF.values():
        then = _unless(position, syscall_numbers.FATAL_LIMITS, refuse)
        on(numbers, *then, first, _step(EQUAL, 0, 1, 0), _step(EQUAL, pid, 0, 1), allow, refuse)
    for numbers in syscall_numbers.IGNORED_OF_ITSELF.values():
        on(numbers, first, _step(EQUAL, 0, 1, 0), _step(EQUAL, pid, 0, 1), ignore, refuse)
    new_process = _step(ANY_BIT, CLONE_THREAD, 1, 0)
    on(
        (clone, clone),
        first,
        new_process,
        refuse,
        _step(ANY_BIT, CLONE_NAMESPACES, 0, 1),
        refuse,
        allow,
    )
    for table, answer in (
        (syscall_numbers.ALLOWED, allow),
        (syscall_numbers.REFUSED, refuse),
        (syscall_numbers.IGNORED, ignore),
    ):
        for numbers in table.values():
            on(numbers, answer)
    return b"".join([*steps, _error(errno.ENOSYS)])


def _unless(position: int, values: Sequence[int], refuse: bytes) -> list[bytes]:
    """Refuse the call if an argument has one of these values; else go on with the next step."""
    then = [_argument(position)]
    for value in values:
        then += [_step(EQUAL, value, 0, 1), refuse]
    return then


def _argument(position: int) -> bytes:
    """Load the low word of an argument; the kernel looks at no more of those asked about."""
    return _step(LOAD, ARGUMENTS_AT + position * ARGUMENT_BYTES)


def _error(number: int) -> bytes:
    """The call is not made, and gives this error; 0 says that it was done."""
    return _step(RETURN, ERRNO | number)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
