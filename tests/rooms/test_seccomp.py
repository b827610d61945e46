"""The filter is run here by a small interpreter of its own, so that both machines are tested."""

import errno
import re
import struct
from pathlib import Path

import pytest

from grader.rooms import seccomp, syscalls

PID = 4711
ALLOWED = seccomp.ALLOW
TABLES = {
    **syscalls.REFUSED,
    **syscalls.UNKNOWN,
    **syscalls.IGNORED,
    **syscalls.TO_ITSELF,
    **syscalls.OF_ITSELF,
    **{name: numbers for name, (numbers, _) in syscalls.COMMANDS.items()},
}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
MACHINES = sorted(seccomp.ARCHITECTURES)


def decide(machine, number, first=0, second=0, arch=None):
    """What the filter of `machine` returns for a call."""
    data = struct.pack(
        "<IIQQQ", number, arch or seccomp.ARCHITECTURES[machine][0], 0, first, second
    )
    steps = list(struct.iter_unpack("HBBI", seccomp._program(machine, PID)))
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
    numbers = [pair[seccomp.ARCHITECTURES[machine][1]] for pair in syscalls.REFUSED.values()]
    wrong = [n for n in numbers if n >= 0 and decide(machine, n) != refused(errno.EPERM)]
    assert wrong == []


def test_other_calls_are_allowed(machine):
    listed = {pair[seccomp.ARCHITECTURES[machine][1]] for pair in TABLES.values()}
    listed.add(seccomp.ARCHITECTURES[machine][2])
    others = [n for n in range(300) if n not in listed]
    assert {decide(machine, n) for n in others} == {ALLOWED}


def test_threads_are_allowed_and_processes_are_not(machine):
    clone = seccomp.ARCHITECTURES[machine][2]
    assert decide(machine, clone, first=seccomp.CLONE_THREAD | 0x100) == ALLOWED
    assert decide(machine, clone, first=17) == refused(errno.EPERM)
    assert decide(machine, number(machine, "clone3")) == refused(errno.ENOSYS)


def test_a_process_can_signal_only_itself(machine):
    for name in syscalls.TO_ITSELF:
        call = number(machine, name)
        assert decide(machine, call, first=PID) == ALLOWED
        for other in (0, 1, PID + 1, 2**32 - 1):
            assert decide(machine, call, first=other) == refused(errno.EPERM)


def test_a_process_can_limit_only_itself(machine):
    for name in syscalls.OF_ITSELF:
        call = number(machine, name)
        assert decide(machine, call, first=0) == decide(machine, call, first=PID) == ALLOWED
        assert decide(machine, call, first=1) == refused(errno.EPERM)


def test_only_harmful_commands_of_fcntl_and_ioctl_are_refused(machine):
    for name, (_, commands) in syscalls.COMMANDS.items():
        call = number(machine, name)
        for command in commands:
            assert decide(machine, call, second=command) == refused(errno.EPERM)
        assert decide(machine, call, second=1) == decide(machine, call, second=0x5401) == ALLOWED


def test_chmod_is_said_to_be_done(machine):
    assert decide(machine, number(machine, "fchmodat")) == refused(0)


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
