"""What trying an assignment's tests showed, in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grader.release.validation_report import ValidationReport


def print_validation(report: ValidationReport) -> None:
    """One line of counts; a table of the mutants that no test noticed."""
    console = Console()
    made = len(report.tried)
    console.print(
        f"{escape(report.assignment)}: {made} mutants, {report.count('killed')} noticed, "
        f"{len(report.survivors)} not noticed, {report.count('equivalent')} as right as the "
        f"solution, {report.count('left out')} only in tests that train"
    )
    if not report.survivors:
        return
    table = Table(title="Changes of the solution that pass all tests")
    for heading in ("cell", "line", "change"):
        table.add_column(heading, overflow="fold")
    for one in report.survivors:
        mutant = one.mutant
        table.add_row(escape(mutant.grade_id), str(mutant.line or ""), escape(mutant.change))
    console.print(table)
