"""Attacks by notes: what one submission could write so that another, beside or later, reads it."""

from attack import reports
from attacks_on_neighbours import libc

G = "notes"
PLACES = (
    "import ctypes, fcntl, grader, os, struct, sys\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    "shared = grader.__file__\nplaces = ['/', '/scratch', '/cache', '/dev', '/dev/null', '/dev/shm',"
    " '/proc', shared, os.path.dirname(shared), sys.prefix, '/usr']\ndone, when = [], os.getpid() + 7723\n"
)


def notes(what: str, source: str, found: str = "nothing"):
    """`source` lists in `done` what it has noted."""
    return reports(
        G, what, f"{PLACES}{source}\nreturn ','.join(map(str, done)) or 'nothing'", found
    )


ATTACKS = [
    notes(
        "file times of shared files and folders",
        "for p in places:\n    try:\n        os.utime(p, (when, when))\n"
        "    except OSError:\n        pass\n    done += [p] * (os.stat(p).st_mtime == when)",
    ),
    notes(
        "file times by a descriptor and by the old calls",
        "for p in places:\n    fd = -1\n    try:\n        fd = os.open(p, os.O_RDONLY)\n"
        "        os.utime(fd, (when, when))\n    except OSError:\n        pass\n"
        "    times = (ctypes.c_long * 4)(when, 0, when, 0)\n"
        "    libc.utimes(p.encode(), times)\n    libc.futimesat(-100, p.encode(), times)\n"
        "    libc.utime(p.encode(), (ctypes.c_long * 2)(when, when))\n"
        "    done += [p] * (os.stat(p).st_mtime == when)",
    ),
    notes(
        "flags of files (FS_IOC_SETFLAGS and its like)",
        "for p in (os.getcwd(), shared, '/dev/null'):\n    fd = os.open(p, os.O_RDONLY)\n"
        "    for command in (0x40086602, 0x40046602, 0x401C5820, 0x40087602, 0x40806685):\n"
        "        try:\n            fcntl.ioctl(fd, command, bytes(64))\n"
        "            done.append(p)\n        except OSError:\n            pass",
    ),
    notes(
        "locks of files that all can read",
        "fd = os.open(shared, os.O_RDONLY)\nfor command in (6, 37):\n"
        "    note = struct.pack('hhqqi', 0, 0, 77, 23, 0)\n    fcntl.fcntl(fd, command, note)\n"
        "done += [n for n in open('/proc/locks')] if os.path.exists('/proc/locks') else []",
    ),
    notes(
        "hints, leases and watches on files that all can read",
        "fd = os.open(shared, os.O_RDONLY)\n"
        "for command, what in ((1036, struct.pack('q', 3)), (1038, struct.pack('q', 3)), (1024, 0),"
        " (1026, 1), (1031, 1 << 20), (8, os.getpid())):\n"
        "    try:\n        fcntl.fcntl(fd, command, what)\n        done.append(command)\n"
        "    except OSError:\n        pass",
    ),
    notes(
        "names and sizes in the neighbours' scratch folders",
        "done += [n for n in range(8) if os.path.lexists(f'/scratch/{n}')\n"
        "         and f'/scratch/{n}' != os.getcwd()]",
    ),
    notes(
        "what /proc tells of others",
        "done += [n for n in range(1, 5000) if n != os.getpid() and os.path.exists(f'/proc/{n}')\n"
        "         and not os.path.exists(f'/proc/self/task/{n}')]",
    ),
    notes(
        "sockets that others can count",
        "import socket\nkeep = [socket.socketpair() for _ in range(20)]\n"
        "done += [n for n in open('/proc/net/unix').readlines()[1:] if '@' in n]\n"
        "done += [] if len(open('/proc/net/unix').readlines()) <= 41 else ['others']",
    ),
    libc("inotify", "max(libc.inotify_init(), libc.inotify_init1(0))", G),
    libc("fanotify", "libc.fanotify_init(0, 0)", G),
    libc("pages of shared files in memory", "libc.mincore(None, 0, None)", G),
    libc(
        "asynchronous reads",
        "libc.syscall(206 if os.uname().machine == 'x86_64' else 0, 9, b'')",
        G,
    ),
    libc("a personality", "libc.personality(0x40000)", G),
    libc("core scheduling", "libc.prctl(62, 1, 0, 0, 0)", G),
    reports(
        G,
        "capabilities in a namespace of its own",
        "lines = dict(l.split(':') for l in open('/proc/self/status'))\n"
        "return sum(int(lines[n], 16) for n in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'))",
        found="0",
    ),
    reports(
        G,
        "memory locked away from others (mlockall)",
        "import ctypes\nctypes.CDLL(None).mlockall(3)\nkeep = bytearray(1 << 22)\n"
        "return [l for l in open('/proc/self/status') if 'VmLck' in l][0].split()[1]",
        found="0",
    ),
    reports(
        G,
        "what makes the hidden pictures",
        "import grader, os\nfolder = os.path.join(os.path.dirname(grader.__file__), 'fresh_tasks')\n"
        "got = os.listdir(folder) if os.path.isdir(folder) else []\ntry:\n"
        "    from grader.fresh_tasks import fresh_task\n    got.append('imported')\n"
        "except ImportError:\n    pass\nreturn ','.join(got) or 'nothing'",
    ),
]
