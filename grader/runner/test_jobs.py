"""What the office gives an examiner to do."""

from __future__ import annotations

from collections.abc import Sequence

from grader.analysis.cell_effects import effects
from grader.fresh_tasks.secret import seed_of
from grader.runner.interface import Limits
from grader.runner.watchdog import PATIENCE
from grader.submissions.cell_names import label
from grader.submissions.grading_plan import GradingPlan, TestTask


def job(group: Sequence[TestTask], plan: GradingPlan, limits: Limits, secret: bytes) -> dict:
    """Questions that share a student room, as plain data; each cell is run once.

    The course's secret decides the fresh tasks of each test.
    """
    ran: set[int] = set()
    tests = []
    for question in group:
        cells = [c for c, p in zip(question.cells, question.places, strict=True) if p not in ran]
        ran |= set(question.places)
        tests.append(
            {
                "source": as_python(question.test.source),
                "helpers": [
                    (h.grade_id, as_python(h.source), sorted(h.defines)) for h in question.helpers
                ],
                "points": question.test.points,
                "seed": seed_of(secret, plan.notebook, question.test.grade_id),
                "cells": [(label(c), c.source, sorted(effects(c.source).defines)) for c in cells],
                "answers": sorted(plan.answers),
                "shared": sorted(question.shared & plan.authored),
                "inside": question.test.inside,
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
    found = effects(source)
    return source if found.error else found.code
