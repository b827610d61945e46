"""What the engine asks before it runs tests: whether their verdicts are known."""

from __future__ import annotations

from collections.abc import Sequence

from grader.results import TestResult
from grader.runner.answer_key import answer_keys, can_be_kept, quotes_nothing
from grader.runner.limits import Limits
from grader.runner.test_jobs import groups
from grader.submissions.grading_plan import GradingPlan, TestTask


class KnownVerdicts:
    """The verdicts of a process, by what was answered; see `grader.runner.answer_key`.

    `grader.gradebook.verdict_cache` keeps them in a file.

    Parameters
    ----------
    secret:
        The course's, which decides the fresh tasks of tests.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, list[TestResult]] = {}

    def split(
        self, plan: GradingPlan, limits: Limits
    ) -> tuple[dict[str, TestResult], list[list[TestTask]]]:
        """What is known of a plan, by grade_id, and the tasks to be run, those of a worker each."""
        results = {task.test.grade_id: task.settled for task in plan.tasks if task.settled}
        to_run = []
        for group in groups([task for task in plan.tasks if not task.settled]):
            known = self.find(plan, group, limits)
            results |= {result.grade_id: result for result in known}
            to_run += [] if known else [group]
        return results, to_run

    def find(
        self, plan: GradingPlan, tasks: Sequence[TestTask], limits: Limits
    ) -> list[TestResult]:
        """The results of tasks that share a student worker, in order; empty if unknown."""
        found = (self._read(key) for key in answer_keys(plan, tasks, limits, self._secret))
        return next(filter(None, found), [])

    def add(
        self,
        plan: GradingPlan,
        tasks: Sequence[TestTask],
        limits: Limits,
        results: Sequence[TestResult],
    ) -> None:
        """Note the results of these tasks, if they depend on the answer alone."""
        if can_be_kept(results):
            keys = answer_keys(plan, tasks, limits, self._secret)
            # what quotes an answer is for one that is the same to the letter
            self._write(keys if quotes_nothing(results) else keys[:1], list(results))

    def _read(self, key: str) -> list[TestResult]:
        return self._known.get(key, [])

    def _write(self, keys: Sequence[str], results: list[TestResult]) -> None:
        self._known.update(dict.fromkeys(keys, results))


class NoneKnown(KnownVerdicts):
    """No verdict is known, and none is kept: every test is run."""

    def __init__(self) -> None:
        super().__init__(b"")

    def find(self, *_: object) -> list[TestResult]:
        return []

    def add(self, *_: object) -> None:
        pass
