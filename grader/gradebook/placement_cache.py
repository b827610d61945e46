"""When the author's solution has to be graded first; the outcome is kept beside the results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict

from grader.assignment.in_step import is_in_step
from grader.assignment.model import Assignment
from grader.atomic_write import write_whole
from grader.course import Course
from grader.gradebook.assignment_files import digest
from grader.gradebook.result_cache import ENGINE, described
from grader.runner.grading import Runner
from grader.runner.limits import Limits
from grader.runner.test_placement import (
    Decision,
    Tried,
    require_solution_passes,
    try_solution,
)

FORCED = "RELEASED_WITH_FORCE.txt"


def where_tests_run(
    course: Course,
    assignment: Assignment,
    runner: Callable[[], Runner],
    limits: Limits,
    *,
    solution_fails_anyway: bool = False,
) -> Decision:
    """The decision on an assignment, from the cache or by grading the solution now.

    `runner` gives an open runner; it is called only where one is needed. Where release validation
    has tried the assignment as it is, and nothing else is asked for, all tests are strict.

    Raises
    ------
    AuthoringError
        If the solution fails a test, unless `solution_fails_anyway`.
    """
    if limits.strict and was_validated(course, assignment):
        return Decision(())
    cache = DecisionCache(course, assignment, limits)
    decision = cache.find()
    if decision is None or (decision.of("fails") and not solution_fails_anyway):
        decision = try_solution(assignment, runner(), limits)
    if not solution_fails_anyway:
        require_solution_passes(decision, assignment, limits)
    cache.write(decision)
    return decision


class DecisionCache:
    """The decision on an assignment, kept on disk beside its result cache."""

    def __init__(self, course: Course, assignment: Assignment, limits: Limits) -> None:
        self._path = course.state / f"{assignment.name}.solution.json"
        basis = json.dumps(
            [ENGINE, described(assignment), digest(course, assignment.name), asdict(limits)]
        )
        self._key = hashlib.sha256(basis.encode()).hexdigest()

    def find(self) -> Decision | None:
        """The decision on exactly these sources by this engine, if there is one."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["key"] != self._key:
                return None
            return Decision(tuple(Tried(**one) for one in kept["tests"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, decision: Decision) -> None:
        kept = {"key": self._key, "tests": [asdict(one) for one in decision.tests]}
        write_whole(self._path, json.dumps(kept))


def was_validated(course: Course, assignment: Assignment) -> bool:
    """Whether release validation has tried the assignment as it is.

    `python -m grader release` writes a notebook only once its solution earned full marks, unless it
    is forced. So a notebook whose cells are those of its percent source has been tried.
    """
    folder = course.source(assignment.name)
    if not course.is_ours or (course.release(assignment.name) / FORCED).exists():
        return False
    return all(is_in_step(folder / f"{nb.name}.ipynb") for nb in assignment.notebooks)
