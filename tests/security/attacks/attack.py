"""What an attack is, and the two assignments that attacks are submitted for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from grader.checkout import installed_root
from grader.course import Course
from grader.release.sample_class import cell_of, solved

MODELS = "05_convolution_model_application"
TRAINED = "09_flowers"  # of which only the test that judges a training is asked
TINY = "tiny"
# What must never be found: they stand in the hidden tests and in the solution of the tiny assignment.
HIDDEN_MARK, ANSWER_MARK = "hidden-7391-pelican", "answer-4417-walrus"
# The hidden tests call with these numbers, which must not be told to the student either.
HIDDEN_INPUT = "7723"

_TINY = [
    ("import numpy as np\nfrom test_utils import comparator", {}),
    (
        "def double(values):\n    ### BEGIN SOLUTION\n"
        f"    return [2 * value for value in values]  # {ANSWER_MARK}\n    ### END SOLUTION",
        {"grade_id": "double", "solution": True},
    ),
    (
        'assert double([1, 2]) == [2, 4], "double([1, 2]) should be [2, 4]."\n'
        "### BEGIN HIDDEN TESTS\n"
        f'secret = "{HIDDEN_MARK}"\n'
        f"expected = [{2 * int(HIDDEN_INPUT)}, 46]\n"
        f'assert double([{HIDDEN_INPUT}, 23]) == expected, "double fails for another list."\n'
        "### END HIDDEN TESTS",
        {"grade_id": "test_double", "grade": True, "points": 4},
    ),
    (
        "def mean(values):\n    ### BEGIN SOLUTION\n"
        "    return float(np.mean(values))\n    ### END SOLUTION",
        {"grade_id": "mean", "solution": True},
    ),
    (
        "assert mean([1, 2, 3]) == 2.0\n"
        "### BEGIN HIDDEN TESTS\n"
        "found = mean(np.array([1.0, 5.0]))\n"
        "assert isinstance(found, float) and np.isclose(found, 3.0), type(found).__name__\n"
        "### END HIDDEN TESTS",
        {"grade_id": "test_mean", "grade": True, "points": 6},
    ),
]
TESTS = {
    TINY: ("test_double", "test_mean"),
    MODELS: ("test_happyModel", "test_convolutional_model"),
    TRAINED: ("test_train_flowers",),
}
FULL = {TINY: (4, 6), MODELS: (10, 10), TRAINED: (12,)}
# The graded cell that an attack by its code replaces.
CELLS = {TINY: "double", MODELS: "happyModel", TRAINED: "train_flowers"}


def write_tiny_course(root: Path) -> Course:
    """A course of nbgrader's default layout with one assignment that needs no TensorFlow."""
    nb = nbformat.v4.new_notebook()
    for source, about in _TINY:
        cell = nbformat.v4.new_code_cell(source)
        if about:
            whole = {"grade": False, "solution": False, "locked": "grade" in about, **about}
            cell.metadata["nbgrader"] = {"schema_version": 3, "task": False, **whole}
        nb.cells.append(cell)
    folder = root / "source" / TINY
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / f"{TINY}.ipynb")
    return Course.load(root)


@cache
def _notebooks(course_root: Path, assignment: str) -> tuple[str, str]:
    """The released and the author's notebook as JSON."""
    course = Course.load(course_root)
    source = nbformat.read(course.source(assignment) / f"{assignment}.ipynb", 4)
    released, _ = ClearSolutions().preprocess(nbformat.from_dict(source), {})
    released, _ = ClearHiddenTests().preprocess(released, {})
    return nbformat.writes(released), nbformat.writes(source)


def honest(course_root: Path, assignment: str) -> NotebookNode:
    """The released notebook with the right answers filled in."""
    root = course_root if assignment == TINY else installed_root()
    released, source = (nbformat.reads(text, 4) for text in _notebooks(root, assignment))
    return solved(released, source)


Make = Callable[[NotebookNode, Path], NotebookNode | bytes | None]


@dataclass(frozen=True)
class Attack:
    """A submission that is out to harm.

    Attributes
    ----------
    make:
        From the honestly solved notebook and the path to submit it at, to what is submitted;
        None if it has put something there itself.
    scores, verdicts:
        What the tests must come to.
    says:
        Must be in the first test's message, or one of several: the reason is recorded.
    hides:
        Must be in no message and in nothing printed.
    seconds:
        Limit for each of its tests.
    """

    group: str
    what: str
    make: Make
    assignment: str = TINY
    scores: tuple[float, ...] = (0, 6)
    verdicts: tuple[str, ...] = ("failed", "passed")
    says: str | tuple[str, ...] = ""
    hides: tuple[str, ...] = (HIDDEN_MARK, ANSWER_MARK, HIDDEN_INPUT)
    seconds: float = 90.0
    slow: bool = False

    @property
    def name(self) -> str:
        return f"{self.group}: {self.what}"

    def is_told_in(self, message: str) -> bool:
        """Whether the reason stands in a message."""
        says = (self.says,) if isinstance(self.says, str) else self.says
        return any(text in message for text in says)


def code(group: str, what: str, source: str, **rest) -> Attack:
    """An attack by the code in its assignment's cell of `CELLS`."""
    cell = CELLS[rest.get("assignment", TINY)]
    if rest.get("assignment") == MODELS:
        rest = {"scores": (0, 10), "hides": (HIDDEN_MARK,), **rest}

    def make(nb: NotebookNode, path: Path) -> NotebookNode:
        cell_of(nb, cell).source = source
        return nb

    return Attack(group, what, make, **rest)


def harmless(group: str, what: str, source: str, **rest) -> Attack:
    """As `code`, but the answer is right besides, and must have its points."""
    rest = {"verdicts": ("passed", "passed"), **rest}
    assignment = rest.get("assignment", TINY)
    return code(group, what, source, scores=FULL[assignment], **rest)


def reports(group: str, what: str, source: str, found: str = "nothing", **rest) -> Attack:
    """An attack that says in an exception what it got; it must be `found`.

    `source` is the body of a function that returns text; what it raises is named by its type.
    """
    lines = "\n".join(f"    {line}" for line in source.strip("\n").splitlines())
    source = f"""\
def attack():
{lines}

def double(values):
    try:
        got = attack()
    except BaseException as error:
        got = type(error).__name__
    raise ValueError(f"got <{{got}}>")
"""
    rest = {"verdicts": ("error", "passed"), "says": f"got <{found}>", **rest}
    return code(group, what, source, **rest)


def write_submission(attack: Attack, course: Course, student: str) -> Path:
    """Write the submission; returns its folder."""
    folder = course.root / "submitted" / student / attack.assignment
    folder.mkdir(parents=True)
    path = folder / f"{attack.assignment}.ipynb"
    made = attack.make(honest(course.root, attack.assignment), path)
    if made is not None:
        content = made if isinstance(made, bytes) else json.dumps(made).encode()
        path.write_bytes(content)
    assert os.path.lexists(path), "the attack submitted nothing"
    return folder
