"""What grading refuses is said in a sentence, with a sandbox and without."""

import pytest

PROGRAMS = "The grader runs no other programs (`{}`)."
PROCESSES = "The grader allows no further processes"
NETWORK = "There is no network while your notebook is graded (`{}`)."
KEYBOARD = "nobody is at the keyboard"
REFUSED = {
    "import subprocess\nsubprocess.run(['nvidia-smi', '-L'])": PROGRAMS.format("nvidia-smi -L"),
    "import subprocess\nsubprocess.check_output('ls', shell=True)": PROGRAMS.format(
        "/bin/sh -c ls"
    ),
    "import os\nos.popen('ls').read()": PROGRAMS.format("/bin/sh -c ls"),
    "import os\nos.execv('/bin/ls', ['ls'])": PROGRAMS.format("/bin/ls"),
    "import os\nos.posix_spawn('/bin/ls', ['ls'], {})": PROGRAMS.format("/bin/ls"),
    "import os\nos.fork()": PROCESSES,
    "import multiprocessing\nmultiprocessing.Process(target=print).start()": PROCESSES,
    "import concurrent.futures as c\nc.ProcessPoolExecutor(1).submit(print)": PROCESSES,
    "import urllib.request\nurllib.request.urlopen('http://example.com/x')": NETWORK.format(
        "example.com"
    ),
    "import socket\nsocket.create_connection(('93.184.215.14', 80))": NETWORK.format(
        "93.184.215.14"
    ),
    "import socket\nsocket.gethostbyname('example.com')": NETWORK.format("example.com"),
    # as Keras does, in get_file and so in load_data and applications, before it asks for a network
    "def get_file():\n    open('/home/me/.keras', 'w')\nget_file()": NETWORK.format("get_file"),
    "x = input('How many? ')": KEYBOARD,
    "import getpass\ngetpass.getpass()": KEYBOARD,
    "breakpoint()": KEYBOARD,
    "import pdb\npdb.set_trace()\nx = 1": KEYBOARD,
    "open('/home/me/Desktop/data.csv')": "Give the file's name without a folder",
    "open('C:/Users/me/data.csv')": "Give the file's name without a folder",
    r"open('C:\\Users\\me\\data.csv')": "Give the file's name without a folder",
    "open('~/data.csv')": "Give the file's name without a folder",
    "import errno\nraise OSError(errno.ENOENT, \"can't open (name = '/Users/me/a.h5')\")": (
        "Give the file's name without a folder"  # as h5py says it
    ),
    "import os\nos.chdir('/content/drive')": "Give the file's name without a folder",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_refused_is_named(examine, source):
    body = "\n".join(f"    {line}" for line in source.splitlines())
    outcome = examine(f"def f():\n{body}\n    return 1", "f()")
    assert outcome.points == 0
    assert REFUSED[source] in outcome.message


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("files = !ls\nfiles[0]", PROGRAMS.format("!ls")),
        ("!wget http://example.com/w.npy\nopen('w.npy')", PROGRAMS.format("!wget")[:38]),
        ("import os\nos.system('make')\nopen('made')", PROGRAMS.format("make")),
        ("%%bash\ntouch made\n", ""),
        ("%nothing_here\nopen('made')", "does not know `%nothing_here`"),
    ],
)
def test_what_had_no_effect_is_named_where_the_cell_then_fails(worker, source, sentence):
    worker.run([("answer", source)])
    told = " ".join(error.sentence() for error in worker.cell_errors)
    assert sentence in told


def test_a_note_of_one_cell_is_not_told_of_the_next(worker):
    worker.run([("one", "!ls"), ("two", "1 / 0")])
    assert [error.sentence() for error in worker.cell_errors] == [
        "The cell two stopped at line 1 with ZeroDivisionError: division by zero"
    ]


def test_nothing_of_it_is_told_after_a_hidden_part_has_begun(examine):
    answer = (
        "import subprocess\ndef f(x):\n    if x != 1:\n        subprocess.run([f'secret{x}'])\n"
        "    return 2"
    )
    test = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(7723) == 2\n### END HIDDEN TESTS"
    message = examine(answer, test).message
    assert "7723" not in message and "programs" not in message


@pytest.mark.parametrize(
    "source",
    [
        "import threading\nthread = threading.Thread(target=print)\nthread.start(); thread.join()",
        "import socket\na, b = socket.socketpair()\na.send(b'x')\nassert b.recv(1) == b'x'",
        "import asyncio\nasync def one():\n    return 1\nassert asyncio.run(one()) == 1",
        "import os\nassert os.system('true') != 0",
        "import platform\nplatform.uname(), platform.platform()",
        "import sys\nassert sys.stdin.read() == ''",
    ],
)
def test_what_needs_none_of_it_works(worker, source):
    worker.run([("answer", source)])
    assert worker.cell_errors == []


@pytest.mark.parametrize("name", ["'train/horses'", "tempfile.mkdtemp() + '/horses'"])
def test_a_name_in_the_own_folder_or_that_of_the_test_is_no_file_of_another_computer(examine, name):
    message = examine(f"import tempfile\ndef f():\n    open({name})", "f()").message
    assert "FileNotFoundError" in message
    assert "without a folder" not in message
