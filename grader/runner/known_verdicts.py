"""What the engine asks before it runs tests: whether their verdicts are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.results import TestResult
from grader.runner.answer_key import answer_keys, can_be_kept, quotes_nothing
from grader.runner.limits import Limits
from grader.runner.test_jobs import groups
from grader.submissions.grading_plan import GradingPlan, TestTask


@dataclass(frozen=True)
class Unknown:
    """Tasks that share a student worker and have to be run, with the keys of their answers."""

    tasks: list[TestTask]
    keys: list[str]


class KnownVerdicts:
    """The verdicts of a process, by what was answered; see `grader.runner.answer_key`.

    `grader.gradebook.verdict_cache` keeps them in a file.
    """

    def __init__(self) -> None:
        self._known: dict[str, list[TestResult]] = {}

    def split(
        self, plan: GradingPlan, limits: Limits, secret: bytes
    ) -> tuple[dict[str, TestResult], list[Unknown]]:
        """What is known of a plan, by grade_id, and what has to be run."""
        results = {task.test.grade_id: task.settled for task in plan.tasks if task.settled}
        unknown = []
        for tasks in groups([task for task in plan.tasks if not task.settled]):
            keys = self._keys(plan, tasks, limits, secret)
            known = next(filter(None, map(self._read, keys)), [])
            results |= {result.grade_id: result for result in known}
            unknown += [] if known else [Unknown(tasks, keys)]
        return results, unknown

    def add(self, unknown: Iterable[Unknown], results: Mapping[str, TestResult]) -> None:
        """Note the results of what was run, by grade_id, if they depend on the answer alone."""
        for one in unknown:
            found = [results[task.test.grade_id] for task in one.tasks]
            if one.keys and can_be_kept(found):
                # what quotes an answer is for one that is the same to the letter
                self._write(one.keys if quotes_nothing(found) else one.keys[:1], found)

    def _keys(
        self, plan: GradingPlan, tasks: Sequence[TestTask], limits: Limits, secret: bytes
    ) -> list[str]:
        return answer_keys(plan, tasks, limits, secret)

    def _read(self, key: str) -> list[TestResult]:
        return self._known.get(key, [])

    def _write(self, keys: Sequence[str], results: list[TestResult]) -> None:
        self._known.update(dict.fromkeys(keys, results))


class NoneKnown(KnownVerdicts):
    """No verdict is known, and none is kept: every test is run."""

    def _keys(self, *_: object) -> list[str]:
        return []
