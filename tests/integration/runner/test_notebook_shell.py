"""What works in a cell in Jupyter works in a student worker."""

import pytest

from grader.runner.test_jobs import as_python

# Each sets `good` to True in its last cell, as it does in Jupyter.
WORKS = {
    "top-level await": ["async def two():\n    return 2\nx = await two()", "good = x == 2"],
    "async for and with at the top": [
        """
import contextlib
@contextlib.asynccontextmanager
async def made():
    yield 3
async def numbers():
    yield 1
    yield 2
found = []
async for n in numbers():
    found.append(n)
async with made() as three:
    found.append(three)
good = found == [1, 2, 3]
"""
    ],
    "tasks that go on from cell to cell": [
        "import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    return 1\n"
        "task = asyncio.ensure_future(one())\nawait asyncio.sleep(0)",
        "good = await task == 1",
    ],
    "the shell by its import": [
        "from IPython import get_ipython as got\ngot().run_line_magic('matplotlib', 'inline')\n"
        "good = got() is get_ipython()"
    ],
    "the class of the shell": [
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.ast_node_interactivity = 'all'\n"
        "good = InteractiveShell.instance() is get_ipython()"
    ],
    "display handles": [
        "from IPython.display import HTML, Markdown, clear_output, update_display\n"
        "handle = display(1, display_id=True)\nhandle.update(2)\ndisplay(HTML('<b>x</b>'))\n"
        "clear_output(wait=True)\nupdate_display(3, display_id=handle.display_id)\n"
        "good = type(handle).__name__ == 'DisplayHandle'"
    ],
    "a module written by a cell": [
        "%%writefile mydouble.py\ndef double(x):\n    return 2 * x",
        "from mydouble import double\ngood = double(2) == 4",
    ],
    "a module written again": [
        "%%writefile myhalf.py\ndef half(x):\n    return 0",
        "import importlib, myhalf",
        "%%writefile myhalf.py\ndef half(x):\n    return x / 2",
        "importlib.reload(myhalf)\ngood = myhalf.half(2) == 1",
    ],
    "a script written and run": [
        "%%writefile myscript.py\nseven = 7",
        "%run myscript.py",
        "good = seven == 7",
    ],
    "captured output": [
        "%%capture out\nprint('text')\nx = 5",
        "good = out.stdout == 'text\\n' and x == 5",
    ],
    "output captured by a function": [
        "from IPython.utils.capture import capture_output\nwith capture_output() as got:\n"
        "    print('a'); display(3)\ngood = got.stdout == 'a\\n' and len(got.outputs) == 1"
    ],
    "timed lines and cells": ["%time x = 3", "%%time\ny = 4", "%timeit x + 1", "good = x + y == 7"],
    "a timed cell that assigns": ["%%timeit -n 5\nz = 1", "good = 'z' not in globals()"],
    "%%timeit runs once": [
        "runs = []",
        "%%timeit -n 100 -r 3\nruns.append(1)",
        "good = runs == [1]",
    ],
    "the last values": ["40 + 2", "good = _ == 42 and 42 in Out.values()"],
    "the source of a function": [
        "import inspect\ndef f(x):\n    return x + 1",
        "good = inspect.getsource(f) == 'def f(x):\\n    return x + 1\\n'",
    ],
    "the source of a function in a timed cell": [
        "%%time\nimport inspect\ndef f(x):\n    return x + 1",
        "good = inspect.getsource(f).startswith('def f(x)') and inspect.getsourcelines(f)[1] == 3",
    ],
    "shell lines": ["!pip install something\n%pip install more\n!ls\nx = 1", "good = x == 1"],
    "a shell line that is captured": [
        "files = !ls\nmore = get_ipython().getoutput('ls')\ngood = files.n == '' and more.l == []"
    ],
    "a cell for a program": ["%%bash\ntouch x", "good = True"],
    "magics of other places": [
        "%tensorflow_version 2.x\n%load_ext tensorboard_of_nowhere\nx = 1",
        "%%bigquery df\nselect 1",
        "%load_ext autoreload\n%autoreload 2",
        "good = x == 1",
    ],
    "settings of the shell": ["%config InlineBackend.figure_format = 'retina'", "good = True"],
    "help": ["len?\n?len\nlen??", "%pinfo len", "good = True"],
    "folders": ["%mkdir made_folder\n%cd made_folder", "%pwd", "%cd ..", "good = True"],
    "an exit": ["exit()", "quit(1)", "get_ipython().ask_exit()", "good = True"],
    "the main module": [
        "import __main__\n__main__.x = 3",
        "good = x == 3 and __name__ == '__main__'",
    ],
    "pickled classes of a cell": [
        "import pickle\nclass A:\n    pass\ngood = type(pickle.loads(pickle.dumps(A()))) is A"
    ],
    "an indented cell": ["    x = 1\n    y = 2", "good = x + y == 3"],
    "a future import": [
        "from __future__ import annotations",
        "def f(x: nothing): ...",
        "good = True",
    ],
    "a hook of the shell": [
        "ran = []\nget_ipython().events.register('pre_run_cell', lambda info: ran.append(1))",
        "good = ran == [1]",
    ],
    "an own magic": [
        "from IPython.core.magic import register_line_magic\n@register_line_magic\n"
        "def twice(line):\n    return int(line) * 2",
        "x = %twice 4\ngood = x == 8",
    ],
}


@pytest.mark.parametrize("name", WORKS)
def test_it_works_as_in_jupyter(worker, name):
    worker.run([(f"cell {n}", source) for n, source in enumerate(WORKS[name], start=1)])
    assert worker.cell_errors == []
    assert worker.get("good") is True


def test_a_function_of_the_notebook_has_its_built_in_names_when_a_test_calls_it(examine):
    code = "def f():\n    display(1)\n    return get_ipython().user_ns['x']\nx = 7"
    assert examine(code, "assert f() == 7").points == 10


def test_nothing_runs_below_an_error_in_a_cell(worker):
    worker.run([("one", "x = 1\n1 / 0\nx = 2"), ("two", "y = 3")])
    assert (worker.get("x"), worker.get("y"), len(worker.cell_errors)) == (1, 3, 1)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ndef f():\n    1 / 0", 3),
        ("%%time\nx = 1\ndef f():\n    1 / 0", 4),
        ("%%capture out\nx = 1\ndef f():\n    1 / 0", 4),
        ("def f():\n    x = 1\n    %time 1 / 0", 3),
        ("def f():\n    import nothing_of_this_name", 2),
    ],
)
def test_an_error_is_told_with_the_line_of_the_cell(examine, source, line):
    assert f"(answer, line {line})" in examine(source, "f()").message


MAGICS_IN_TESTS = [
    "%matplotlib inline\nassert f(1) == 2",
    "%time y = f(1)\nassert y == 2",
    "%timeit -n1 -r1 f(1)\nassert f(1) == 2",
    "%%time\nassert f(1) == 2",
    "%%capture\nassert f(1) == 2",
    "from IPython import get_ipython\nget_ipython().system('ls')\nassert f(1) == 2",
    "display(f(1))\nassert f(1) == 2\n!ls",
    "async def two():\n    return 2\nassert f(1) == await two()",
    "import asyncio\nassert await asyncio.sleep(0, f(1)) == 2",
]


@pytest.mark.parametrize("test", MAGICS_IN_TESTS)
def test_magics_and_await_work_in_test_cells(examine, test):
    right, wrong = "def f(x):\n    return 2", "def f(x):\n    return 3"
    source = as_python(test)
    assert examine(right, source).points == 10
    assert examine(wrong, source).points == 0


def test_an_error_in_a_magic_of_a_test_is_no_pass(examine):
    assert examine("def f(x):\n    return 1 / 0", as_python("%time f(1)")).points == 0
