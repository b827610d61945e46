"""Running one test in the test runner, and what its outcome is worth."""

from __future__ import annotations

import contextlib
import io
import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.comparison.check_failure import ComparisonFailed
from grader.comparison.serialized import as_text
from grader.language import _
from grader.protocol.value_types import Raised
from grader.results import Verdict
from grader.runner.assertions import keep_values
from grader.runner.cell_errors import CellError
from grader.runner.cell_execution import run_cell
from grader.runner.failure_messages import (
    Failure,
    failure_message,
    mistake_of,
    refusal_message,
)
from grader.runner.refusals import MEMORY_ERRORS
from grader.runner.test_namespace import TestNamespace
from grader.runner.worker_client import OutOfTime

MAX_PRINTED = 20_000
ROUNDING = 1e-6  # a share of the points; single precision has 7 digits
ALTHOUGH = "Passed, although not every cell above ran to its end."
ENDED_HIDDEN = "The code ended its own process while a hidden check ran."


@dataclass(frozen=True)
class Outcome:
    """How a test ended.

    Attributes
    ----------
    finding:
        What the instructor should know.
    lost:
        Whether the student worker is of no more use.
    began:
        Whether the cells before the test had been run.
    met_hidden:
        Whether the hidden part had begun: from then on nothing may be told that student code
        chose, not even how its process ended.
    blocked:
        Whether the isolation boundary was in the way: the test needs a value that can't cross.
    compared:
        What a failed comparison of models compared; see `grader.comparison.serialized`.
    mistake:
        What went wrong, in words in which equal mistakes of different students agree; empty where
        the first line of the message does.
    label:
        What a message ends in that says where the test ran, not what went wrong.
    exhausted:
        Whether the test runner itself was short of memory or threads.
    """

    verdict: Verdict
    message: str = ""
    points: float = 0.0
    printed: str = ""
    finding: str = ""
    lost: bool = False
    began: bool = True
    met_hidden: bool = False
    blocked: bool = False
    compared: str = ""
    mistake: str = ""
    label: str = ""
    exhausted: bool = False


def judge(
    source: str,
    points: float,
    names: TestNamespace,
    helpers: Sequence[tuple[str, str, Sequence[str]]] = (),
) -> Outcome:
    """Run a test cell. Points only if it ran to its end; its last expression may be a part.

    `helpers` are the author's cells that the test needs, run before it: label, code, names it
    binds.
    """
    printed, error, value = _Printed(), None, None
    stopped = list(names.worker.cell_errors)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            _run_helpers(helpers, names)
            with contextlib.redirect_stdout(printed):
                value = run_cell(source, names, keep_values, on_hidden=printed.end)
    except BaseException as caught:
        error = caught
    outcome = _outcome(source, points, value, error, names)
    if printed.ended and outcome.lost and outcome.verdict is Verdict.ERROR:
        outcome = replace(outcome, message=_(ENDED_HIDDEN))
    if outcome.verdict is Verdict.PASSED and stopped:
        outcome = replace(outcome, message=f"{_(ALTHOUGH)} {stopped[0].sentence()}")
    return replace(outcome, printed=printed.text(), met_hidden=printed.ended)


def _run_helpers(helpers: Sequence[tuple], names: TestNamespace) -> None:
    """Run the author's cells as a notebook does: after an error the next ones still run."""
    worker = names.worker
    for label, code, defines in helpers:
        try:
            exec(compile(code, f"<{label}>", "exec"), names)
        except Exception as error:
            raised = worker.raised_by(error)
            if raised is None and type(error).__name__ in MEMORY_ERRORS:
                raise  # the test runner's own: nothing that a student can mend
            raised = raised or Raised(type(error).__name__, str(error))
            worker.cell_errors.append(CellError(label, raised, frozenset(defines)))


def _outcome(
    source: str, points: float, value: object, error: BaseException | None, names: TestNamespace
) -> Outcome:
    worker, refused = names.worker, names.proxies.refused
    if worker.lost is not None:  # even if the test has caught it
        return lost_outcome(worker.lost)
    if refused:
        message = refusal_message(refused[-1], error, source)
        return Outcome(Verdict.ERROR, message, blocked=True)
    if error is not None:
        failure = Failure.met(error, source, worker, names.safe)
        asserted = isinstance(error, AssertionError) and failure.raised is None
        verdict = Verdict.FAILED if asserted else Verdict.ERROR
        message, mistake = failure_message(failure), mistake_of(failure, failure_message)
        exhausted = failure.raised is None and type(error).__name__ in MEMORY_ERRORS
        compared = ""
        if isinstance(error, ComparisonFailed) and message == str(error):  # it is told
            compared = as_text(error.report)
        return Outcome(verdict, message, compared=compared, mistake=mistake, exhausted=exhausted)
    worth, finding = score(value, points)
    return Outcome(Verdict.PASSED, "", worth, finding=finding)


def lost_outcome(lost: BaseException) -> Outcome:
    """The outcome of a test that has lost its student worker, see `WorkerClient.lost`."""
    if isinstance(lost, OutOfTime):
        return Outcome(Verdict.TIMEOUT, lost=True)
    return Outcome(Verdict.ERROR, _("The code ended its own process: {how}", how=lost), lost=True)


def score(value: Any, points: float) -> tuple[float, str]:
    """The points for a test whose last expression has `value`, and a finding if it is odd.

    Nothing or anything that is no number earns `points`; a number in [0, points] earns itself, and
    one that only its rounding keeps from 0 or from all the points earns these.
    """
    truth = type(value).__name__ in ("bool", "bool_")  # NumPy's is no Number, and has either name
    if not (truth or isinstance(value, numbers.Number)):
        return points, ""
    if truth:
        return 0.0, _(
            "The test's last expression is {value}, no number of points: 0 given.",
            value=repr(value),
        )
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    for whole in (0.0, points):  # a sum such as 1.1 + 2.2 of 3.3 points misses it by a rounding
        if math.isclose(number, whole, rel_tol=ROUNDING, abs_tol=ROUNDING * points):
            number = whole
    if math.isnan(number) or not 0 <= number <= points:
        is_huge = isinstance(value, int) and abs(value) > 10**100
        return 0.0, _(
            "The test's last expression is {value}, not in [0, {points:g}]: 0 given.",
            value=_("a huge number") if is_huge else repr(value),
            points=points,
        )
    return number, ""


class _Printed(io.StringIO):
    """Keeps the first part of what is printed, nothing after `end`."""

    ended = False

    def write(self, text: str) -> int:
        if not self.ended and self.tell() < MAX_PRINTED:
            super().write(text[: MAX_PRINTED - self.tell()])
        return len(text)

    def end(self) -> None:
        self.ended = True

    def text(self) -> str:
        return self.getvalue()
