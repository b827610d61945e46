"""Release validation: an assignment's tests tried on the solution, the blank and mutants."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import Assignment, AssignmentNotebook
from grader.assignment.mutants import Mutant, mutants_of
from grader.assignment.reader import read_assignment
from grader.assignment.required_datasets import ensure
from grader.course import Course
from grader.release.files_of_lesson import equivalent_mutants
from grader.release.undeserving_answers import NOT_APPLICABLE, undeserving_answers
from grader.results import TestResult, Verdict
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import run_plan, without_faults
from grader.runner.known_verdicts import KnownVerdicts
from grader.runner.limits import Limits
from grader.submissions.author_submission import author_submission
from grader.submissions.grading_plan import TestTask
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.planning import plan

TRAINING = ("fit", "train_on_batch")
# Opens a display for so many steps, and gives what to call after each; `grader.console.progress`
# is one.
Watch = Callable[[str, int], AbstractContextManager[Callable[[str], None]]]


@dataclass(frozen=True)
class MutantResult:
    """A mutant and what became of it: ``killed``, ``survived``, ``equivalent`` or ``left out``."""

    mutant: Mutant
    outcome: str


@dataclass(frozen=True)
class ValidationReport:
    """What trying an assignment showed.

    `faults` are reasons not to release it, sentences; `mutants` says of each what became of it.
    """

    assignment: str
    faults: tuple[str, ...]
    mutants: tuple[MutantResult, ...]

    @property
    def survivors(self) -> list[MutantResult]:
        return [one for one in self.mutants if one.outcome == "survived"]

    @property
    def reasons(self) -> list[str]:
        """Why not to release it, as sentences."""
        alike: dict[tuple[str, str], list[Mutant]] = {}
        for one in self.survivors:
            alike.setdefault((one.mutant.grade_id, one.mutant.advice), []).append(one.mutant)
        return [*self.faults, *(_unnoticed(group) for group in alike.values())]

    @property
    def summary(self) -> str:
        """How many reasons there are, but not which: students may read it."""
        return (
            f"validation found {len(self.faults)} faults of solution or blank, and "
            f"{len(self.survivors)} of {len(self.mutants)} mutants that its tests do not notice."
        )

    def count(self, outcome: str) -> int:
        return sum(one.outcome == outcome for one in self.mutants)


def _unnoticed(mutants: list[Mutant]) -> str:
    """One sentence on mutants of one cell, and the advice that they share."""
    first, more = mutants[0], len(mutants) - 1
    where = f", line {first.line}" if first.line else ""
    said = f"The tests do not notice `{first.change}` in {first.grade_id}{where}"
    said += f", nor {more} more in the table above." if more else "."
    return f"{said} {first.advice}" if first.advice else said


def unwatched(what: str, total: int) -> AbstractContextManager[Callable[[str], None]]:
    """Show no progress."""
    return nullcontext(lambda last: None)


def try_release(
    course: Course, name: str, files: dict[Path, bytes], watch: Watch = unwatched
) -> ValidationReport:
    """Try an assignment as `grader.release.build.build` made it, before it is written."""
    folder = course.source(name)
    with tempfile.TemporaryDirectory(prefix="grader-validate-") as work:
        staged = Path(work) / name
        shutil.copytree(folder, staged, ignore_dangling_symlinks=True)
        for path, content in files.items():
            if path.parent == folder:
                (staged / path.name).write_bytes(content)
        assignment = read_assignment(course, name, staged)
    return try_assignment(assignment, folder, os.cpu_count() or 1, watch)


def try_assignment(
    assignment: Assignment, folder: Path, workers: int, watch: Watch = unwatched
) -> ValidationReport:
    """Grade the solution, the blank and every mutant of an assignment, in the sandbox.

    Mutants are tried on the tests that train nothing: those tell within a second. Answers that
    deserve nothing (`grader.release.undeserving_answers`) are tried on all. `folder` may
    hold ``equivalent_mutants.toml``, tables of ``cell``, ``change`` (``*`` stands for anything) and
    ``why`` for changes that are as right as the solution.
    """
    ensure(assignment.datasets)
    faults: list[str] = []
    tried: list[MutantResult] = []
    known = equivalent_mutants(folder)
    changes = [(_mutants(nb), undeserving_answers(nb)) for nb in assignment.notebooks]
    steps = sum(2 + len(mutants) + len(hollow) for mutants, hollow in changes)
    with (
        watch(f"Trying {assignment.name}", steps) as advance,
        SandboxedRunner(
            workers,
            assignment.modules,
            assignment.test_modules,
            for_many=True,
            verdicts=KnownVerdicts(),  # a mutant leaves all answers but one as they were
        ) as runner,
        ThreadPoolExecutor(workers) as pool,
    ):
        for notebook, (mutants, hollow) in zip(assignment.notebooks, changes, strict=True):
            for what, find in (("solution", _faults_of_solution), ("blank", _faults_of_blank)):
                faults += find(notebook, runner)
                advance(f"the {what}")
            for asked, made in ((_without_training(notebook), mutants), (notebook, hollow)):
                attempt = partial(_try, notebook=asked, runner=runner, known=known)
                for one in pool.map(attempt, made):
                    tried.append(one)
                    advance(one.mutant.change)
    return ValidationReport(assignment.name, tuple(faults), tuple(tried))


def _faults_of_solution(notebook: AssignmentNotebook, runner: SandboxedRunner) -> Iterator[str]:
    for result in _grade(notebook, author_submission(notebook), runner):
        if result.verdict is not Verdict.PASSED or result.points < result.max_points:
            yield (
                f"The solution of {notebook.name} has {result.points:g} of {result.max_points:g} "
                f"points for {result.grade_id}: {result.message.splitlines()[0]}"
            )


def _faults_of_blank(notebook: AssignmentNotebook, runner: SandboxedRunner) -> Iterator[str]:
    for result in _grade(notebook, author_submission(notebook, blank=True), runner):
        if result.points or result.verdict is not Verdict.NOT_ATTEMPTED:
            yield (
                f"The untouched {notebook.name} has {result.points:g} points for "
                f"{result.grade_id} ({result.verdict}); it must be 0, not attempted."
            )


def _mutants(notebook: AssignmentNotebook) -> list[Mutant]:
    return [mutant for answer in notebook.solved.items() for mutant in mutants_of(*answer)]


def _try(
    mutant: Mutant, notebook: AssignmentNotebook, runner: SandboxedRunner, known: list[dict]
) -> MutantResult:
    planned = plan(notebook, author_submission(notebook, mutant))
    asked = tuple(q for q in planned.tasks if _meets(q, mutant))
    if not asked:
        return MutantResult(mutant, "left out")  # only tests that train meet it
    results = without_faults(run_plan(replace(planned, tasks=asked), runner, Limits()))
    if any(NOT_APPLICABLE in result.message for result in results):
        return MutantResult(mutant, "left out")
    lost = [result.points < result.max_points for result in results]
    # A lying helper stands beside blank answers: each test that believes it has a hole of its own.
    if all(lost) if mutant.others else any(lost):
        return MutantResult(mutant, "killed")
    for table in known:
        if table["cell"] == mutant.grade_id and fnmatchcase(mutant.change, table["change"]):
            return MutantResult(mutant, "equivalent")
    return MutantResult(mutant, "survived")


def _meets(task: TestTask, mutant: Mutant) -> bool:
    """Whether a test runs the changed cell, or calls the lying helper."""
    if mutant.others:
        return mutant.grade_id in analyse(task.test.source).uses
    return any(cell.source == mutant.source for cell in task.cells)


def _without_training(notebook: AssignmentNotebook) -> AssignmentNotebook:
    planned = plan(notebook, author_submission(notebook))
    slow = {task.test.grade_id for task in planned.tasks for cell in task.cells if trains(cell)}
    return notebook.keeping(lambda grade_id: grade_id not in slow)


def trains(cell: Cell) -> bool:
    """Whether a cell may train a model, as far as its text tells."""
    return any(f".{name}(" in cell.source for name in TRAINING)


def _grade(
    notebook: AssignmentNotebook, submitted: SubmittedNotebook, runner: SandboxedRunner
) -> list[TestResult]:
    return without_faults(run_plan(plan(notebook, submitted), runner, Limits()))
