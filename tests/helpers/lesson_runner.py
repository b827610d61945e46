"""A runner that grades all lessons, so that a process of tests imports TensorFlow for it once."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from grader.assignment.model import Assignment
from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.runner.engine import SandboxedRunner
from grader.runner.known_verdicts import KnownVerdicts


@cache
def lesson(assignment: str) -> Assignment:
    """A lesson of this checkout, read once."""
    return read_assignment(Course.load(installed_root()), assignment)


@contextmanager
def runner_for_all_lessons(workers: int) -> Iterator[SandboxedRunner]:
    """Open a runner with what the students' code and the tests of all lessons import."""
    assignments = [lesson(name) for name in Course.load(installed_root()).assignments()]
    modules, test_modules = (
        sorted({name for assignment in assignments for name in getattr(assignment, kind)})
        for kind in ("modules", "test_modules")
    )
    with SandboxedRunner(
        workers, modules, test_modules, verdicts=KnownVerdicts(), for_many=True
    ) as runner:
        yield runner
