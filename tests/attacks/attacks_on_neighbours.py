"""Attacks on other processes, on what others share, and by what is left behind."""

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
        found=REFUSED,
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
        ("TCP", "socket.create_connection(('127.0.0.1', 22), 2)", REFUSED),
        ("UDP", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", REFUSED),
        ("DNS", "socket.getaddrinfo('example.org', 80)", "gaierror"),
        ("Unix socket", "socket.socket(socket.AF_UNIX).connect('/run/x')", REFUSED),
        ("abstract socket", "socket.socket(socket.AF_UNIX).bind('\\0attack')", REFUSED),
        ("netlink", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", REFUSED),
    )
]

L = "left behind"
ATTACKS += [
    reports(
        L, "fork", "import os\nif os.fork() == 0:\n    os._exit(0)\nreturn 'forked'", found=REFUSED
    ),
    reports(
        L,
        "daemon by subprocess",
        "import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        "return 'started'",
        found=REFUSED,
    ),
    reports(
        L,
        "posix_spawn",
        "import os\nos.posix_spawn('/bin/sleep', ['sleep', '60'], {})\nreturn 'x'",
        found=REFUSED,
    ),
    reports(
        L,
        "the interpreter replaced (exec)",
        "import os\nos.execv('/bin/true', ['true'])",
        found=REFUSED,
    ),
    harmless(
        L,
        "threads that never end",
        "import threading, time\ndef forever():\n    while True:\n        time.sleep(0.01)\n"
        "for _ in range(20):\n    threading.Thread(target=forever).start()\n"
        "def double(values):\n    return [2 * v for v in values]\n",
    ),
    reports(
        L,
        "files in /tmp, /dev/shm, /cache, other scratch folders and the course",
        "import grader, os\ndone = []\nfor folder in ('/tmp', '/dev/shm', '/dev', '/cache', '/',"
        " '/scratch', '/scratch/0', '/scratch/1',\n"
        "        '/cache/matplotlib', os.path.dirname(grader.__file__), '/var/tmp', '/run'):\n"
        "    try:\n        open(f'{folder}/attack-left', 'w').write('x')\n"
        "        done.append(folder)\n    except OSError:\n        pass\n"
        "return 'own' if done == [os.getcwd()] else repr(done)",
        found="own",
    ),
    harmless(
        L,
        "a scratch folder that can't be read",
        "import os\nos.makedirs('a/b/c')\nopen('a/b/c/answers', 'w').write('x')\n"
        "for path in ('a/b/c', 'a/b', 'a'):\n    os.chmod(path, 0)\nos.mkdir('d', 0)\n"
        "os.symlink('/', 'root')\nos.mkfifo('pipe')\n"
        "def double(values):\n    return [2 * v for v in values]\n",
    ),
    harmless(
        L,
        "folders nested 5,000 deep",
        "import os\nhere = os.getcwd()\nfor _ in range(5000):\n    os.mkdir('d')\n"
        "    os.chdir('d')\nopen('answers', 'w').write('x')\nos.chdir(here)\n"
        "def double(values):\n    return [2 * v for v in values]\n",
    ),
    harmless(
        L,
        "the sandbox's folders closed by chmod",
        "import os\nfor path in ('/scratch/0', '/scratch/1', '/scratch', '/cache', '/dev/shm',"
        " '/dev/null', '/dev', '/proc', '/', '.'):\n"
        "    try:\n        os.chmod(path, 0)\n    except OSError:\n        pass\n"
        "def double(values):\n    return [2 * v for v in values]\n",
    ),
    reports(
        L,
        "notes in extended attributes of shared folders",
        "import os\ndone = []\nfor path in ('/scratch/0', '/scratch/1', '/scratch', '/dev', '/',"
        " '/cache'):\n    try:\n        os.setxattr(path, 'user.answer', b'x')\n"
        "        done.append(path)\n    except OSError:\n        pass\n"
        "return ','.join(done) or 'nothing'",
    ),
    reports(
        L,
        "shared memory (shm_open)",
        "from multiprocessing import shared_memory\n"
        "shared_memory.SharedMemory('attack-left', create=True, size=100)\nreturn 'made'",
        found="OSError",
    ),
    libc("System V shared memory", "libc.shmget(0x7391, 4096, 0o1666)", L),
    libc(
        "System V semaphores and queues",
        "max(libc.semget(0x7391, 1, 0o1666), libc.msgget(0x7391, 0o1666))",
        L,
    ),
    libc("POSIX message queue", "libc.mq_open(b'/attack-left', 0o102, 0o666, None)", L),
    libc(
        "a key in the kernel's keyring",
        "libc.syscall(248 if os.uname().machine == 'x86_64' else 217, b'user', b'k', b'v', 1, -4)",
        L,
    ),
    reports(
        L,
        "locks on the files that all share",
        "import fcntl, grader\nfile = open(grader.__file__)\n"
        "fcntl.flock(file, fcntl.LOCK_EX)\nreturn 'locked'",
        found="OSError",
    ),
    libc("a new user namespace", "libc.unshare(0x10000000)", L),
    libc("a mount", "libc.mount(b'none', b'/scratch/0', b'tmpfs', 0, None)", L),
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
