"""Attacks that look for the hidden tests and the answers: files, memory, frames, processes."""

from attack import reports

G = "secrets"
# No pattern matches itself in this process's memory.
LOOK = """\
import re, os, sys
pattern = re.compile(rb'hidden-7391-pelica[n]|answer-4417-walru[s]|tests for every assignmen[t]')
def seen(where, data):
    return [where] if pattern.search(data) else []
def read(path, most=5_000_000):
    try:
        if os.path.isfile(path):
            with open(path, 'rb') as file:
                return file.read(most)
    except OSError:
        pass
    return b''
"""


def looks(what: str, source: str, **rest):
    return reports(G, what, LOOK + source + "\nreturn ','.join(found) or 'nothing'", **rest)


ATTACKS = [
    looks(
        "every readable file outside of Python's own",
        """\
found, own = [], ('/usr', '/lib', '/proc', '/sys', sys.prefix, sys.base_prefix)
for folder, inner, names in os.walk('/'):
    inner[:] = [n for n in inner if not os.path.join(folder, n).startswith(own)]
    for name in names:
        found += seen(f'{folder}/{name}', read(f'{folder}/{name}'))
""",
    ),
    looks(
        "notebooks, sample classes and gradebooks anywhere",
        """\
found = []
for folder, inner, names in os.walk('/'):
    if folder == '/':
        inner[:] = [n for n in inner if n not in ('proc', 'sys')]
    bad = [n for n in names if n in ('gradebook.db', 'sample_class.py') or '05_convolution' in n]
    found += [f'{folder}/{n}' for n in bad]
""",
    ),
    looks(
        "the checkout's solutions and tests",
        """\
import grader
root = os.path.dirname(os.path.dirname(grader.__file__))
found = [n for n in ('solutions', 'tests', 'notebooks', 'demo', '.git', 'nbgrader_config.py')
         if os.path.exists(f'{root}/{n}')]
""",
    ),
    looks(
        "environments, command lines, maps and files of all processes",
        """\
found = []
for pid in filter(str.isdigit, os.listdir('/proc')):
    for name in ('environ', 'cmdline', 'maps', 'stat', 'status', 'mountinfo', 'cgroup'):
        found += seen(f'{pid}/{name}', read(f'/proc/{pid}/{name}'))
    if int(pid) != os.getpid():
        for name in ('environ', 'mem', 'maps'):
            try:
                if open(f'/proc/{pid}/{name}', 'rb').read(1):
                    found.append(f'{pid}/{name} read')
            except OSError:
                pass
        for name in ('root', 'cwd', 'exe', *(f'fd/{n}' for n in range(16))):
            try:
                found.append(f'{pid}/{name} {os.readlink(f"/proc/{pid}/{name}")}')
            except OSError:
                pass
""",
    ),
    looks(
        "this process's own memory",
        """\
found = []
with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', buffering=0) as memory:
    for line in maps:
        span, rights = line.split()[:2]
        start, end = (int(x, 16) for x in span.split('-'))
        if rights.startswith('rw'):
            for at in range(start, end, 1 << 24):
                try:
                    memory.seek(at)
                    found += seen(line.split()[-1], memory.read(min(end - at, 1 << 24)))
                except (OSError, ValueError, OverflowError):
                    pass
""",
        seconds=60.0,
        slow=True,
    ),
    looks(
        "frames and objects of the garbage collector",
        """\
import gc
found, frame = [], sys._getframe()
texts = [x for x in gc.get_objects() if isinstance(x, (dict, list, tuple))]
while frame:
    texts.append(dict(frame.f_locals))
    frame = frame.f_back
for x in texts:
    items = list(x.values()) if isinstance(x, dict) else list(x)
    for item in items:
        if isinstance(item, (str, bytes)):
            data = item if isinstance(item, bytes) else item.encode('utf-8', 'replace')
            found += seen(type(x).__name__, data)
""",
    ),
    looks(
        "the environment",
        """\
found = seen('environ', repr(dict(os.environ)).encode())
found += [k for k in os.environ if 'TOKEN' in k or 'SECRET' in k]
found += [k for k in ('USER', 'LOGNAME') if os.environ.get(k, 'student') != 'student']
""",
    ),
    reports(
        G,
        "the solution imported",
        "import importlib\nfor name in ('solutions', 'tests', 'source', 'sample_class'):\n"
        "    try:\n        return importlib.import_module(name).__file__\n"
        "    except ImportError:\n        pass\nreturn 'nothing'",
    ),
    reports(
        G,
        "the other workers' scratch folders",
        "import os\ngot = []\nfor n in range(4):\n    try:\n"
        "        os.listdir(f'/scratch/{n}')\n        got.append(n)\n"
        "    except OSError:\n        pass\nreturn len(got)",
        found="1",
    ),
    reports(
        G,
        "files opened through /proc/self/root and ..",
        "import os\nfor path in ('/proc/self/root/work', '/../etc/passwd', '/etc/shadow',\n"
        "        '/proc/1/root/etc/passwd', '/proc/self/cwd/../../etc/hostname', '/root'):\n"
        "    if os.path.exists(path) and os.access(path, os.R_OK):\n"
        "        try:\n            open(path).read(); return path\n"
        "        except OSError:\n            pass\nreturn 'nothing'",
    ),
]
