"""Attacks that use up memory, processor time, threads, files, disk or output."""

from attack import MODELS, code, harmless, reports

G = "resources"
RIGHT = "def double(values):\n    return [2 * v for v in values]\n"


def dies(what: str, source: str, says: str = "ended its own process", **rest):
    body = "".join(f"    {line}\n" for line in source.splitlines())
    return code(
        G,
        what,
        f"import ctypes, os, signal, sys\ndef double(values):\n{body}",
        verdicts=("error", "passed"),
        says=says,
        **rest,
    )


def hangs(what: str, source: str, seconds: float = 2.0, **rest):
    return code(
        G,
        what,
        source,
        verdicts=("timeout", "passed"),
        seconds=seconds,
        says="stopped after",
        **rest,
    )


ATTACKS = [
    dies("os._exit(0)", "os._exit(0)", "exit code 0"),
    dies("SIGKILL to itself", "os.kill(os.getpid(), signal.SIGKILL)", "Operation not permitted"),
    dies("segmentation fault", "ctypes.string_at(0)", "SIGSEGV"),
    dies("abort", "os.abort()", "SIGABRT"),
    dies(
        "stack overflow in C",
        "sys.setrecursionlimit(10**9)\nf = lambda: [f()]\n"
        "x = []\nfor _ in range(10**6):\n    x = [x]\nrepr(x)",
        "SIGSEGV",
    ),
    code(
        G,
        "sys.exit in the graded cell",
        "import sys\nsys.exit()\n" + RIGHT,
        verdicts=("error", "passed"),
        says="SystemExit",
    ),
    hangs(
        "a loop that swallows KeyboardInterrupt and SIGTERM",
        "import signal\nfor number in (1, 2, 3, 10, 12, 14, 15):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "def double(values):\n    while True:\n        try:\n            while True:\n"
        "                pass\n        except BaseException:\n            pass\n",
    ),
    hangs("a loop at the top of the graded cell", "while True:\n    pass\n" + RIGHT),
    hangs(
        "a regular expression that never ends",
        "import re\ndef double(values):\n    re.match(r'(a*)*b', 'a' * 40)\n",
    ),
    hangs("sleep", "import time\ndef double(values):\n    time.sleep(10**6)\n"),
    code(
        G,
        "input()",
        "def double(values):\n    return input('?')\n",
        verdicts=("error", "passed"),
        says="EOFError",
    ),
    reports(
        G,
        "fork bomb",
        "import os\ncount = 0\nfor _ in range(10**5):\n    try:\n        os.fork()\n"
        "        count += 1\n    except OSError:\n        pass\nreturn count",
        found="0",
    ),
    dies(
        "thread bomb",
        "import threading, time\nthreading.stack_size(32768)\nfor _ in range(10**5):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "time.sleep(60)",
        "thread",  # it was stopped, or could start no more
    ),
    hangs(
        "threads that keep all processors busy",
        "import hashlib, threading\ndata = b'x' * 10**7\ndef spin():\n    while True:\n"
        "        hashlib.sha256(data)\ndef double(values):\n    for _ in range(64):\n"
        "        threading.Thread(target=spin, daemon=True).start()\n    spin()\n",
        seconds=4.0,
    ),
    code(
        G,
        "memory bomb in Python",
        "def double(values):\n    return [bytearray(1 << 24) for _ in range(10**5)]\n",
        verdicts=("error", "passed"),
        says="MemoryError",
    ),
    code(
        G,
        "memory bomb in NumPy",
        "def double(values):\n    return [np.ones(1 << 24) for _ in range(1000)]\n",
        verdicts=("error", "passed"),
        says="Memory",
    ),
    code(
        G,
        "memory bomb in TensorFlow",
        "def happyModel():\n    return [tf.ones((1 << 26,)) + n for n in range(1000)]\n",
        assignment=MODELS,
        verdicts=("error", "passed"),
    ),
    reports(
        G,
        "memory in shared mappings",
        "import mmap\nkeep = []\nfor _ in range(64):\n    try:\n"
        "        keep.append(mmap.mmap(-1, 1 << 28))\n"
        "        keep[-1][::4096] = b'x' * (1 << 16)\n"
        "    except (OSError, MemoryError):\n        break\n"
        "return 'bounded' if len(keep) < 20 else 'unbounded'",
        found="bounded",
    ),
    reports(
        G,
        "memory in memfd",
        "import os\nos.memfd_create('x')\nreturn 'made'",
        found="PermissionError",
    ),
    reports(
        G,
        "the disk filled",
        "written = 0\ntry:\n    for n in range(100):\n        with open(f'f{n}', 'wb') as f:\n"
        "            for _ in range(60):\n                written += f.write(b'x' * (1 << 20))\n"
        "except OSError:\n    pass\n"
        "return 'bounded' if written <= 1 << 30 else written",
        found="bounded",
    ),
    reports(
        G,
        "a file of 1 TB with a hole",
        "import os, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open('big', 'wb') as f:\n    f.truncate(1 << 40)\nreturn 'made'",
        found="OSError",
    ),
    harmless(
        G,
        "100,000 files left in scratch",
        "import os\nfor n in range(10**5):\n    os.close(os.open(f'f{n}', os.O_CREAT))\n" + RIGHT,
        slow=True,
    ),
    reports(
        G,
        "all file descriptors",
        "import os\nn = 0\ntry:\n    for n in range(10**6):\n        os.pipe()\n"
        "except OSError:\n    pass\nreturn 'bounded' if n < 1000 else n",
        found="bounded",
    ),
    harmless(
        G,
        "1 GB of output",
        "import os, sys\nfor _ in range(1000):\n    sys.stdout.write('x' * (1 << 20))\n"
        "    sys.stderr.write('x' * 1000)\nos.write(1, b'x' * (1 << 20))\n" + RIGHT,
    ),
    harmless(
        G,
        "1 GB of output from the function",
        "import os\ndef double(values):\n    for _ in range(500):\n"
        "        print('x' * (1 << 20))\n    return [2 * v for v in values]\n",
    ),
    code(
        G,
        "an exception with a message of 1 GB",
        "def double(values):\n    raise ValueError('x' * 10**9)\n",
        verdicts=("error", "passed"),
    ),
]
