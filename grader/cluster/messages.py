"""What crosses between the coordinator and a cluster's worker: bytes of our own codec.

Dask carries bytes as they are, so nothing that a student produced is unpickled on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.assignment.model import Assignment
from grader.protocol import Malformed
from grader.protocol.codec import decode, encode
from grader.protocol.dataclass_data import Hooks, from_data, to_data
from grader.results import TestResult, Verdict
from grader.runner.limits import Limits
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.reader_messages import LIMITS as LARGE
from grader.submissions.reader_messages import assignment_data, assignment_of, plans_data, plans_of

VERDICT: Hooks = {Verdict: lambda verdict: verdict.value}


@dataclass(frozen=True)
class Setup:
    """What a worker needs once for an assignment.

    Attributes
    ----------
    files:
        What is distributed beside the notebooks, content by name.
    secret:
        The course's, see `grader.fresh_tasks.secret`.
    afresh:
        Whether every test is run, also where its conversation is known.
    """

    assignment: Assignment
    files: Mapping[str, bytes]
    limits: Limits
    secret: bytes
    afresh: bool

    def as_bytes(self) -> bytes:
        limits = to_data(self.limits, {})
        data = assignment_data(self.assignment)
        return encode((data, dict(self.files), limits, self.secret, self.afresh), LARGE)

    @classmethod
    def of_bytes(cls, message: bytes) -> Setup:
        data, files, limits, secret, afresh = _parts(message, 5)
        return cls(assignment_of(data), files, from_data(Limits, limits, {}), secret, afresh)


@dataclass(frozen=True)
class About:
    """What a worker is: it grades only if it grades as the coordinator would."""

    version: str
    sandboxed: bool
    free_bytes: int

    def as_bytes(self) -> bytes:
        return encode(to_data(self, {}))

    @classmethod
    def of_bytes(cls, message: bytes) -> About:
        return from_data(cls, decode(message), {})


def plan_bytes(plan: GradingPlan) -> bytes:
    """Describe a plan; its author's notebook is known by its name."""
    one = Assignment(plan.notebook, (plan.author,))
    return encode((plan.notebook, plans_data([plan], one)), LARGE)


def plan_of(message: bytes, assignment: Assignment) -> GradingPlan:
    """The plan that `plan_bytes` described. Raises Malformed if it is none."""
    name, data = _parts(message, 2)
    found = [notebook for notebook in assignment.notebooks if notebook.name == name]
    if not found:
        raise Malformed("a plan for a notebook that is not of this assignment")
    [plan] = plans_of(data, Assignment(name, (found[0],)))
    return plan


def result_bytes(results: Sequence[TestResult], asked: bytes) -> bytes:
    """Describe the results for the plan of the message `asked`."""
    return encode((_digest(asked), [to_data(result, VERDICT) for result in results]), LARGE)


def results_of(message: bytes, plan: GradingPlan, asked: bytes) -> list[TestResult]:
    """The results for a plan, one for each task, in order; `asked` is the message of the plan.

    Raises
    ------
    Malformed
        If they are for something else, or are no results.
    """
    digest, data = _parts(message, 2)
    if digest != _digest(asked):
        raise Malformed("a worker answered another plan")
    if type(data) is not list or len(data) != len(plan.tasks):
        raise Malformed("a worker did not answer every task")
    results = [from_data(TestResult, one, {Verdict: _verdict}) for one in data]
    for result, task in zip(results, plan.tasks, strict=True):
        told = result.grade_id, result.max_points, result.notebook
        if told != (task.test.grade_id, task.test.points, plan.notebook):
            raise Malformed("a worker answered another task")
    return results


def _digest(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()


def _verdict(name: Any) -> Verdict:
    try:
        return Verdict(name)
    except ValueError:
        raise Malformed(f"{name!r:.80} is no verdict") from None


def _parts(message: bytes, count: int) -> tuple:
    data = decode(message, LARGE)
    if type(data) is not tuple or len(data) != count:
        raise Malformed(f"{count} parts were expected")
    return data
