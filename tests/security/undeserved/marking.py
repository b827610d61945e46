"""Grading the corpus: each assignment's entries as one class in one runner."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import nbformat
from entry import Entry, submission

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.release.sample_class import solved_notebook
from grader.results import SubmissionResult, TestResult, Verdict
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import grade_submission
from grader.runner.limits import Limits
from grader.submissions.submission import Submission

PATIENT = Limits(seconds_per_test=600.0)  # a busy machine is no judgement


def says_nothing(test: TestResult) -> bool:
    """Whether the machine was too busy, or the grader failed: no points, and no judgement."""
    return test.fault or test.verdict is Verdict.TIMEOUT or "can't be read within" in test.message


def mark(
    entries: Iterable[Entry],
    runner: SandboxedRunner | None = None,
    root: Path | None = None,
    *,
    aimed: bool = False,
) -> Iterator[tuple[Entry, SubmissionResult]]:
    """Grade entries of one assignment against the course at `root`, the installed one if None.

    Yields each with its result, in their order. `aimed`: only the tests that must have 0 points are
    run, of entries that have such. Without a `runner` one is opened. Nothing is written into the
    course.
    """
    entries = list(entries)
    course = Course.load(root or installed_root())
    (name,) = {entry.assignment for entry in entries}
    assignment = read_assignment(course, name)
    right = solved_notebook(course, name)
    tests = [test.grade_id for notebook in assignment.notebooks for test in notebook.tests]

    @cache
    def keeping(asked: frozenset[str]):
        return assignment.keeping(asked.__contains__)

    workers = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
    own_runner = (
        None if runner else SandboxedRunner(workers, assignment.modules, assignment.test_modules)
    )
    with (
        tempfile.TemporaryDirectory(prefix="undeserved-") as scratch,
        own_runner or nullcontext(runner) as open_runner,
        ThreadPoolExecutor(workers) as pool,
    ):
        running = {}
        for number, entry in enumerate(entries):
            folder = Path(scratch, f"s{number:03}", name)
            folder.mkdir(parents=True)
            nb = submission(right, entry.edits)
            (folder / f"{name}.ipynb").write_text(nbformat.writes(nb))
            asked = frozenset(filter(entry.asks, tests))
            asked = keeping(frozenset(entry.zero) if aimed and entry.zero else asked)
            submitted = Submission(f"s{number:03}", name, folder)
            running[entry] = pool.submit(grade_submission, submitted, asked, open_runner, PATIENT)
        for entry, future in running.items():
            yield entry, future.result().result
