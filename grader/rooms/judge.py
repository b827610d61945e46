"""Running one test in the examiner, and what its outcome is worth."""

from __future__ import annotations

import contextlib
import io
import math
import numbers
from dataclasses import dataclass

from grader.comparison.carried import as_text
from grader.comparison.failure import ComparisonFailed
from grader.rooms.asserts import keep_values
from grader.rooms.client import OutOfTime
from grader.rooms.execution import run_cell
from grader.rooms.messages import failure_message, refusal_message
from grader.rooms.names import TestNames
from grader.verdicts.verdict import Verdict

MAX_PRINTED = 20_000
ENDED = "The code ended its own process"


@dataclass(frozen=True)
class Outcome:
    """How a test ended.

    Attributes
    ----------
    remark:
        What the instructor should know.
    lost:
        Whether the student room is of no more use.
    blocked:
        Whether the wall was in the way: the test needs a value that can't cross.
    compared:
        What a failed comparison of models compared; see `grader.comparison.carried`.
    quiet:
        Whether student code may know a hidden part: nothing that it could choose may be told, not
        even how its process ended.
    """

    verdict: Verdict
    message: str = ""
    points: float = 0.0
    printed: str = ""
    remark: str = ""
    lost: bool = False
    blocked: bool = False
    compared: str = ""
    quiet: bool = False


def judge(source: str, points: float, names: TestNames) -> Outcome:
    """Run a test cell. Points only if it ran to its end; its last expression may be a part."""
    room, refused = names.room, names.standins.refused
    printed, error = _Printed(), None
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            value = run_cell(source, names, keep_values)
    except BaseException as caught:
        error = caught
    if room.lost is not None:  # even if the test has caught it
        if isinstance(room.lost, OutOfTime):
            return Outcome(Verdict.TIMEOUT, printed=printed.text(), lost=True)
        return Outcome(Verdict.ERROR, f"{ENDED}: {room.lost}", lost=True)
    if refused:
        message = refusal_message(refused[-1], error, source)
        return Outcome(Verdict.ERROR, message, printed=printed.text(), blocked=True)
    if error is not None:
        asserted = isinstance(error, AssertionError) and not room.raised_here(error)
        verdict = Verdict.FAILED if asserted else Verdict.ERROR
        compared = as_text(error.report) if isinstance(error, ComparisonFailed) else ""
        message = failure_message(error, source, room)
        return Outcome(verdict, message, printed=printed.text(), compared=compared)
    worth, remark = score(value, points)
    return Outcome(Verdict.PASSED, "", worth, printed.text(), remark)


def score(value: object, points: float) -> tuple[float, str]:
    """The points for a test whose last expression has `value`, and a remark if it is odd.

    Nothing or anything that is no number earns `points`; a number in [0, points] earns itself.
    """
    truth = type(value).__name__ in ("bool", "bool_")  # NumPy's is no Number, and has either name
    if not (truth or isinstance(value, numbers.Number)):
        return points, ""
    if truth:
        return 0.0, f"The test's last expression is {value!r}, no number of points: 0 given."
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if math.isnan(number) or not 0 <= number <= points:
        shown = "a huge number" if isinstance(value, int) and abs(value) > 10**100 else repr(value)
        return 0.0, f"The test's last expression is {shown}, not in [0, {points:g}]: 0 given."
    return number, ""


class _Printed(io.StringIO):
    """Keeps the first part of what is printed."""

    def write(self, text: str) -> int:
        if self.tell() < MAX_PRINTED:
            super().write(text[: MAX_PRINTED - self.tell()])
        return len(text)

    def text(self) -> str:
        return self.getvalue()
