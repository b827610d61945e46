"""Every magic that a kernel has without extensions works in a student worker, or is told of."""

import pytest

from grader.runner.notebook_shell import PROGRAMS, notebook_shell

FIRST = """\
import json, os
from pathlib import Path
q = 1
def f(x):
    return x
for name, text in {"f.txt": "2", "f.py": "factor = 2\\n", "sub/x": ""}.items():
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)
"""
LINES = [
    *("alias hi echo hi", "alias_magic t timeit", "autoawait", "autocall 0", "automagic"),
    *("bookmark here", "bookmark -l", "cat f.txt", "cd", "cd sub", "cd nowhere", "cd ~"),
    *("cd /content/drive/MyDrive", "cd -q sub", "clear", "code_wrap x"),
    *("colors nocolor", "config", "cp f.txt g.txt", "debug", "dhist", "dirs", "doctest_mode"),
    *("env", "env A=2", "set_env B=2", "gui", "gui tk", "hist", "history", "history -g x"),
    *("killbgscripts", "ldir", "less f.txt", "lf", "lk", "ll", "load f.py", "load_ext autoreload"),
    *("loadpy f.py", "logoff", "logon", "logstart", "logstate", "logstop", "ls", "lsmagic", "lx"),
    *("macro m 1", "magic", "matplotlib", "matplotlib --list", "mkdir new", "more f.txt"),
    *("mv f.txt h.txt", "notebook out.ipynb", "page f", "pdb on", "pdef f", "pdoc f"),
    *("pfile json", "pinfo f", "pinfo2 f", "pprint", "precision 3", "prun f(1)", "psearch f*"),
    *("psource f", "pushd sub", "pwd", "pycat f.py", "pylab inline", "quickref", "recall 1"),
    *("rehashx", "reload_ext autoreload", "rep", "rerun 1", "reset -f", "reset_selective -f q"),
    *("rm f.txt", "rmdir new", "run f.py", "run -i f.py", "run -t f.py", "run -p f.py"),
    *("save s.py 1", "sc a = ls", "store q", "store -r q", "store -z", "store", "sx ls"),
    *("system ls", "tb", "time f(1)", "timeit f(1)", "timeit -n1 -r1 -o f(1)", "unload_ext none"),
    *("who", "who_ls", "whos", "xdel q", "xmode Plain"),
]
CELLS = [
    *("HTML\n<b>x</b>", "html\nx", "SVG\n<svg/>", "svg\n<svg/>", "capture c\nprint(1)"),
    *("code_wrap x", "debug\nw = 1", "file o.txt\nx", "writefile -a o.txt\nx", "javascript\n1"),
    *("js\n1", "latex\n$x$", "markdown\nx", "prun\nw = 1", "time\nw = 1", "timeit\nw = 1"),
    *("time", "capture\n", "script false --no-raise-error\nw = 1", "bash --out got\nls"),
]
# These need something that was there before.
AFTER = {"popd": "%pushd sub", "unalias hi": "%alias hi echo hi", "cd -b here": "%bookmark here"}


def told(worker, *cells):
    """What the cells raised, and what is told of the magics that had no effect."""
    worker.run([(f"cell {n}", source) for n, source in enumerate([FIRST, "q", *cells], start=1)])
    return [error.sentence() for error in worker.cell_errors]


@pytest.mark.parametrize("line", LINES)
def test_a_line_magic_runs(worker, line):
    assert told(worker, f"%{line}", "after = 1") == []
    assert worker.get("after") == 1


@pytest.mark.parametrize("line", AFTER)
def test_a_line_magic_runs_after_another(worker, line):
    assert told(worker, f"{AFTER[line]}\n%{line}\nafter = 1") == []
    assert worker.get("after") == 1


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_magic_runs(worker, cell):
    assert told(worker, f"%%{cell}") == []


@pytest.mark.parametrize("name", sorted(PROGRAMS - {"!"}))
def test_a_magic_for_a_program_is_told_of_where_its_cell_stops(worker, name):
    [stopped] = told(worker, f"%{name} x\n1 / 0")
    assert "The grader runs no other programs (`" in stopped


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_cell_for_a_program_stops_nothing(worker, name):
    assert told(worker, f"%%{name}\nx") == []


def test_no_magic_of_this_ipython_is_left_out():
    tried = {kind: {text.split()[0] for text in texts} for kind, texts in
             {"line": [*LINES, *AFTER], "cell": CELLS}.items()}  # fmt: skip
    network = {"pastebin"}
    for kind, names in notebook_shell().magics_manager.magics.items():
        assert set(names) - tried[kind] - PROGRAMS - network == set()


def test_what_the_shell_stores_is_as_it_was_when_it_was_stored(worker):
    cells = ["xs = [1]\n%store xs\nxs.append(2)", "%store -r xs", "%bookmark b\n%cd sub\n%cd -b b"]
    assert told(worker, *cells, "here = os.getcwd().endswith('sub')") == []
    assert (worker.get("xs"), worker.get("here")) == ([1], False)


def test_the_shell_writes_nothing_but_where_the_notebook_is(worker):
    lines = [f"%{line}" for line in LINES if line.split()[0] in ("cd", "bookmark", "store", "hist")]
    told(worker, *lines, "made = os.path.exists(get_ipython().ipython_dir)")
    assert worker.get("made") is False
