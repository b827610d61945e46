"""The one interface of every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.submissions.question import Plan
from grader.verdicts.verdict import TestResult


@dataclass(frozen=True)
class Limits:
    """What a submission may use, and what the author's solution decides before anything is graded.

    Attributes
    ----------
    seconds_per_test:
        Wall time that a test may wait for the student worker, which runs the cells it needs.
    strict:
        Whether all tests run in the test runner, those left out that their author has marked. If
        not, those that the author's own solution passes only inside the student worker run there
        for everyone, labelled; see `grader.office.solution_first`. Nothing that is submitted
        decides it.
    own_seconds:
        Wall time for what the test does besides, such as training a model that crossed.
    """

    seconds_per_test: float = 120.0
    strict: bool = True
    own_seconds: float = 240.0


class Room(Protocol):
    """Runs what a plan asks for.

    `examine` never raises for anything that a submission does, and gives one result for every
    question, in order. A question without a clear pass has no points.
    """

    def examine(self, plan: Plan, limits: Limits) -> Iterable[TestResult]: ...
