import itertools
import os
import subprocess
import sys

import pytest

from grader.runner.engine import STUDENT_WORKER, TEST_RUNNER
from grader.sandbox import bubblewrap, hidden_modules
from grader.sandbox.fork_server_client import ForkServer
from grader.sandbox.hidden_modules import hidden_folders
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A hidden package in an environment that a link leads to, as where the grader is installed."""
    folder = tmp_path / "real/lib/site-packages/grader/fresh_tasks"
    folder.mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setattr(hidden_modules, "installed_root", lambda: folder.parent.parent)
    return folder


def test_every_way_to_a_hidden_folder_is_found(package, tmp_path):
    root = str(package.parent.parent)
    visible = [f"{root}/grader", str(tmp_path / "real"), str(tmp_path / "link"), "/usr", "/nowhere"]
    inside = "lib/site-packages/grader/fresh_tasks"
    assert hidden_folders(visible) == [
        str(package),
        str(tmp_path / "link" / inside),
    ]


def test_a_path_beside_or_below_a_hidden_folder_shows_nothing_of_it(package):
    beside = package.parent / "fresh_tasks_and_more"
    beside.mkdir()
    assert hidden_folders([str(beside), str(package.parent / "other")]) == []


def test_a_grader_without_hidden_modules_is_no_error(package):
    package.rmdir()
    assert hidden_folders(["/"]) == []


def test_imports_fail_with_a_reason():
    code = (
        "from grader.sandbox.hidden_modules import block_imports\n"
        + 2 * "block_imports()\n"
        + "import sys, grader.fresh_tasks.pictures"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: grader.fresh_tasks")
    assert "student code" in last


@pytest.mark.skipif(not protection().sandboxed, reason="no sandbox here")
@pytest.mark.parametrize(("program", "hides"), [(STUDENT_WORKER, True), (TEST_RUNNER, False)])
def test_folders_are_covered_for_students_only(monkeypatch, program, hides):
    monkeypatch.setattr(hidden_modules, "HIDDEN", ("grader.reports",))  # any that is there
    covered = os.path.join(os.path.dirname(os.path.dirname(bubblewrap.__file__)), "reports")
    process = ForkServer(program, Allowance(), 1)
    try:
        argv = process._process.args
        assert (("--tmpfs", covered) in itertools.pairwise(argv)) is hides
        assert (("--remount-ro", covered) in itertools.pairwise(argv)) is hides
    finally:
        process._process.kill()
        process.close()
