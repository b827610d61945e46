"""Tests that run in the student worker, because they need live objects of the student's.

Student code could influence such a test, so its outcome is labelled. And it could read the test: so
the visible part is sent and run first, and its failure is told as it is. Once the hidden part has
been sent, only fixed sentences are told.
"""

from __future__ import annotations

import ast
import numbers

from grader.analysis.cell_analysis import analyse
from grader.assignment.hidden_parts import BEGIN
from grader.language import _
from grader.results import Verdict
from grader.runner.cell_errors import cause_of
from grader.runner.cell_execution import FILE
from grader.runner.failure_messages import Failure, mistake_of, told_of
from grader.runner.missing_names import missing_name
from grader.runner.test_outcome import Outcome, score
from grader.runner.worker_client import OutOfTime, WorkerClient, WorkerLost

INSIDE = "Run inside the student's own process, which could have influenced it."
LABEL = " (Run inside the student's own process, which could have influenced it.)"
HIDDEN_FAILED = "A hidden check failed. It checks what the visible test does not."
NO_POINTS = "The test's last expression is no number of points: 0 given."


def run_in_worker(source: str, points: float, worker: WorkerClient) -> Outcome:
    """Have the student worker run a test, its visible part first."""
    visible, rest = parts(source)
    told_hidden, label = False, _(LABEL)
    try:
        value = worker.test(visible) if visible else None
        if rest:
            told_hidden = True
            value = worker.test(rest)
    except OutOfTime:
        return Outcome(Verdict.TIMEOUT, lost=True, met_hidden=told_hidden)
    except WorkerLost as error:
        if told_hidden:  # how it ended was for student code to choose
            return Outcome(
                Verdict.FAILED, _(HIDDEN_FAILED), lost=True, met_hidden=True, label=label
            )
        told = _("The code ended its own process: {how}.", how=error)
        return Outcome(Verdict.ERROR, told, lost=True, label=label)
    except Exception as error:
        if told_hidden:
            return Outcome(Verdict.FAILED, _(HIDDEN_FAILED), met_hidden=True, label=label)
        verdict = Verdict.FAILED if isinstance(error, AssertionError) else Verdict.ERROR
        failure = Failure.met(error, visible, worker)
        mistake = mistake_of(failure, _told)
        return Outcome(verdict, _told(failure), mistake=mistake, label=label)
    ends_in_value = isinstance([None, *_statements(source)][-1], ast.Expr)
    if not (ends_in_value and isinstance(value, numbers.Number)):
        value = None
    worth, odd = score(value, points)
    if odd:
        return Outcome(Verdict.PASSED, _(INSIDE), worth, finding=_(NO_POINTS), label=label)
    return Outcome(Verdict.PASSED, _(INSIDE), worth)


def parts(source: str) -> tuple[str, str]:
    """The statements that end above the hidden part, and all others; either may be empty.

    The second keeps its line numbers.
    """
    lines = source.split("\n")
    begins = [number for number, line in enumerate(lines, start=1) if BEGIN in line]
    if not begins:
        return source, ""
    ends = [node.end_lineno or 0 for node in _statements(source)]
    last = max((end for end in ends if end < begins[0]), default=0)
    return "\n".join(lines[:last]), "\n" * last + "\n".join(lines[last:])


def _told(failure: Failure) -> str:
    """Why the visible part failed; student code may have chosen the words, as it may anywhere."""
    raised = failure.raised
    if raised is None:
        return str(failure.error)
    if raised.cell != FILE:
        return told_of(raised, failure)
    if raised.type_name == "AssertionError" and not raised.message:
        lines = failure.source.split("\n")
        if 0 < raised.line <= len(lines):
            return _("This check failed: {check}", check=lines[raised.line - 1].strip())
        return _("A check failed.")
    why = cause_of(missing_name(failure.error), failure.not_run)
    return why or f"{raised.type_name}: {raised.message}"


def _statements(source: str) -> list[ast.stmt]:
    """The statements of a test; none if it is no Python."""
    found = analyse(source)
    return [] if found.error else ast.parse(found.code).body
