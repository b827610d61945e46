"""The one interface of every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.submissions.question import Plan
from grader.verdicts.verdict import TestResult


@dataclass(frozen=True)
class Limits:
    """What a submission may use, and what is done with a test that the wall is in the way of.

    Attributes
    ----------
    seconds_per_test:
        Wall time for a test and the cells it needs.
    strict:
        Whether a test that needs what can't cross the wall has no points. If not, it is run
        inside the student's own process, and its verdict says so.
    """

    seconds_per_test: float = 120.0
    strict: bool = True


class Room(Protocol):
    """Runs what a plan asks for.

    `examine` never raises for anything that a submission does, and gives one result for every
    question, in order. A question without a clear pass has no points.
    """

    def examine(self, plan: Plan, limits: Limits) -> Iterable[TestResult]: ...
