"""The verdict on a test, and on a whole submission."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

# Escape sequences of terminals, and control characters other than tab and line feed.
CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]"  # a control sequence, such as a colour
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a command to the terminal, such as a title
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


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
    `compared` is what a failed comparison of models compared; see `grader.comparison.carried`.

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
    doubt: bool = False

    def __post_init__(self) -> None:
        # it may quote what a student wrote, and ends in terminals, where control codes have effects
        object.__setattr__(self, "message", CONTROL.sub("", self.message))
        if not (math.isfinite(self.points) and 0 <= self.points <= self.max_points):
            raise ValueError(f"{self.grade_id}: {self.points} is not in [0, {self.max_points}]")
        if self.points and self.verdict is not Verdict.PASSED:
            raise ValueError(f"{self.grade_id}: points for a test that {self.verdict}")

    def as_json(self) -> dict[str, Any]:
        keys = ("grade_id", "points", "max_points", "verdict", "message", "fault")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True)
class SubmissionResult:
    """Everything that grading one student's submission found."""

    student: str
    assignment: str
    tests: tuple[TestResult, ...]
    remarks: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def score(self) -> float:
        return sum(test.points for test in self.tests)

    @property
    def faults(self) -> tuple[TestResult, ...]:
        """The tests that the machine or the grader failed: with one of them nothing is recorded."""
        return tuple(test for test in self.tests if test.fault)

    def unrecorded(self, why: str) -> SubmissionResult:
        """The same with a fault in place of every verdict, because it could not be written."""
        tests = tuple(
            replace(test, points=0.0, verdict=Verdict.ERROR, message=why, fault=True, compared="")
            for test in self.tests
        )
        return replace(self, tests=tests)

    @property
    def max_score(self) -> float:
        return sum(test.max_points for test in self.tests)

    def as_json(self) -> dict[str, Any]:
        """The one-line JSON object of ``grade --json``."""
        return {
            "student": self.student,
            "assignment": self.assignment,
            "graded": not self.faults,
            "score": None if self.faults else self.score,
            "max_score": self.max_score,
            "tests": [test.as_json() for test in self.tests],
            "remarks": list(self.remarks),
            "seconds": round(self.seconds, 3),
        }
