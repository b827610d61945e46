"""nbgrader's exchange on a real JupyterHub with real users: an instructor and two students.

The students use nbgrader's list of assignments, the instructor formgrader and a terminal, each as
their own user. To run it, as root:

    pip install jupyterhub
    npm install --prefix /opt/proxy configurable-http-proxy
    PATH=/opt/proxy/node_modules/.bin:$PATH python -m pytest -n0 -s tests/integration/jupyterhub

It takes a minute, makes three users for its time, and prints what happened and who can read what.
All users must be able to read this checkout, its environment and the Python that it was made with.
"""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from exchange_loop import COURSE, INSTRUCTOR, RIGHT, WRONG, ExchangeLoop
from jupyter_hub import running_hub
from unix_users import unix_users

NEEDED = {
    "root's rights": os.geteuid() == 0,
    "useradd": shutil.which("useradd"),
    "jupyterhub": importlib.util.find_spec("jupyterhub"),
    "configurable-http-proxy": shutil.which("configurable-http-proxy"),
}
MISSING = ", ".join(what for what, there in NEEDED.items() if not there)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"this machine lacks {MISSING}"),
]
FOLDERS = {"exchange": 0o1777, "homes": 0o755, "settings": 0o755, "hub": 0o700}
# How far each user gets with what concerns the student RIGHT, see `UnixUser.access`.
ACCESS = {  # instructor, the student, the other student
    "course/solutions": ("reads", "no", "no"),
    "course/gradebook.db": ("reads", "no", "no"),
    "course/.grader": ("reads", "no", "no"),
    "course/.grader/secret.json": ("reads", "no", "no"),
    "course/submitted/RIGHT": ("reads", "no", "no"),
    "course/autograded/RIGHT": ("reads", "no", "no"),
    "course/feedback/RIGHT": ("reads", "no", "no"),
    "exchange/cnn/outbound": ("reads", "reads", "reads"),
    "exchange/cnn/inbound/RIGHT+*": ("reads", "by name", "by name"),
    "exchange/cnn/feedback/*.html": ("reads", "by name", "by name"),
    "homes/RIGHT": ("no", "reads", "no"),
}


@pytest.fixture(scope="module")
def folder():
    """A folder that all users can reach, with the exchange in it."""
    with tempfile.TemporaryDirectory(prefix="hub-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part, mode in FOLDERS.items():
            (folder / part).mkdir()
            (folder / part).chmod(mode)
        (folder / "settings" / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.Exchange.root = {str(folder / 'exchange')!r}\n"
        )
        yield folder


@pytest.fixture(scope="module")
def loop(folder, repository):
    """The loop when feedback is released."""
    environment = {"JUPYTER_CONFIG_PATH": str(folder / "settings")}
    with unix_users(folder / "homes", (INSTRUCTOR, RIGHT, WRONG), environment) as users:
        names = [user.name for user in users.values()]
        with running_hub(folder / "hub", names, environment) as hub:
            loop = ExchangeLoop(repository, folder / "exchange", users, hub)
            try:
                loop.run()
                yield loop
            finally:
                print_table(("step", "as", "what happened"), loop.steps)


@pytest.fixture(scope="module")
def access(loop, folder):
    """What `ACCESS` should be, as it is."""
    name = loop.users[RIGHT].name
    found = {}
    for what in ACCESS:
        start, rest = what.split("/", 1)
        start = loop.course if start == "course" else folder / start
        paths = [*start.glob(rest.replace("RIGHT", name))]
        assert paths, f"there is no {what}"
        each = [{user.access(folder, path) for path in paths} for user in loop.users.values()]
        found[what] = tuple(" or ".join(sorted(one)) for one in each)
    head = ("what", "instructor", "this student", "other student")
    print_table(head, [(what, *each) for what, each in found.items()])
    return found


def print_table(head, rows):
    print()
    for row in (head, ["---"] * len(head), *rows):
        print("|", " | ".join(map(str, row)), "|")


def test_grades_are_right_and_the_sandbox_holds_without_root(loop):
    users = loop.users
    assert loop.scores() == {users[RIGHT].name: (2.0, 2.0), users[WRONG].name: (0.0, 2.0)}


@pytest.mark.parametrize("role, score", [(RIGHT, "2 / 2"), (WRONG, "0 / 2")])
def test_students_get_their_own_feedback(loop, role, score):
    [page] = loop.fetch_feedback(role)
    assert f"feedback for {loop.users[role].name}<" in page
    assert score in page


@pytest.mark.parametrize("what", ACCESS)
def test_nobody_reads_what_is_not_theirs(access, what):
    assert access[what] == ACCESS[what]


def test_students_do_not_take_the_place_of_others_in_the_exchange(loop, folder):
    """nbgrader wants the exchange writable for all; the sticky bit keeps a course in its place."""
    exchange = folder / "exchange"
    with pytest.raises(AssertionError, match="Operation not permitted"):
        loop.users[WRONG].run("mv", exchange / COURSE, exchange / "mine")


@pytest.mark.parametrize("role, other", [(WRONG, RIGHT), (WRONG, INSTRUCTOR), (RIGHT, INSTRUCTOR)])
def test_the_hub_lets_nobody_into_the_server_of_another(loop, role, other):
    student = loop.on_hub[role]
    assert student.status_at(loop.users[role].name, "api/contents") == 200
    assert student.status_at(loop.users[other].name, "api/contents") in (403, 404)


def test_what_is_collected_is_what_the_student_submitted(loop):
    """Last, since it collects again: the instructor's rights serve nobody to read or to forge."""
    before = loop.collect_again()
    solution = loop.course / "solutions" / "01_tiny" / "01_tiny.ipynb"
    assert solution.is_file()
    loop.forge(WRONG, WRONG, solution)
    loop.forge(WRONG, RIGHT, solution)
    assert loop.collect_again() == {RIGHT: before[RIGHT], WRONG: []}
