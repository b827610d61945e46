"""What a student worker can read: everything in sight is walked, and must hold nothing planted.

The grader is copied into a course of its own, with a mark in each place that must stay secret, and
a worker of that copy looks for them: by content, and by the numbers of the files themselves.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from grader.checkout import installed_root
from grader.sandbox.protection import protection

pytestmark = pytest.mark.skipif(
    not protection().shares_sandbox, reason="this machine lacks a part of the sandbox"
)
MARK = "planted-5519-heron"
SECRET_PLACES = (
    "solutions/05_model/05_model.py",
    "solutions/05_model/sample_class.py",
    "tests/security/attacks/attack.py",
    "benchmarks/speed.py",
    "notebooks/05_model/05_model.ipynb",
    "submitted/ada/05_model/05_model.ipynb",
    "autograded/ada/05_model/05_model.ipynb",
    "feedback/ada/05_model/05_model.html",
    "release/05_model/05_model.ipynb",
    "source/05_model/05_model.ipynb",
    "demo/gradebook.db",
    "gradebook.db",
    "grader_secret",
    ".grader/cache/one.json",
    ".git/objects/ab/cdef",
    "build/lib/grader/fresh_tasks/__init__.py",
    "nbgrader_config.py",
    "grader/fresh_tasks/__init__.py",
    "grader/fresh_tasks/pictures/colours.py",
    "grader/fresh_tasks/__pycache__/colours.cpython-311.pyc",
)
LOOK = """
import json, os, sys
root, mark, planted, link = json.loads(sys.argv[1])
sys.path[:0] = [root, f"{root}/datasets"]
from grader.sandbox import hidden_modules, bubblewrap
assert bubblewrap.__file__.startswith(root), bubblewrap.__file__
from grader.sandbox.restrictions import Allowance, confine
import sandlock
hidden_modules.block_imports()
confine([*bubblewrap.readable(), *bubblewrap.DEVICES, "/proc", link],
        ["/scratch/0", "/tmp", os.devnull],
        Allowance(), refuse_calls=True, view=bubblewrap.own_view("/scratch/0"))
unread = ("/usr", "/lib", "/lib64", "/bin", "/proc", sys.prefix, sys.base_prefix)
found, files = [], 0
for start in {*bubblewrap.readable(), "/", "/cache", "/scratch", "/dev", sys.prefix, root, link}:
    for folder, inner, names in os.walk(start):
        inner[:] = [n for n in inner if os.path.join(folder, n) != "/proc"]
        for name in names:
            path = os.path.join(folder, name)
            try:
                about = os.stat(path)
                files += 1
                if [about.st_dev, about.st_ino] in planted:
                    found.append(path)
                elif not path.startswith(unread) and about.st_size < 1_000_000:
                    with open(path, "rb") as file:
                        if mark.encode() in file.read():
                            found.append(path)
            except OSError:
                pass
by_name = [p for p in planted if isinstance(p, str) and os.path.exists(p)]
try:
    import grader.fresh_tasks
    reason = "it was imported"
except ImportError as error:
    reason = str(error)
print(json.dumps([found, by_name, reason, files, sorted(os.listdir(f"{root}/grader/fresh_tasks"))]))
"""
COMMAND = """
import json, sys
root, look, asked, hide = json.loads(sys.argv[1])
sys.path[:0] = [root, f"{root}/datasets"]
from grader.sandbox import bubblewrap
assert bubblewrap.__file__.startswith(root), bubblewrap.__file__
command = bubblewrap.command([sys.executable, "-c", look, json.dumps(asked)], 1, hide=hide)
print(json.dumps(command))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A course with the grader in it and a mark in every secret place; a link to it beside."""
    folder = tmp_path_factory.mktemp("copy")
    root = folder / "checkout"
    here = installed_root()
    no_caches = shutil.ignore_patterns("__pycache__", "fresh_tasks")
    shutil.copytree(here / "grader", root / "grader", ignore=no_caches)
    shutil.copytree(here / "datasets/cnn_datasets", root / "datasets/cnn_datasets")
    for name in ("test_utils.py", "cnn_utils.py"):
        shutil.copy(here / name, root)
    for name in SECRET_PLACES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {MARK}\n")
    (folder / "link").symlink_to(root)
    return root


def look(copy, *, hide):
    """What a worker finds: (by content, by name, why no import, files, in the folder)."""
    paths = [copy / name for name in SECRET_PLACES]
    numbers = [[p.stat().st_dev, p.stat().st_ino] for p in paths]
    planted = [*numbers, *map(str, paths)]
    asked = [str(copy), MARK, planted, str(copy.parent / "link")]
    arguments = json.dumps([str(copy), LOOK, asked, hide])
    environment = {**os.environ, "CNN_COURSE_DATA": str(copy / "datasets")}
    made = subprocess.run(
        [sys.executable, "-c", COMMAND, arguments], capture_output=True, text=True, env=environment
    )
    assert made.returncode == 0, made.stderr
    done = subprocess.run(json.loads(made.stdout), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_secret_can_be_read(copy):
    content, names, reason, files, _ = look(copy, hide=True)
    assert (content, names) == ([], [])
    assert files > 1000, "the walk has seen next to nothing"
    assert "student code" in reason


def test_what_makes_hidden_pictures_is_an_empty_folder_for_students_only(copy):
    *_, inside = look(copy, hide=True)
    assert inside == []
    content, *_, inside = look(copy, hide=False)
    assert "__init__.py" in inside
    assert {p for p in content if "/grader/fresh_tasks/" not in p} == set()
    assert len(set(content)) == 3, "the walk does not find what is not hidden"
