"""What the office gives an examiner to do, and the results it makes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.code.effects import effects
from grader.fresh_tasks.secret import seed_of
from grader.rooms.inside import INSIDE
from grader.rooms.judge import ENDED
from grader.rooms.room import Limits
from grader.submissions.naming import label
from grader.submissions.question import Plan, Question
from grader.verdicts.verdict import TestResult, Verdict

TOO_SLOW = (
    "The test was stopped after {:g} seconds. Look for a loop that never ends, or for training "
    "inside a graded function."
)


def job(group: Sequence[Question], plan: Plan, limits: Limits, secret: bytes) -> dict:
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
    return {"prelude": plan.prelude, "seconds": limits.seconds_per_test, "tests": tests}


def as_python(source: str) -> str:
    """A test without IPython's own syntax; as it stands if it is no Python at all."""
    found = effects(source)
    return source if found.error else found.code


def result_of(question: Question, outcome: dict | None, limits: Limits) -> TestResult:
    """The verdict on a question; without an outcome from the examiner there are no points."""
    if outcome is None:
        return question.result(Verdict.ERROR, "The examiner gave no verdict on this test.")
    verdict, points = Verdict(outcome["verdict"]), outcome["points"]
    message = outcome["message"]
    if verdict is Verdict.TIMEOUT:
        message = TOO_SLOW.format(limits.seconds_per_test)
    if verdict is Verdict.PASSED and points < question.test.points:
        part = f"{points:g} of {question.test.points:g} points. {message}".strip()
        message = outcome["remark"] or part
        verdict = verdict if points else Verdict.FAILED
    result = question.result(verdict, message, outcome["printed"], points)
    return replace(result, compared=outcome["compared"])


def explain_end(result: TestResult, ended: str) -> TestResult:
    """Say how the process ended, where it ended before its time was over."""
    if result.verdict is Verdict.TIMEOUT:
        return result
    label = f" ({INSIDE})" if INSIDE in result.message else ""
    return replace(result, message=f"{ENDED}: {ended}.{label}")
