"""What the coordinator gives a test runner to do, and which tests share a student worker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from grader.analysis.cell_analysis import analyse
from grader.analysis.ipython_syntax import given_to_magics
from grader.analysis.process_state import HISTORY
from grader.assignment.hidden_parts import has_hidden_part
from grader.fresh_tasks.secret import seed_of
from grader.runner.limits import Limits
from grader.runner.watchdog import PATIENCE
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import Cell, label

MAX_MAGICS = 20  # of a cell, and of a notebook
MAX_BROKEN, MAX_NAMES = 20, 200
BINDS = re.compile(r"\b(?:def|class|import|as|for)\s+(\w+)|\b(\w+)(?:\s*:[^=\n]{1,80})?\s*=(?!=)")


def groups(tasks: Sequence[TestTask]) -> list[list[TestTask]]:
    """Split tasks, in order, into runs that one student worker can answer.

    A task joins the run before it if all cells it adds stand below every cell that ran, and
    if no test in that run has a hidden part: student code could tell later what it was called
    with, by what it prints, raises or builds. One that runs inside is alone in its worker, where
    student code can read it.
    """
    split: list[list[TestTask]] = []
    last, closed = -1, True
    ran: set[int] = set()
    for task in tasks:
        new = [place for place in task.cell_indices if place not in ran]
        alone = task.test.inside
        if not (closed or alone) and all(place > last for place in new):
            split[-1].append(task)
        else:
            split.append([task])
            last, ran = -1, set()
            new = list(task.cell_indices)
        closed = alone or has_hidden_part(task.test.source)
        ran |= set(new)
        last = max([last, *new])
    return split


def job(group: Sequence[TestTask], plan: GradingPlan, limits: Limits, secret: bytes) -> dict:
    """Tasks that share a student worker, as plain data; each cell is run once.

    The course's secret decides the fresh tasks of each test.
    """
    author = plan.author
    answers = frozenset().union(*(solution.defines for solution in author.solutions))
    authors = [test.grade_id for test in author.tests]
    authors += [cell.grade_id for cell in author.locked]
    ran: set[int] = set()
    tests = []
    for task in group:
        cells = [c for c, p in zip(task.cells, task.cell_indices, strict=True) if p not in ran]
        ran |= set(task.cell_indices)
        tests.append(
            {
                "source": as_python(task.test.source),
                "helpers": [
                    (h.grade_id, as_python(h.source), sorted(h.defines)) for h in task.helpers
                ],
                "points": task.test.points,
                "seed": seed_of(secret, plan.notebook, task.test.grade_id),
                "cells": [(label(c), c.source, sorted(analyse(c.source).defines)) for c in cells],
                "numbers": _numbers(cells, plan) if _reads_history(task) else [],
                "answers": sorted(answers),
                # what a test does to others of its names is none of the student's business
                "shared": sorted(task.shared & author.authored),
                "inside": task.test.inside,
                "strict": limits.strict,
            }
        )
    # the coordinator watches the time; this is for the day on which it can't
    seconds = 2 * PATIENCE * (limits.seconds_per_test + limits.own_seconds)
    return {
        "prelude": author.prelude,
        "language": author.language,
        "seconds": seconds,
        "files": list(plan.files),
        "in_magics": in_magics(plan.cells),
        "broken": broken(plan.cells),
        "authors": authors,
        "tests": tests,
    }


def _reads_history(task: TestTask) -> bool:
    found = [analyse(task.test.source), *(analyse(cell.source) for cell in task.cells)]
    return any(one.unknown or HISTORY in one.files for one in found)


def _numbers(cells: Sequence[Cell], plan: GradingPlan) -> list[int]:
    """The numbers that Jupyter gives these cells where all are run, as in ``Out[3]``."""
    counted = [cell for cell in plan.cells if cell.is_code and cell.source.strip()]
    numbers = {(cell.number, cell.grade_id): n for n, cell in enumerate(counted, start=1)}
    return [numbers.get((cell.number, cell.grade_id), 1) for cell in cells]


def in_magics(cells: Sequence[Cell]) -> list[tuple[str, str, list[str]]]:
    """List the code that magics keep from being run: label of the cell, magic, names it binds."""
    found = (
        (label(cell), magic, sorted(analyse(text).defines))
        for cell in cells
        if cell.is_code and "%" in cell.source
        for magic, text in islice(given_to_magics(cell.source), MAX_MAGICS)
    )
    return list(islice((one for one in found if one[2]), MAX_MAGICS))


def broken(cells: Sequence[Cell]) -> list[tuple[str, str, str, list[str]]]:
    """List cells that are no Python: label, why, why without numbers, names that they would bind.

    Of these as many as a message may need: those of a text that is no Python can't be known.
    """
    found = ((cell, analyse(cell.source)) for cell in cells if cell.is_code)
    return [
        (
            label(cell),
            one.error,
            one.error_anywhere or "",
            sorted(_bound_in(cell.source))[:MAX_NAMES],
        )
        for cell, one in islice((c for c in found if c[1].error), MAX_BROKEN)
        if one.error
    ]


def _bound_in(text: str) -> set[str]:
    """Names that a text would bind, by the look of it."""
    return {name for match in BINDS.finditer(text) for name in match.groups() if name}


def as_python(source: str) -> str:
    """A test without IPython's own syntax; as it stands if it is no Python at all."""
    found = analyse(source)
    return source if found.error else found.code
