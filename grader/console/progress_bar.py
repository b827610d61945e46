"""A progress bar on stderr, so that stdout stays clean for tables and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.printable import one_line


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
