"""What the engine asks before it runs tests: whether their verdicts are known."""

from __future__ import annotations

from collections.abc import Sequence

from grader.results import TestResult
from grader.runner.limits import Limits
from grader.submissions.grading_plan import GradingPlan, TestTask


class KnownVerdicts:
    """No verdict is known, and none is kept. `grader.gradebook.verdict_cache` knows some."""

    def find(
        self, plan: GradingPlan, tasks: Sequence[TestTask], limits: Limits
    ) -> list[TestResult]:
        """The results of tasks that share a student worker, in order; empty if unknown."""
        return []

    def add(
        self,
        plan: GradingPlan,
        tasks: Sequence[TestTask],
        limits: Limits,
        results: Sequence[TestResult],
    ) -> None:
        """Note the results of these tasks."""
