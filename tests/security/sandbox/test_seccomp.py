"""The filter is run here by a small interpreter of its own, so that both machines are tested."""

import errno
import re
import struct
from functools import cache
from pathlib import Path

import pytest

from grader.sandbox import seccomp, syscall_numbers

PID = 4711
ALLOWED = seccomp.ALLOW
PLAIN = (
    syscall_numbers.ALLOWED,
    syscall_numbers.REFUSED,
    syscall_numbers.UNKNOWN,
    syscall_numbers.IGNORED,
    syscall_numbers.IGNORED_OF_ITSELF,
    {name: entry[0] for name, entry in (syscall_numbers.ARGUMENTS | syscall_numbers.FLAGS).items()},
    {
        name: entry[0]
        for name, entry in (syscall_numbers.TO_ITSELF | syscall_numbers.OF_ITSELF).items()
    },
)
TABLES = {name: numbers for table in PLAIN for name, numbers in table.items()}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
MACHINES = sorted(seccomp.ARCHITECTURES)


@cache
def program(machine):
    return list(struct.iter_unpack("HBBI", seccomp._program(machine, PID)))


def decide(machine, number, *arguments, arch=None):
    """What the filter of `machine` returns for a call."""
    arguments = [*arguments, 0, 0, 0, 0][:4]
    arch = arch or seccomp.ARCHITECTURES[machine][0]
    data = struct.pack("<IIQ4Q", number, arch, 0, *arguments)
    steps = program(machine)
    at, word = 0, 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            (word,) = struct.unpack_from("<I", data, value)
            continue
        holds = {
            seccomp.EQUAL: word == value,
            seccomp.AT_LEAST: word >= value,
            seccomp.ANY_BIT: bool(word & value),
        }[code]
        at += if_true if holds else if_false


def refused(error):
    return seccomp.ERRNO | error


@pytest.fixture(params=MACHINES)
def machine(request):
    return request.param


def number(machine, name):
    return TABLES[name][seccomp.ARCHITECTURES[machine][1]]


def test_every_refused_call_is_refused(machine):
    numbers = [pair[seccomp.ARCHITECTURES[machine][1]] for pair in syscall_numbers.REFUSED.values()]
    wrong = [n for n in numbers if n >= 0 and decide(machine, n) != refused(errno.EPERM)]
    assert wrong == []


def test_every_call_stands_in_one_table():
    assert len(TABLES) == sum(map(len, PLAIN))


def test_listed_calls_are_allowed_and_calls_nobody_thought_of_are_not(machine):
    column = seccomp.ARCHITECTURES[machine][1]
    allowed = {pair[column] for pair in syscall_numbers.ALLOWED.values()} - {-1}
    assert {decide(machine, n) for n in allowed} == {ALLOWED}
    listed = {pair[column] for pair in TABLES.values()} | {seccomp.ARCHITECTURES[machine][2]}
    others = [n for n in range(1000) if n not in listed]
    assert {decide(machine, n) for n in others} == {refused(errno.ENOSYS)}


def test_threads_are_allowed_and_processes_are_not(machine):
    clone = seccomp.ARCHITECTURES[machine][2]
    assert decide(machine, clone, seccomp.CLONE_THREAD | 0x3C0F00) == ALLOWED
    assert decide(machine, clone, 17) == refused(errno.EPERM)
    for bit in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert decide(machine, clone, seccomp.CLONE_THREAD | bit) == refused(errno.EPERM)
    assert decide(machine, number(machine, "clone3")) == refused(errno.ENOSYS)


def test_a_process_can_signal_only_itself(machine):
    for name in syscall_numbers.TO_ITSELF:
        call = number(machine, name)
        assert decide(machine, call, PID, PID) == ALLOWED
        for other in (0, 1, PID + 1, 2**32 - 1):
            assert decide(machine, call, other) == refused(errno.EPERM)


@pytest.mark.parametrize("name", ["kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"])
def test_a_process_can_not_look_as_if_it_had_been_killed_from_outside(machine, name):
    between = [PID] if "tg" in name else []
    for signal in (9, 19):
        call = number(machine, name)
        assert decide(machine, call, PID, *between, signal) == refused(errno.EPERM)
        assert decide(machine, call, PID, *between, signal | 2**32) == refused(errno.EPERM)
    assert decide(machine, number(machine, name), PID, *between, 6) == ALLOWED
    assert decide(machine, number(machine, "timer_create")) == refused(errno.EPERM)
    assert decide(machine, number(machine, "prlimit64"), 0, 0) == refused(errno.EPERM)
    assert decide(machine, number(machine, "setrlimit"), 0) == refused(errno.EPERM)


def test_a_process_can_limit_only_itself(machine):
    memory = 9
    for name in syscall_numbers.OF_ITSELF:
        call = number(machine, name)
        assert decide(machine, call, 0, memory) == decide(machine, call, PID, memory) == ALLOWED
        assert decide(machine, call, 1, memory) == refused(errno.EPERM)
    assert decide(machine, number(machine, "setrlimit"), memory) == ALLOWED
    for name in syscall_numbers.IGNORED_OF_ITSELF:
        call = number(machine, name)
        assert decide(machine, call, 0) == decide(machine, call, PID) == refused(0)
        assert decide(machine, call, 1) == refused(errno.EPERM)


def test_only_known_commands_are_allowed(machine):
    for name, (_, position, values, error) in syscall_numbers.ARGUMENTS.items():
        call = number(machine, name)
        done = syscall_numbers.IGNORED_COMMANDS.get(name, ())
        for value in [*range(2000), *range(0x5400, 0x5500), 0x80086601, 0x40086602, 2**32 - 1]:
            wanted = ALLOWED if value in values else refused(0 if value in done else error)
            assert decide(machine, call, *[0] * position, value) == wanted, (name, value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        # FS_IOC_SETFLAGS and its 32-bit spelling, FS_IOC_FSSETXATTR, FS_IOC_SETVERSION,
        # FS_IOC_ENABLE_VERITY, FS_IOC_SET_ENCRYPTION_POLICY, EXT4_IOC_MOVE_EXT, FICLONE, TIOCSTI
        *[
            ("ioctl", (3, command))
            for command in (
                0x40086602,
                0x40046602,
                0x401C5820,
                0x40087602,
                0x40806685,
                0x800C6613,
                0xC028660F,
                0x40049409,
                0x5412,
            )
        ],
        # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ, F_SET_RW_HINT and
        # F_SET_FILE_RW_HINT
        *[("fcntl", (3, command)) for command in (8, 10, 15, 1024, 1026, 1031, 1036, 1038)],
        ("prctl", (62,)),  # PR_SCHED_CORE
        ("prctl", (67,)),  # PR_SET_MEMORY_MERGE
        ("madvise", (0, 4096, 12)),  # MADV_MERGEABLE
        ("madvise", (0, 4096, 21)),  # MADV_PAGEOUT
        ("mmap", (0, 4096, 3, 0x2022)),  # MAP_LOCKED
        ("mmap", (0, 4096, 3, 0x40022)),  # MAP_HUGETLB
        ("membarrier", (1,)),  # GLOBAL
        ("socketpair", (16, 3)),  # AF_NETLINK
        ("getsockopt", (3, 1, 57)),  # SO_COOKIE
        ("getsockopt", (3, 1, 71)),  # SO_NETNS_COOKIE
        ("setsockopt", (3, 1, 26)),  # SO_ATTACH_FILTER
    ],
)
def test_commands_that_would_be_notes_or_harm_are_refused(machine, name, arguments):
    answer = decide(machine, number(machine, name), *arguments)
    assert answer != ALLOWED and answer != refused(0)


def test_memory_is_mapped_as_ever(machine):
    for flags in (0x22, 0x1, 0x2, 0x20022, 0x4022):
        assert decide(machine, number(machine, "mmap"), 0, 4096, 3, flags) == ALLOWED


@pytest.mark.parametrize("name", ["fchmodat", "utimensat", "fsync", "sync", "mlockall"])
def test_what_would_be_a_note_or_slow_others_is_only_said_to_be_done(machine, name):
    assert decide(machine, number(machine, name)) == refused(0)


def test_locks_on_files_are_only_said_to_be_set(machine):
    for command in (6, 7, 37, 38):  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
        assert decide(machine, number(machine, "fcntl"), 3, command) == refused(0)
    for command in (5, 36):  # asking for locks
        assert decide(machine, number(machine, "fcntl"), 3, command) == ALLOWED


def test_calls_of_another_architecture_end_the_process(machine):
    assert decide(machine, 0, arch=0x40000003) == seccomp.KILL


def test_x32_calls_are_refused():
    assert decide("x86_64", seccomp.X32_BIT | 57) == refused(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_are_those_of_the_kernels_headers(machine):
    header = HEADERS[machine]
    if not header.is_file():
        pytest.skip(f"{header} is not installed")
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    column = seccomp.ARCHITECTURES[machine][1]
    wrong = {
        name: (numbers[column], int(found[name]))
        for name, numbers in TABLES.items()
        if name in found and numbers[column] != int(found[name])
    }
    assert wrong == {}
    missing = [n for n, numbers in TABLES.items() if numbers[column] < 0 and n in found]
    assert missing == []
