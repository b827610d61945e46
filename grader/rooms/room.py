"""The one interface of every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.submissions.plan import Plan
from grader.verdicts.verdict import TestResult


@dataclass(frozen=True)
class Limits:
    """What a submission may use, in seconds of wall time."""

    seconds_per_test: float = 120.0


class Room(Protocol):
    """Runs what a plan asks for.

    `examine` never raises for anything that a submission does, and gives one result for every
    question, in order. A question without a clear pass has no points.
    """

    def examine(self, plan: Plan, limits: Limits) -> Iterable[TestResult]: ...
