import subprocess
import sys
from pathlib import Path

import pytest

from grader.checkout import installed_root
from grader.sandbox import bubblewrap

pytestmark = pytest.mark.skipif(bubblewrap.why_not() is not None, reason=str(bubblewrap.why_not()))


def inside(code, slots=2):
    command = bubblewrap.command([sys.executable, "-c", code], slots)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_only_listed_folders_are_there():
    root = set(eval(inside("import os; print(os.listdir('/'))")))
    tops = {Path(path).parts[1] for path in [*bubblewrap.readable(), sys.prefix]}
    assert root <= tops | {"proc", "dev", "cache", "scratch", "tmp"}


@pytest.mark.parametrize("part", ["solutions", "tests", "notebooks", "demo", ".git", "README.md"])
def test_of_the_course_only_its_modules_and_data_are_there(part):
    assert inside(f"import os; print(os.path.exists({str(installed_root() / part)!r}))") == "False"


def test_course_modules_can_be_imported():
    assert inside("import cnn_utils, test_utils, grader.runner.student_worker; print('ok')") == "ok"


def test_there_is_no_network():
    assert "lo" in inside("print(open('/proc/net/dev').read())")
    assert len(inside("print(open('/proc/net/dev').read())").splitlines()) == 3


def test_the_environment_is_a_few_known_names():
    names = set(eval(inside("import os; print(list(os.environ))")))
    assert names <= {*bubblewrap._environment(), "PWD", "LC_CTYPE"}


def test_other_processes_are_out_of_sight():
    assert (
        len(eval(inside("import os; print([p for p in os.listdir('/proc') if p.isdigit()])"))) <= 3
    )


def test_what_all_workers_share_can_not_be_changed():
    code = """
import os
for path in ('/x', '/dev/x', '/scratch/x', os.path.dirname(os.__file__) + '/x'):
    try:
        open(path, 'w')
        print(path)
    except OSError:
        pass
for path in ('/', '/dev', '/scratch'):
    try:
        os.chmod(path, 0)
        print(path)
    except OSError:
        pass
"""
    assert inside(code) == ""


def test_each_scratch_folder_is_a_small_disk_of_its_own():
    code = """
import os
disks = [os.statvfs(f'/scratch/{n}') for n in range(2)]
devices = {os.stat(f'/scratch/{n}').st_dev for n in range(2)}
print([d.f_blocks * d.f_frsize for d in disks], len(devices))
"""
    assert inside(code) == f"[{bubblewrap.SCRATCH_BYTES}, {bubblewrap.SCRATCH_BYTES}] 2"


def test_a_folder_that_student_code_could_read_is_told(tmp_path):
    assert bubblewrap.exposed(Path(sys.prefix) / "course" / "solutions")
    assert bubblewrap.exposed(tmp_path) is None


def test_inside_every_loader_takes_the_stand_in():
    code = "from cnn_datasets.data_folder import stand_in_is_forced; print(stand_in_is_forced())"
    assert inside(code) == "True"
