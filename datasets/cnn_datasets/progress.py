"""A progress line on a terminal and in a notebook; nothing where nobody watches."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

__all__ = ["progress_line"]


@contextlib.contextmanager
def progress_line(text: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar that goes away when the work is done; yields a function that adds to it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console()
    columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), Remaining())
    watched = console.is_terminal or console.is_jupyter
    with Progress(*columns, console=console, transient=True, disable=not watched) as bar:
        task = bar.add_task(text, total=total)
        yield lambda more: bar.advance(task, more)
