"""A friend's notebook on a machine without a sandbox, in a folder full of traps."""

import os
import pty
import subprocess
import sys

import nbformat
import pytest
from plain_courses import graded, notebook, solution

MODULES = ("click", "json", "rich", "nbformat", "numpy", "multiprocessing", "tempfile")


@pytest.fixture
def friend(tmp_path):
    """The notebook's folder; `command` checks the notebook from there."""
    folder = tmp_path / "friend"
    folder.mkdir()
    trap = "import pathlib; pathlib.Path('{}').touch()"
    for module in MODULES:
        (folder / f"{module}.py").write_text(trap.format(f"imported-{module}"))
    answer = f"{trap.format(folder / 'ran')}\ndef f(x):\n    return x"
    cells = [solution("f", answer), graded("test_f", "assert f(1) == 1")]
    nbformat.write(notebook(cells), folder / "p1.ipynb")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "bwrap").write_text("#!/bin/sh\necho no user namespaces >&2\nexit 1\n")
    (programs / "bwrap").chmod(0o755)
    return folder


def command(friend):
    path = f"{friend.parent / 'programs'}{os.pathsep}{os.environ['PATH']}"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"} | {"PATH": path}
    return {
        "args": [sys.executable, "-m", "grader", "check", "p1.ipynb"],
        "cwd": friend,
        "env": environment,
    }


def left_behind(friend):
    return {path.name for path in friend.iterdir() if path.suffix not in (".py", ".ipynb")}


def test_nothing_is_run_or_imported_where_nobody_can_be_asked(friend):
    done = subprocess.run(
        **command(friend), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "There is no sandbox on this machine (no user namespaces)" in done.stderr
    assert "--trust-notebook" in done.stderr
    assert left_behind(friend) == set()


def test_it_asks_and_takes_enter_for_no(friend):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        **command(friend), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        os.write(ours, b"\n")
        told, _ = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 1
    assert "Do you trust this notebook? [y/N]" in told
    assert "Nothing was run." in told
    assert left_behind(friend) == set()
