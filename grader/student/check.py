"""Checking one notebook: its visible tests in the grader's own engine, and all findings."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from grader.assignment.model import Assignment, AssignmentNotebook
from grader.assignment.required_datasets import ensure
from grader.console import MARK
from grader.course import Course
from grader.language import ENGLISH, _, language, speak
from grader.printable import one_line, without_controls
from grader.results import TestResult, Verdict
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import run_plan
from grader.runner.limits import Limits
from grader.sandbox.working_folder import write_own
from grader.student.common_mistakes import common_mistakes
from grader.student.finding import Finding
from grader.student.restart_and_run_all import execution_order, undefined_names
from grader.student.visible_assignment import visible_notebook
from grader.submissions.file_names import shown
from grader.submissions.files_beside import Files, files_to_read, without_answers
from grader.submissions.notebook_reader import SubmittedNotebook, parse_json, parse_notebook
from grader.submissions.notebook_text import MAX_FILE_BYTES
from grader.submissions.planning import plan
from grader.submissions.safe_files import plain_bytes

MOST_FINDINGS = 100
VERDICT_TEXT = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.ERROR: "stopped with an error",
    Verdict.TIMEOUT: "took too long",
    Verdict.NOT_ATTEMPTED: "not attempted yet",
}


@dataclass(frozen=True)
class CheckResult:
    """The results of the visible tests, the findings, and notes on reading the notebook.

    All of it is in one language: that of the notebook, unless another was chosen.
    """

    notebook: str
    tests: tuple[TestResult, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    language: str = ENGLISH

    @property
    def passed(self) -> bool:
        return all(test.verdict is Verdict.PASSED for test in self.tests)

    def as_json(self) -> dict[str, Any]:
        return {
            "notebook": self.notebook,
            "passed": self.passed,
            "tests": [test.as_json() for test in self.tests],
            "findings": [finding.as_json() for finding in self.findings],
            "notes": list(self.notes),
            "language": self.language,
        }


def check_notebook(
    path: Path,
    course: Course,
    say: Callable[[str], None] = lambda line: None,
    *,
    trust: bool = False,
) -> CheckResult:
    """Check a notebook as it lies on the disk.

    Parameters
    ----------
    say
        Is told what takes its time first, such as drawing a dataset.
    trust
        Whether its code may run with all rights of the user where there is no sandbox.

    Raises
    ------
    NoSandbox
        If there is no sandbox, something has to be run, and the notebook is not trusted.
    GraderError
        If it can't be read, or belongs to no assignment.
    """
    content, name = plain_bytes(path, MAX_FILE_BYTES), shown(path.name)  # once: it may be saved
    submitted, saved = parse_notebook(content, name), parse_json(content, name)
    chosen = language(submitted.language)
    submitted = replace(submitted, language=chosen)
    with speak(chosen):
        author = visible_notebook(path, course, saved).in_language(chosen)
        author = replace(author, language=chosen)  # also where its tests have one language only
        inside = not course.is_ours
        tests, notes = _run(author, submitted, path.parent, inside=inside, trust=trust, say=say)
        findings = _findings(saved, author, submitted)
    return CheckResult(path.name, tests, findings, notes, chosen)


def _findings(
    saved: dict[str, Any], author: AssignmentNotebook, submitted: SubmittedNotebook
) -> tuple[Finding, ...]:
    """Return the first `MOST_FINDINGS` findings."""
    found: list[Finding] = []
    for look in (
        lambda: common_mistakes(author, submitted),
        lambda: undefined_names(submitted.cells),
        lambda: execution_order(saved),
    ):
        with contextlib.suppress(RecursionError, MemoryError):  # code nested too deep to look at
            found += look()
    return tuple(found[:MOST_FINDINGS])


def _run(
    author: AssignmentNotebook,
    submitted: SubmittedNotebook,
    folder: Path,
    *,
    inside: bool,
    trust: bool,
    say: Callable[[str], None],
) -> tuple[tuple[TestResult, ...], tuple[str, ...]]:
    """Run the visible tests; with `inside`, run a failed one again in the student worker.

    Where the grader runs the tests of another course is decided by its author's solution, which a
    student does not have. Nothing is hidden here and nothing graded.
    """
    planned = plan(author, submitted)
    if all(task.settled for task in planned.tasks):
        return tuple(task.settled for task in planned.tasks if task.settled), planned.findings
    whole = Assignment(author.name, (author,))
    ensure(whole.datasets, say)
    beside, about_files = files_to_read(folder)
    with (
        _copied(beside, submitted) as files,
        SandboxedRunner(
            1, whole.modules, whole.test_modules, trust_submissions=trust, files=files
        ) as runner,
    ):
        limits = Limits(strict=not inside)
        results = {r.grade_id: r for r in run_plan(planned, runner, limits)}
        again = tuple(
            replace(task, test=replace(task.test, needs_inside=True))
            for task in planned.tasks
            if inside
            and not task.settled
            and results[task.test.grade_id].verdict is not Verdict.PASSED
        )
        if again:
            found = run_plan(replace(planned, tasks=again), runner, limits)
            results |= {r.grade_id: r for r in found if r.verdict is Verdict.PASSED}
        return tuple(results.values()), (*planned.findings, *about_files)


@contextlib.contextmanager
def _copied(files: Files, submitted: SubmittedNotebook) -> Iterator[Path | None]:
    """Copy the files beside the notebook, the course's and the student's own, to a folder.

    Where a class is graded, tests see the course's own files only.
    """
    code = [cell.source for cell in submitted.cells if cell.is_code]
    found = without_answers(files, code)
    if not found:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="grader-files-") as copy:
        write_own(found, copy)
        yield Path(copy)


def print_check(result: CheckResult) -> None:
    """Print every test with what it said, then the findings."""
    with speak(result.language):
        _print_check(result)


def _print_check(result: CheckResult) -> None:
    console = Console()
    console.print(f"[bold]{escape(one_line(result.notebook))}[/bold]")
    for test in result.tests:
        console.print(
            _(
                "{mark} {test}: {verdict}",
                mark=MARK[test.verdict],
                test=escape(test.grade_id),
                verdict=_(VERDICT_TEXT[test.verdict]),
            )
        )
        if test.verdict not in (Verdict.PASSED, Verdict.NOT_ATTEMPTED):
            for line in test.message.splitlines():
                console.print(f"    {escape(line)}", soft_wrap=True)
    if result.findings or result.notes:
        console.print(f"\n[bold]{_('Before you submit')}[/bold]")
    for finding in result.findings:
        sign = "!" if finding.costs else "·"
        told = _("{place} {what}", place=finding.place, what=finding.what)
        console.print(f"{sign} {escape(told)}", soft_wrap=True)
        console.print(f"    {escape(finding.meaning)}", soft_wrap=True)
    for note in result.notes:
        console.print(f"· {escape(without_controls(note))}", soft_wrap=True)
    passed = sum(test.verdict is Verdict.PASSED for test in result.tests)
    told = _(
        "{count} of {most} visible tests passed. Hidden tests check more, such as other inputs.",
        count=passed,
        most=len(result.tests),
    )
    console.print(f"\n{told}")
