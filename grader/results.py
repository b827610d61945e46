"""The verdict on a test, and on a whole submission."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from grader.language import _
from grader.printable import shortened, without_controls

# Characters. The longest honest message, a comparison of two large models, has some thousands.
MAX_MESSAGE = 20_000
MAX_PRINTED = 20_000
MAX_COMPARED = 200_000
MAX_MISTAKE = 500
MAX_FINDING = 1_000
MAX_FINDINGS = 50  # of one notebook


class Verdict(StrEnum):
    """How a graded test ended. Only `PASSED` can carry points."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    NOT_ATTEMPTED = "not_attempted"


@dataclass(frozen=True)
class TestResult:
    """One graded test cell of one submission.

    `fault` says that the grader or the machine failed, not the submission: this is no verdict, and
    it is to be graded again. `doubt` says that the machine may have had a part in a failure: it is
    asked once more before it counts.
    `compared` is what a failed comparison of models compared; see `grader.comparison.serialized`.
    `mistake` says what went wrong in words in which equal mistakes of different students agree;
    empty where the first line of the message does.
    `label` is what the message ends in that says where the test ran, not what went wrong.

    Raises
    ------
    ValueError
        If the points are not a finite number in [0, max_points], or are given without a pass.
    """

    __test__ = False  # not a test case of pytest's

    grade_id: str
    points: float
    max_points: float
    verdict: Verdict
    message: str = ""
    notebook: str = ""
    printed: str = ""
    fault: bool = False
    compared: str = ""
    mistake: str = ""
    doubt: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        # They may quote what a student wrote or printed, and end in terminals and pages.
        object.__setattr__(self, "message", fit(self.message, MAX_MESSAGE))
        object.__setattr__(self, "printed", fit(self.printed, MAX_PRINTED))
        object.__setattr__(self, "mistake", fit(self.mistake, MAX_MISTAKE))
        if len(self.compared) > MAX_COMPARED:  # cut, it would be no data; the message says it all
            object.__setattr__(self, "compared", "")
        if not (math.isfinite(self.points) and 0 <= self.points <= self.max_points):
            raise ValueError(f"{self.grade_id}: {self.points} is not in [0, {self.max_points}]")
        if self.points and self.verdict is not Verdict.PASSED:
            raise ValueError(f"{self.grade_id}: points for a test that {self.verdict}")

    @property
    def reason(self) -> str:
        """The message without its label."""
        return self.message.removesuffix(self.label)

    def as_json(self) -> dict[str, Any]:
        keys = ("grade_id", "points", "max_points", "verdict", "message", "fault")
        return {key: getattr(self, key) for key in keys}


def fit(text: str, length: int) -> str:
    """Make text of a submission fit to be stored and shown."""
    start = without_controls(text[: 2 * length])  # not all of what may be a hundred megabytes
    if len(text) <= 2 * length:
        return shortened(start, length)
    left_out = _("… {count:,} more characters", count=len(text) - length)
    return f"{start[:length]}\n{left_out}"


def fit_findings(findings: Sequence[str]) -> tuple[str, ...]:
    """Make findings fit to be stored and shown: each once, none longer or more than they may be."""
    kept = dict.fromkeys(fit(finding, MAX_FINDING) for finding in findings)
    if len(kept) <= MAX_FINDINGS:
        return tuple(kept)
    left_out = _("{count} more findings were left out.", count=len(kept) - MAX_FINDINGS + 1)
    return (*list(kept)[: MAX_FINDINGS - 1], left_out)


@dataclass(frozen=True)
class SubmissionResult:
    """Everything that grading one student's submission found.

    `not_graded` says of each notebook in which nothing could be graded why that is.
    """

    student: str
    assignment: str
    tests: tuple[TestResult, ...]
    findings: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    not_graded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", fit_findings(self.findings))

    @property
    def score(self) -> float:
        return _sum(test.points for test in self.tests)

    @property
    def faults(self) -> tuple[TestResult, ...]:
        """The tests that the machine or the grader failed: with one of them nothing is recorded."""
        return tuple(test for test in self.tests if test.fault)

    def unrecorded(self, why: str) -> SubmissionResult:
        """Return a copy with a fault in place of each verdict, because it could not be written."""
        no_failure = {"compared": "", "mistake": "", "label": ""}
        tests = tuple(
            replace(test, points=0.0, verdict=Verdict.ERROR, message=why, fault=True, **no_failure)
            for test in self.tests
        )
        return replace(self, tests=tests)

    @property
    def max_score(self) -> float:
        return _sum(test.max_points for test in self.tests)

    def as_json(self) -> dict[str, Any]:
        """The one-line JSON object of ``grade --json``."""
        return {
            "student": self.student,
            "assignment": self.assignment,
            "graded": not self.faults,
            "score": None if self.faults else self.score,
            "max_score": self.max_score,
            "tests": [test.as_json() for test in self.tests],
            "findings": list(self.findings),
            "not_graded": list(self.not_graded),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class ScoreChange:
    """Points that would change: those of a test, what is taken off for being late, or the score.

    `before` is None where the gradebook has no automatic points for it yet, `after` where the
    machine or the grader gave no verdict, or the test is gone. `hand_before` and `hand_after` are
    points that a person gave.
    """

    student: str
    what: str
    before: float | None
    after: float | None
    why: str
    hand_before: float | None = None
    hand_after: float | None = None


def _sum(points: Iterable[float]) -> float:
    """Return the sum rounded to 9 decimals: 1.1 and 2.2 are 3.3."""
    return round(math.fsum(points), 9)
