"""Attacks by what is left behind for the next student, or held while others work."""

from attack import harmless, reports
from attacks_on_neighbours import REFUSED, libc

L = "left behind"
ATTACKS = [
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
        "files in /dev/shm, /cache, other scratch folders and the course, and in its own /tmp",
        "import grader, os\ndone = []\nfor folder in ('/tmp', '/dev/shm', '/dev', '/cache', '/',"
        " '/scratch', '/scratch/0', '/scratch/1',\n"
        "        '/cache/matplotlib', os.path.dirname(grader.__file__), '/var/tmp', '/run'):\n"
        "    try:\n        open(f'{folder}/attack-left', 'w').write('x')\n"
        "        done.append(folder)\n    except OSError:\n        pass\n"
        "return 'own' if done == ['/tmp', os.getcwd()] else repr(done)",
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
