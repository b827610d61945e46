"""Two workers in one sandbox, one after the other and side by side: neither can tell of the other.

Each of the channels below carries a note if a worker does not have a view of its own. They are
forks of one plain process in a real sandbox, confined as student workers are.
"""

import json
import subprocess
import sys

import pytest

from grader.sandbox import bubblewrap
from grader.sandbox.protection import protection

pytestmark = pytest.mark.skipif(
    not protection().shares_sandbox, reason="this machine lacks a part of the sandbox"
)
SETUP = """
import contextlib, ctypes, fcntl, json, os, sys
from grader.sandbox import bubblewrap
from grader.sandbox.namespaces import machine_files
from grader.sandbox.restrictions import Allowance, confine
import sandlock
bubblewrap.readable(), machine_files()
SHARED = os.path.join(os.path.dirname(bubblewrap.__file__), "__init__.py")

def worker(slot, code, names, private=True):
    scratch = f"/scratch/{slot}"
    readable = [*bubblewrap.readable(), *bubblewrap.DEVICES, "/proc"]
    confine(readable, [scratch, '/tmp', os.devnull], Allowance(),
            refuse_calls=private, view=bubblewrap.own_view(scratch) if private else None)
    os.chdir(scratch)
    names["libc"] = ctypes.CDLL(None, use_errno=True)
    exec(code, names)

def start(*arguments):
    # A fork that says what it found; it stays until the pipe to it is closed.
    from_it, out = os.pipe()
    inn, to_it = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(to_it)
        try:
            names = dict(globals())
            worker(*arguments[:2], names, *arguments[2:])
            said = {"found": names.get("found")}
        except BaseException as error:
            said = {"error": repr(error)}
        os.write(out, json.dumps(said, default=repr).encode())
        os.close(out)
        os.read(inn, 1)
        os._exit(0)
    os.close(out)
    said = b"".join(iter(lambda: os.read(from_it, 65536), b""))
    return to_it, pid, json.loads(said)

def end(worker):
    os.close(worker[0])
    os.waitpid(worker[1], 0)
"""


def in_sandbox(code):
    """Run `code` in the sandbox of two workers; what it printed last, as JSON."""
    command = bubblewrap.command([sys.executable, "-c", SETUP + code], slots=2)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def both_ways(leave, look):
    """What `look` finds beside and after a worker that ran `leave`, and where there was none."""
    return in_sandbox(
        f"leave, look = {leave!r}, {look!r}\n"
        "first = start(0, look); end(first)\n"
        "alone = start(1, look); end(alone)\n"
        "left = start(0, leave)\n"
        "beside = start(1, look); end(beside); end(left)\n"
        "after = start(0, look); end(after)\n"
        "print(json.dumps([r[2] for r in (first, alone, left, beside, after)]))"
    )


SEEN = """
def seen(path):
    try:
        s = os.stat(path)
    except OSError as error:
        return error.errno
    when = [t == NOTE for t in (s.st_mtime_ns, s.st_atime_ns)]
    return [s.st_mode, s.st_nlink, s.st_size, s.st_uid, *when]
NOTE = 7723 * 10**9
"""
EVERYWHERE = (
    "PLACES = ['/', '/tmp', '/scratch', '/scratch/0', '/scratch/1', '/cache', "
    "'/cache/matplotlib', '/dev', "
    "'/dev/shm', '/dev/null', '/dev/pts', '/proc', SHARED, os.path.dirname(SHARED), sys.prefix]\n"
)
BY_NAMES = f"""{SEEN}{EVERYWHERE}
own = os.getcwd()
found = [seen(p) for p in PLACES if p != own and p != {{'/scratch/0': '/scratch/1',
    '/scratch/1': '/scratch/0'}}[own]]
found += [os.listdir(own), seen(own)]
found += [os.path.exists(f'/scratch/{{n}}/{{name}}') for n in (0, 1) for name in ('note', 'n0')]
"""
CHANNELS = {
    "times of files and folders": (
        f"{SEEN}{EVERYWHERE}\nfor p in PLACES:\n    with contextlib.suppress(OSError):\n"
        "        os.utime(p, ns=(NOTE, NOTE))\n"
        "for call, arg in (('utime', 0), ('utimes', 0)):\n    for p in PLACES:\n"
        "        getattr(libc, call)(p.encode(), (ctypes.c_long * 4)(7723, 0, 7723, 0))\n",
        BY_NAMES,
    ),
    "names, sizes and counts in the scratch folder": (
        "open('note', 'w').write('x' * 7723)\nfor n in range(50):\n    os.mkdir(f'n{n}')",
        BY_NAMES,
    ),
    "names and contents in /tmp": (
        "open('/tmp/note', 'w').write('x' * 7723)\nfor n in range(50):\n    os.mkdir(f'/tmp/n{n}')",
        f"{BY_NAMES}found += [os.listdir('/tmp'), seen('/tmp/note')]\n",
    ),
    "rights and attributes of folders": (
        f"{EVERYWHERE}\nfor p in PLACES:\n    for do in (lambda: os.chmod(p, 0o1751),\n"
        "            lambda: os.setxattr(p, 'user.note', b'7723')):\n"
        "        with contextlib.suppress(OSError):\n            do()\n",
        BY_NAMES + "found += [os.listxattr(p) for p in PLACES if os.path.exists(p)]\n",
    ),
    "how full the disk is": (
        "open('note', 'wb').write(bytes(7723 * 1000))",
        "found = []\nfor p in ('/scratch', os.getcwd(), '/tmp', '/cache', '/dev/shm'):\n"
        "    s = os.statvfs(p)\n    found.append([s.f_bfree, s.f_ffree])",
    ),
    "numbers of files": (
        "for n in range(500):\n    open('x', 'w').close()\n    os.remove('x')",
        "open('x', 'w').close()\nfound = os.stat('x').st_ino",
    ),
    "flags of files (ioctl)": (
        "import array\nmade = []\nfor p in ('.', '/dev/null', SHARED):\n"
        "    fd = os.open(p, os.O_RDONLY)\n"
        "    for command in (0x40086602, 0x401C5820, 0x40087602):\n"
        "        with contextlib.suppress(OSError):\n"
        "            fcntl.ioctl(fd, command, array.array('l', [0x40] * 8))\n"
        "            made.append(p)\nfound = made",
        "import array\nfound = []\nfor p in ('.', SHARED):\n    flags = array.array('l', [0])\n"
        "    with contextlib.suppress(OSError):\n"
        "        fcntl.ioctl(os.open(p, os.O_RDONLY), 0x80086601, flags)\n"
        "    found.append(list(flags))",
    ),
    "locks": (
        "fd = os.open(SHARED, os.O_RDONLY)\nfcntl.lockf(fd, fcntl.LOCK_SH, 23, 77)",
        "import struct\nfd = os.open(SHARED, os.O_RDONLY)\n"
        "asked = struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0)\n"
        "found = list(struct.unpack('hhqqi', fcntl.fcntl(fd, fcntl.F_GETLK, asked)))",
    ),
    "hints and leases": (
        "import struct\nfd = os.open(SHARED, os.O_RDONLY)\n"
        "for command, arg in ((1024, 0), (1026, 1)):\n"
        "    with contextlib.suppress(OSError):\n        fcntl.fcntl(fd, command, arg)\n"
        "for command in (1036, 1038):\n    with contextlib.suppress(OSError):\n"
        "        fcntl.fcntl(fd, command, struct.pack('q', 3))\n",
        "import struct\nfd = os.open(SHARED, os.O_RDONLY)\nfound = [fcntl.fcntl(fd, 1025)]\n"
        "for command in (1035, 1037):\n    try:\n"
        "        found.append(repr(fcntl.fcntl(fd, command, bytes(8))))\n"
        "    except OSError as error:\n        found.append(error.errno)",
    ),
    "names, command lines and states in /proc": (
        "libc.prctl(15, b'note7723', 0, 0, 0)\nopen('/proc/self/comm').read()",
        "found = [os.listdir('/proc') == os.listdir('/proc')]\n"
        "others = [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]\n"
        "found += [others, [os.path.exists(f'/proc/{p}') for p in range(1, 200) "
        "if p != os.getpid()].count(True), os.path.exists(f'/proc/{os.getppid()}')]",
    ),
    "sockets": (
        "import socket\nkeep = [socket.socketpair() for _ in range(40)]",
        # how many TCP sockets the whole machine has, and their memory, is nothing of a worker's:
        # it can make none
        "import re\nfound = [len(open('/proc/self/net/unix').readlines()),"
        " re.sub('(alloc|mem) [0-9]+', '', open('/proc/self/net/sockstat').read()),"
        " os.listdir('/proc/self/task') and"
        " len(open('/proc/self/task/' + os.listdir('/proc/self/task')[0] + '/net/unix')"
        ".readlines())]",
    ),
    "priorities and schedulers": (
        "with contextlib.suppress(OSError):\n    os.sched_setscheduler(0, os.SCHED_IDLE, "
        "os.sched_param(0))\nwith contextlib.suppress(OSError):\n    os.sched_setaffinity(0, [0])\n"
        "with contextlib.suppress(OSError):\n    os.nice(5)\n",
        "found = []\nfor pid in range(1, 200):\n    with contextlib.suppress(OSError):\n"
        "        found.append([os.sched_getscheduler(pid), len(os.sched_getaffinity(pid)),"
        " os.getpriority(os.PRIO_PROCESS, pid)])\nfound = sorted(map(tuple, found))[-1:], "
        "sorted(map(tuple, found))[:1]",
    ),
    "queues, keys and memory of the kernel": (
        "found = [libc.shmget(0x7391, 4096, 0o1666), libc.msgget(0x7391, 0o1666), "
        "libc.semget(0x7391, 1, 0o1666), libc.mq_open(b'/note', 0o102, 0o666, None)]",
        "found = [libc.shmget(0x7391, 4096, 0), libc.msgget(0x7391, 0), libc.semget(0x7391, 1, 0)]",
    ),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_worker_tells_others_nothing(channel):
    first, alone, left, beside, after = both_ways(*CHANNELS[channel])
    assert "error" not in left and "error" not in first, (left, first)
    assert beside == alone
    assert after == first


def test_a_worker_has_a_folder_for_temporary_files_that_shares_the_space_of_its_scratch_folder():
    found = in_sandbox(
        'look = \'open("/tmp/a", "wb").write(bytes(9 << 20)); found = [open("/tmp/a").read(1), \''
        '\'os.statvfs("/tmp").f_bfree, os.statvfs(".").f_bfree, os.statvfs(".").f_blocks]\'\n'
        "r = start(0, look); end(r); print(json.dumps(r[2]['found']))"
    )
    text, free, free_in_scratch, blocks = found
    assert text == "\0" and free == free_in_scratch <= blocks - (9 << 20) / 4096
    assert blocks * 4096 == bubblewrap.SCRATCH_BYTES


def test_the_look_would_see_what_is_left():
    """Without views and filter of their own, workers do leave notes: the test above can fail."""
    leave, look = CHANNELS["times of files and folders"]
    first, after = in_sandbox(
        f"leave, look = {leave!r}, {look!r}\n"
        "first = start(0, look, False); end(first)\n"
        "end(start(0, leave, False))\n"
        "after = start(0, look, False); end(after)\n"
        "print(json.dumps([first[2], after[2]]))"
    )
    assert first != after


@pytest.mark.parametrize(
    "watch",
    [
        "libc.inotify_init()",
        "libc.inotify_init1(0)",
        "libc.fanotify_init(0, 0)",
        "libc.syscall(300 if os.uname().machine == 'x86_64' else 262, 0x200, 0)",
    ],
)
def test_nobody_can_watch_files(watch):
    assert in_sandbox(f"r = start(0, {'found = ' + watch!r}); end(r); print(json.dumps(r[2]))") == {
        "found": -1
    }


@pytest.mark.parametrize(
    "call",
    [
        "libc.syscall(206 if os.uname().machine == 'x86_64' else 0, 128, bytes(8))",  # io_setup
        "libc.mmap(None, 4096, 3, 0x2022, -1, 0)",
        "libc.mincore(None, 0, None)",
        "libc.personality(0x40000)",
        "libc.unshare(0x10000000)",
        "libc.setns(0, 0)",
        "libc.prctl(62, 1, 0, 0, 0)",
        "libc.swapon(b'x', 0)",
        "libc.quotactl(0, None, 0, None)",
    ],
)
def test_other_calls_that_reach_beyond_the_worker_fail(call):
    assert in_sandbox(f"r = start(0, {'found = ' + call!r}); end(r); print(json.dumps(r[2]))") in (
        {"found": -1},
        {"found": 2**64 - 1},
    )


def test_locked_memory_is_not_taken_from_others():
    code = (
        "libc.mlockall(3)\nkeep = bytearray(8 << 20)\nfound = [line.split()[1] for line in "
        "open('/proc/self/status') if line.startswith('VmLck')]"
    )
    assert in_sandbox(f"r = start(0, {code!r}); end(r); print(json.dumps(r[2]))") == {
        "found": ["0"]
    }


def test_no_capability_is_left():
    code = (
        "lines = dict(line.split(':') for line in open('/proc/self/status'))\n"
        "found = [int(lines[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', "
        "'CapAmb')] + [int(lines['NoNewPrivs'])]"
    )
    said = in_sandbox(f"r = start(0, {code!r}); end(r); print(json.dumps(r[2]))")
    assert said == {"found": [0, 0, 0, 0, 0, 1]}


def test_memory_runs_out_here_before_elsewhere():
    code = "found = open('/proc/self/oom_score_adj').read().strip()"
    said = in_sandbox(f"r = start(0, {code!r}); end(r); print(json.dumps(r[2]))")
    assert said == {"found": "1000"}


def test_what_lies_underneath_can_not_be_uncovered():
    code = (
        "found = [libc.umount2(p, f) for p in (b'/scratch', b'/scratch/0', b'/proc', b'/cache')"
        " for f in (0, 2)]"
    )
    said = in_sandbox(f"r = start(0, {code!r}); end(r); print(json.dumps(r[2]))")
    assert set(said["found"]) == {-1}
