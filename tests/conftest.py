"""A tiny course of its own for every test: real nbgrader, no TensorFlow, well under a second."""

import atexit
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import grader  # noqa: F401 (before nbformat: it leaves out what slows its import by seconds)

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests" / "helpers"))  # what tests share
# The time of one example depends on what else the machine does.
settings.register_profile("course", deadline=None)
settings.load_profile("course")
TINY = "01_tiny"
SOURCE = '''\
# %% [markdown]
# # Tiny
# Two functions.

# %%
import math

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    """Twice `x`."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_double", "grade": true, "points": 2}
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(-3.5) == -7.0, "double(-3.5) should be -7.0"
### END HIDDEN TESTS

# %% [markdown]
# Now fold.

# %% nbgrader={"grade_id": "fold", "solution": true}
def fold(values):
    """The product of `values`."""
    ### BEGIN SOLUTION
    return math.prod(values)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_fold", "grade": true, "points": 3}
assert fold([2, 3]) == 6
### BEGIN HIDDEN TESTS
assert fold([]) == 1, "fold([]) should be 1"
### END HIDDEN TESTS
'''

# Modules and tests stay until the end: a process need not look through them again and again.
gc.set_threshold(20_000, 20, 20)
atexit.register(gc.freeze)


def pytest_collection_finish():
    gc.freeze()


def pytest_xdist_auto_num_workers():
    """Three processes of tests on two cores: many tests wait for a browser, a worker or a clock."""
    return max(3, os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups
def pytest_collection_modifyitems(items):
    """Keep the tests of a file in one process, which then sets up once what they share."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_make_parametrize_id(val, argname):
    """Bytes don't name a test: those of an archive hold the time at which it was made."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def repository():
    """The checkout's folder; tests only read it."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def own_environment():
    """Take back what a command that is called in this process sets for its children."""
    yield
    os.environ.pop("PYTHONSAFEPATH", None)


@pytest.fixture(scope="session")
def lesson_runner():
    """A runner that grades the lessons; opened once for each process of tests."""
    from lesson_runner import runner_for_all_lessons

    with runner_for_all_lessons(1 if "PYTEST_XDIST_WORKER" in os.environ else 2) as runner:
        yield runner


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The book, built without running the notebooks, so its pages have no outputs."""
    folder = tmp_path_factory.mktemp("book")
    command = [sys.executable, "docs/build_book.py", "--no-run", "--strict"]
    command += ["--output", folder / "book", "--work", folder / "work"]
    built = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if "MathJax could not be downloaded" in built.stderr:
        pytest.skip(built.stderr.strip())
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "book"


def _load(root):
    from grader.course import Course  # here, as all below: unit tests do without nbgrader

    return Course.load(root)


def _configured(root):
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    return _load(root)


@pytest.fixture
def make_course(tmp_path):
    """Make a course folder from assignment sources: make_course({"01_tiny": text})."""

    def make(sources):
        root = tmp_path / "course"
        for name, text in sources.items():
            folder = root / "solutions" / name
            folder.mkdir(parents=True)
            (folder / f"{name}.py").write_text(text)
        return _configured(root)

    return make


@pytest.fixture(scope="session")
def _released(tmp_path_factory):
    root = tmp_path_factory.mktemp("tiny") / "course"
    folder = root / "solutions" / TINY
    folder.mkdir(parents=True)
    (folder / f"{TINY}.py").write_text(SOURCE)
    from grader.release.build import build, write

    write(build(_configured(root), TINY))
    return root


@pytest.fixture(scope="session")
def _registered(_released, tmp_path_factory):
    root = tmp_path_factory.mktemp("registered") / "course"
    shutil.copytree(_released, root)
    from grader.gradebook.writer import register

    register(_load(root), TINY)
    return root


@pytest.fixture
def tiny(_released, tmp_path):
    """A released course with the one assignment 01_tiny, without a gradebook."""
    return _load(shutil.copytree(_released, tmp_path / "course"))


@pytest.fixture
def registered(_registered, tmp_path):
    """As `tiny`, with a gradebook that knows the assignment."""
    return _load(shutil.copytree(_registered, tmp_path / "registered"))


@pytest.fixture
def plain_course(tmp_path):
    """Make a course of plain nbgrader, see `plain_courses.write_course`."""
    from plain_courses import write_course

    return lambda *args, **rest: write_course(tmp_path / "plain", *args, **rest)


@pytest.fixture
def author(tiny):
    """The one notebook of the tiny assignment, as its author wrote it."""
    from grader.assignment.reader import read_assignment

    return read_assignment(tiny, TINY).notebooks[0]


@pytest.fixture
def blank(tiny):
    """The released tiny notebook, to be edited by a test."""
    import nbformat

    return nbformat.read(tiny.release(TINY) / f"{TINY}.ipynb", 4)


@pytest.fixture
def answered(blank):
    """The tiny notebook with both answers right."""
    fill(blank, "double", "def double(x):\n    return x + x")
    fill(blank, "fold", "def fold(values):\n    return math.prod(values)")
    return blank


@pytest.fixture
def write_submission():
    """Write a submission (a notebook or raw bytes): write_submission(course, "ada", content)."""

    def write_submission(course, student, content, assignment=TINY):
        folder = course.submitted_root / student / assignment
        import nbformat

        folder.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else nbformat.writes(content).encode()
        (folder / f"{assignment}.ipynb").write_bytes(data)
        return folder

    return write_submission


def fill(nb, grade_id, source):
    """Replace the source of the cell with a grade_id."""
    cell = cell_with(nb, grade_id)
    cell.source = source
    return cell


def cell_with(nb, grade_id):
    """The cell with a grade_id."""
    [cell] = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cell
