"""What the coordinator gives a test runner to do, and which tests share a student worker."""

from __future__ import annotations

from collections.abc import Sequence

from grader.analysis.cell_analysis import analyse
from grader.assignment.hidden_parts import has_hidden_part
from grader.fresh_tasks.secret import seed_of
from grader.runner.limits import Limits
from grader.runner.watchdog import PATIENCE
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import label


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
                "answers": sorted(plan.answers),
                "shared": sorted(task.shared & plan.authored),
                "inside": task.test.inside,
            }
        )
    # the coordinator watches the time; this is for the day on which it can't
    seconds = 2 * PATIENCE * (limits.seconds_per_test + limits.own_seconds)
    return {
        "prelude": plan.prelude,
        "seconds": seconds,
        "files": list(plan.files),
        "tests": tests,
    }


def as_python(source: str) -> str:
    """A test without IPython's own syntax; as it stands if it is no Python at all."""
    found = analyse(source)
    return source if found.error else found.code
