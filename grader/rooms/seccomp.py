"""System calls that a student room can't make: no processes, no sockets, nothing that outlives it.

A filter in the kernel's classic BPF, see `seccomp(2)` and `Documentation/userspace-api/
seccomp_filter.rst` of Linux. What is not listed stays allowed: TensorFlow needs a great many.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

# name: number on (x86-64, arm64); -1 where the architecture has no such call.
REFUSED = {
    # new processes and programs
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "execveat": (322, 281),
    # the network, and sockets between processes
    "socket": (41, 198),
    "bind": (49, 200),
    "listen": (50, 201),
    "connect": (42, 203),
    # looking into other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "perf_event_open": (298, 241),
    # what stays behind when the process ends, or is not counted as its memory
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # new namespaces, mounts, clocks, and large surfaces of the kernel
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_by_handle_at": (304, 265),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
# machine: (AUDIT_ARCH of <linux/audit.h>, its column above, number of clone, number of clone3)
ARCHITECTURES = {
    "x86_64": (0xC000003E, 0, 56, 435),
    "aarch64": (0xC00000B7, 1, 220, 435),
}
X32_BIT = 0x40000000  # the x32 calls of x86-64 have the same numbers with this bit set
CLONE_THREAD = 0x00010000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
# classic BPF: load a word of seccomp_data; jump if equal, greater or equal, any bit set; return
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCH_AT, FIRST_ARGUMENT_AT = 0, 4, 16


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
    program = _program(platform.machine())
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


def _program(machine: str) -> bytes:
    """The filter as an array of ``struct sock_filter``."""
    arch, column, clone, clone3 = ARCHITECTURES[machine]

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    refuse = step(RETURN, ERRNO | errno.EPERM)
    steps = [
        step(LOAD, ARCH_AT),
        step(EQUAL, arch, 1, 0),
        step(RETURN, KILL),
        step(LOAD, NUMBER_AT),
        step(AT_LEAST, X32_BIT, 0, 1),
        refuse,
        # clone3 hides its flags in memory; refused as unknown, the C library falls back to clone
        step(EQUAL, clone3, 0, 1),
        step(RETURN, ERRNO | errno.ENOSYS),
    ]
    for numbers in REFUSED.values():
        if numbers[column] >= 0:
            steps += [step(EQUAL, numbers[column], 0, 1), refuse]
    steps += [
        step(EQUAL, clone, 0, 3),
        step(LOAD, FIRST_ARGUMENT_AT),
        step(ANY_BIT, CLONE_THREAD, 1, 0),
        refuse,
        step(RETURN, ALLOW),
    ]
    return b"".join(steps)
