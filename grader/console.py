"""Progress and results of a class in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from grader.printable import one_line
from grader.results import ScoreChange, SubmissionResult, TestResult, Verdict

MARK = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.ERROR: "!",
    Verdict.TIMEOUT: "⏱",
    Verdict.NOT_ATTEMPTED: "–",
}
LEGEND = "✓ passed   ✗ failed   ! error   ⏱ timeout   – not attempted   ? no verdict"


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show progress of `total` steps; call the yielded function with what was just done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, last="")

        def advance(last: str) -> None:
            bar.update(task, advance=1, last=one_line(last))

        yield advance


def print_table(
    results: Sequence[SubmissionResult], expected: Mapping[str, float] | None = None
) -> None:
    """Print one row a student; with `expected` scores, a column that tells whether they hold."""
    table = Table(title=results[0].assignment if results else None)
    table.add_column("student")
    for test in results[0].tests if results else ():
        table.add_column(test.grade_id, justify="right", overflow="fold")
    table.add_column("automatic", justify="right")  # not yet what a person gives
    if expected is not None:
        table.add_column("expected", justify="right")
    table.add_column("seconds", justify="right")
    for result in results:
        cells = [escape(one_line(result.student))]
        cells += [_cell(test) for test in result.tests]
        cells.append("not graded" if result.faults else f"{result.score:g}/{result.max_score:g}")
        if expected is not None:
            wanted = expected[result.student]
            cells.append(f"{wanted:g}" + ("" if wanted == result.score else " [red]differs[/red]"))
        cells.append(f"{result.seconds:.1f}")
        table.add_row(*cells)
    console = Console()
    console.print(table)
    console.print(LEGEND)
    for result in results:
        for line in _why(result):
            console.print(
                f"[bold]{escape(one_line(result.student))}[/bold]  {escape(line)}", soft_wrap=True
            )


def print_changes(changes: Sequence[ScoreChange], submissions: int) -> None:
    """Print whose points would change, from what to what, and why; then that nothing is written.

    `submissions` is how many were looked at.
    """
    console = Console()
    if changes:
        table = Table(title="Points that would change")
        for name in ("student", "points of", "before", "after", "why"):
            table.add_column(name, overflow="fold")
        for one in changes:
            stays = ": it stays" if one.hand_before == one.hand_after else ""
            points = [
                _points(one.before) + _by_hand(one.hand_before, stays),
                _points(one.after) + _by_hand(None if stays else one.hand_after),
            ]
            names = [escape(one_line(name)) for name in (one.student, one.what)]
            table.add_row(*names, *points, escape(one_line(one.why)))
        console.print(table)
    console.print(
        f"{len({one.student for one in changes})} of {submissions} submissions would get other "
        "points. Nothing was written."
    )


def _points(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"


def _by_hand(points: float | None, stays: str = "") -> str:
    return "" if points is None else f" (by hand {points:g}{stays})"


def _cell(test: TestResult) -> str:
    if test.fault:
        return f"? –/{test.max_points:g}"
    return f"{MARK[test.verdict]} {test.points:g}/{test.max_points:g}"


def _why(result: SubmissionResult) -> list[str]:
    """The first two lines of every message and all findings, each once."""
    messages = [_said(test.message)[:2] for test in result.tests if test.message.strip()]
    shown = {" ".join(lines): _sentences(lines) for lines in messages}
    return list(dict.fromkeys([*shown.values(), *(f for f in result.findings if f not in shown)]))


def _sentences(lines: list[str]) -> str:
    """Lines in one, with a full stop where the end of a line was the end of a sentence."""
    *before, last = lines
    return " ".join([*(line if line[-1] in ".:;,!?" else f"{line}." for line in before), last])


def _said(message: str) -> list[str]:
    return [line.strip() for line in message.splitlines() if line.strip()]


def not_graded_lines(results: Sequence[SubmissionResult], left_out: Sequence[str]) -> list[str]:
    """One line for each folder that was left out and each notebook that could not be graded.

    Where a machine or the grader was at fault there is no grade, whatever was found.

    Parameters
    ----------
    left_out:
        Why nothing was recorded for a folder, beginning with its name.
    """
    graded = [result for result in results if not result.faults]
    lines = [
        *(f"0 points: {one.student}: {why}" for one in graded for why in one.not_graded),
        *(f"no grade: {one.student}: {one.faults[0].message}" for one in results if one.faults),
        *(f"no entry: {why}" for why in left_out),
    ]
    if not lines:
        return []
    head = f"Not graded ({len(lines)}); everybody else was:"
    return [head, *(f"  {one_line(line)}" for line in sorted(lines))]
