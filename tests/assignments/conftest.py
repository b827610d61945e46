"""Every assignment's whole class, solved, untouched, samples and mutants, graded in one room."""

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grader.authoring.exam_reader import read_exam
from grader.course import CONFIG_NAME, Course
from grader.grading import grade_submission
from grader.rooms.walled import WalledRoom
from grader.sample_class import body, edit, load_samples, solved
from grader.submissions.collection import Submission

# The mutants are modules that are looked up by their number; importlib mode leaves the folder out.
sys.path.insert(0, str(Path(__file__).parent))
from wrong_answers import WITH_TRAINING, mutants_of, trained_tests

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def course_copy(tmp_path_factory):
    """A copy of the checkout's sources and releases, with nothing of any class in it."""
    root = tmp_path_factory.mktemp("assignments") / "course"
    root.mkdir()
    for name in ("solutions", "notebooks"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy(CHECKOUT / CONFIG_NAME, root)
    return Course.load(root)


@pytest.fixture(scope="session")
def graded(course_copy):
    """graded(assignment): {"solved", "untouched", a sample's student, a Mutant: its result}."""
    return cache(lambda assignment: _grade_all(course_copy, assignment))


def _grade_all(course, assignment):
    exam = read_exam(course, assignment)
    folders = (course.release(assignment), course.source(assignment))
    paths = [folder / f"{assignment}.ipynb" for folder in folders]
    handed_in = {"untouched": paths[0].read_bytes(), "solved": _bytes(solved(*_read(paths)))}
    samples = load_samples(course, assignment)
    handed_in |= {sample.student: sample.content(*paths) for sample in samples}
    left_out = {
        s.student: frozenset() if WITH_TRAINING else trained_tests(assignment) for s in samples
    }
    for mutant in mutants_of(assignment):
        nb = solved(*_read(paths))
        if mutant.old is None:
            body(nb, mutant.cell, mutant.new)
        else:
            edit(nb, mutant.cell, mutant.old, mutant.new)
        handed_in[mutant] = _bytes(nb)

    @cache
    def without(left_out):
        notebooks = (
            replace(nb, tests=tuple(t for t in nb.tests if t.grade_id not in left_out))
            for nb in exam.notebooks
        )
        return replace(exam, notebooks=tuple(notebooks))

    workers = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
    with (
        WalledRoom(workers, exam.modules, exam.test_modules) as room,
        ThreadPoolExecutor(workers) as pool,
    ):
        running = {}
        for number, (who, content) in enumerate(handed_in.items()):
            folder = course.submitted_root / f"s{number:03}" / assignment
            folder.mkdir(parents=True)
            (folder / f"{assignment}.ipynb").write_bytes(content)
            submission = Submission(str(who), assignment, folder)
            part = without(left_out.get(who, getattr(who, "left_out", frozenset())))
            running[who] = pool.submit(grade_submission, submission, part, room)
        return {who: future.result().result for who, future in running.items()}


def _read(paths):
    return tuple(nbformat.read(path, 4) for path in paths)


def _bytes(nb):
    return nbformat.writes(nb).encode()
