"""A check's result as text for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from grader.console.results_table import MARK
from grader.printable import one_line, without_controls
from grader.results import Verdict
from grader.student.check import CheckResult

SAID = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.ERROR: "stopped with an error",
    Verdict.TIMEOUT: "took too long",
    Verdict.NOT_ATTEMPTED: "not attempted yet",
}
BEFORE = "[bold]Before you submit[/bold]"


def print_check(result: CheckResult) -> None:
    """Print every test with what it said, then the findings."""
    console = Console()
    console.print(f"[bold]{escape(one_line(result.notebook))}[/bold]")
    for test in result.tests:
        console.print(f"{MARK[test.verdict]} {escape(test.grade_id)}: {SAID[test.verdict]}")
        if test.verdict not in (Verdict.PASSED, Verdict.NOT_ATTEMPTED):
            for line in test.message.splitlines():
                console.print(f"    {escape(line)}", soft_wrap=True)
    if result.findings or result.notes:
        console.print(f"\n{BEFORE}")
    for finding in result.findings:
        sign = "!" if finding.costs else "·"
        console.print(f"{sign} {escape(finding.place)} {escape(finding.what)}", soft_wrap=True)
        console.print(f"    {escape(finding.meaning)}", soft_wrap=True)
    for note in result.notes:
        console.print(f"· {escape(without_controls(note))}", soft_wrap=True)
    passed = sum(test.verdict is Verdict.PASSED for test in result.tests)
    console.print(
        f"\n{passed} of {len(result.tests)} visible tests passed. "
        "Hidden tests check more, such as other inputs."
    )
