"""Attacks on other processes, the network and the clock."""

from attack import code, harmless, reports

G = "other processes"
REFUSED = "PermissionError"
C = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
OTHERS = "others = [int(n) for n in os.listdir('/proc') if n.isdecimal() and int(n) != os.getpid()]"


def each(what: str, call: str, found: str = "nothing", **rest):
    """`call`, which is refused for every other process `pid` in sight."""
    source = f"""\
import os, resource, signal
{OTHERS}
done = []
for pid in others + [-1, 0]:
    try:
        {call}
        done.append(str(pid))
    except OSError:
        pass
return ','.join(done) or 'nothing'"""
    return reports(G, what, source, found, **rest)


def libc(what: str, call: str, group: str = G, found: str = "nothing"):
    """A call of the C library that must give -1."""
    return reports(group, what, f"{C}return 'nothing' if {call} == -1 else 'it worked'", found)


ATTACKS = [
    each("SIGKILL to every process", "os.kill(pid, signal.SIGKILL)"),
    each("SIGSTOP to every process", "os.kill(pid, signal.SIGSTOP)"),
    each(
        "SIGTERM to every process group",
        "os.killpg(pid, signal.SIGTERM) if pid > 1 else 1 / 0",
        found="ZeroDivisionError",
    ),
    reports(
        G,
        "signals through a pidfd of /proc",
        f"import os, signal\n{OTHERS}\nfor pid in others:\n    try:\n"
        "        fd = os.open(f'/proc/{pid}', os.O_RDONLY)\n"
        "        signal.pidfd_send_signal(fd, signal.SIGKILL)\n        return str(pid)\n"
        "    except OSError:\n        pass\nreturn 'nothing'",
    ),
    each(
        "limits of other processes lowered (prlimit)",
        "resource.prlimit(pid, resource.RLIMIT_NOFILE, (0, 0)) if pid > 0 else os.kill(1, 0)",
    ),
    each(
        "priority of other processes lowered",
        "os.setpriority(os.PRIO_PROCESS, pid, 19) if pid > 0 else os.kill(1, 0)",
    ),
    each(
        "other processes moved to one processor",
        "os.sched_setaffinity(pid, {0}) if pid > 0 else os.kill(1, 0)",
    ),
    each(
        "other processes' scheduler changed",
        "os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))"
        " if pid > 0 else os.kill(1, 0)",
    ),
    libc("ptrace attached to the parent", "libc.ptrace(16, os.getppid(), 0, 0)"),
    libc(
        "the parent's memory read (process_vm_readv)",
        "libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0)",
    ),
    reports(
        G,
        "the parent's memory written",
        "import os\nopen(f'/proc/{os.getppid()}/mem', 'r+b')\nreturn 'opened'",
        found="FileNotFoundError",
    ),
    harmless(
        G,
        "everything signalled and traced, beside a right answer",
        f"import os, signal\n{OTHERS}\nfor pid in [*others, 0, -1]:\n"
        "    for number in (signal.SIGSTOP, signal.SIGKILL):\n        try:\n"
        "            os.kill(pid, number)\n        except OSError:\n            pass\n"
        "def double(values):\n    return [2 * v for v in values]\n",
    ),
]

N = "network"
ATTACKS += [
    reports(N, what, f"import socket\n{call}\nreturn 'connected'", found=found)
    for what, call, found in (
        ("TCP", "socket.create_connection(('127.0.0.1', 22), 2)", "gaierror"),
        ("UDP", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", REFUSED),
        ("DNS", "socket.getaddrinfo('example.org', 80)", "gaierror"),
        ("Unix socket", "socket.socket(socket.AF_UNIX).connect('/run/x')", REFUSED),
        ("abstract socket", "socket.socket(socket.AF_UNIX).bind('\\0attack')", REFUSED),
        ("netlink", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", REFUSED),
    )
]

K = "clock"
ATTACKS += [
    libc("settimeofday", "libc.settimeofday(ctypes.create_string_buffer(16), None)", K),
    code(
        K,
        "time.time and time.monotonic patched",
        "import time\ntime.time = time.monotonic = time.perf_counter = lambda: 0.0\n"
        "def double(values):\n    while time.monotonic() < 1:\n        pass\n",
        verdicts=("timeout", "passed"),
        seconds=2.0,
    ),
]
