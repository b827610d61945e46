"""What the kernel lets a process do beyond others' rights: all of it given up, for good.

A process that makes a user namespace has all capabilities in it, see `capabilities(7)`: enough to
reach parts of the kernel that no honest notebook needs.
"""

from __future__ import annotations

import ctypes
import struct

# <linux/prctl.h>
PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS = 23, 24, 28, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
# <linux/securebits.h>: NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE set and locked, KEEP_CAPS
# locked as it is, which is off
SECURE_BITS = 0b11101111
CAPABILITY_VERSION_3 = 0x20080522  # <linux/capability.h>
SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


def drop_privileges() -> None:
    """Empty every set of capabilities of this process, and keep them empty.

    Raises
    ------
    OSError
        If a capability is left. The process must then not run foreign code.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    libc.prctl(PR_SET_SECUREBITS, SECURE_BITS, 0, 0, 0)
    capability = 0
    while libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0:
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        capability += 1
    # {version, pid}, then twice {effective, permitted, inheritable}
    libc.capset(struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24))
    if left := capabilities():
        raise OSError(0, f"capabilities could not be given up: {left}")


def capabilities() -> dict[str, int]:
    """The sets of capabilities of the calling process that are not empty, as the kernel says."""
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return {name: int(lines[name], 16) for name in SETS if int(lines[name], 16)}
