"""A key of everything that decides the verdicts of tests which share a student worker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from grader.analysis.cell_analysis import analyse, program
from grader.protocol import TooLarge
from grader.protocol.codec import encode
from grader.results import TestResult, Verdict
from grader.runner.limits import Limits
from grader.runner.test_jobs import job
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import label


def answer_keys(
    plan: GradingPlan, tasks: Sequence[TestTask], limits: Limits, secret: bytes
) -> list[str]:
    """Return two keys of tasks that share a student worker: to the letter, and of the programs.

    The second is the same for answers that differ in comments, layout and docstrings only. There is
    none for cells that are too large to be run. The course's secret decides the fresh tasks.
    """
    what = job(tasks, plan, limits, secret)
    tests = [test | {"cells": [_program(cell) for cell in test["cells"]]} for test in what["tests"]]
    whole = [[(label(cell), cell.source) for cell in task.whole] for task in tasks]
    named = [[label(cell) for cell in task.with_named.cells] for task in tasks]
    more = [task.test.also_inside for task in tasks], repr(limits), whole, named
    try:
        described = [encode((one, *more)) for one in (what, what | {"tests": tests})]
    except TooLarge:
        return []
    return [hashlib.sha256(one).hexdigest() for one in described]


def quotes_nothing(results: Sequence[TestResult]) -> bool:
    """Whether nothing is told of the answer, such as a line of it: all is right."""
    return not any(result.message for result in results)


def can_be_kept(results: Sequence[TestResult]) -> bool:
    """Whether the verdicts depend on the answer alone, not on what the machine had left."""
    return not any(
        result.fault or result.doubt or result.verdict is Verdict.TIMEOUT for result in results
    )


def _program(cell: tuple[str, str, list[str]]) -> str:
    """A cell without comments, layout and docstrings; as it is where it is more than Python."""
    _, source, _ = cell
    found = analyse(source)
    if found.error or found.code.rstrip() != source.rstrip():
        return source
    return program(source)
