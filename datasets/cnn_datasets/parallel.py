"""Work shared among all cores, by programs that each get their share through a pipe; its progress.

`multiprocessing` would fork a notebook in which TensorFlow's threads run, or start a student's
script again from its top. These programs know nothing of the one that started them.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from grader.language import _

__all__ = ["WorkerError", "cores", "progress_line", "run"]

Function = Callable[[object, Callable[[int], None]], dict]
PROGRAM = "from cnn_datasets.parallel import _work; _work()"


class WorkerError(Exception):
    """A worker died; the text is its last words."""


def cores() -> int:
    """Number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(function: Function, shares: Sequence, report: Callable[[int], None]) -> dict:
    """``function(share, tell)`` for every share, each in a process of its own.

    Parameters
    ----------
    function
        Of a module that can be imported; calls ``tell(n)`` when it has done n more
        pieces, returns a dict of what JSON can carry.
    shares
        One is done in this process, without starting another one.
    report
        Called with the n of every tell, from one thread at a time.

    Returns
    -------
    dict
        The dicts of all shares in one.

    Raises
    ------
    OSError
        If that is what a function raised, such as for a full disk.
    WorkerError
        If a worker died.
    """
    if len(shares) == 1:
        return function(shares[0], report)
    found = [str(Path(__file__).resolve().parents[1]), *filter(None, sys.path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(found)}
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    orders = [pickle.dumps((function, share)) for share in shares]
    results: list[dict | list | str] = [_("it could not be started")] * len(shares)
    one_at_a_time = threading.Lock()

    def attend(number: int, worker: subprocess.Popen, errors: BinaryIO) -> None:
        try:
            worker.stdin.write(orders[number])
            worker.stdin.close()
            for line in worker.stdout:
                message = json.loads(line)
                if isinstance(message, int):
                    with one_at_a_time:
                        report(message)
                else:
                    results[number] = message
        except (OSError, ValueError) as error:
            results[number] = f"it was ended ({error})"
        if isinstance(results[number], str):
            with contextlib.suppress(ValueError):  # closed: the user has interrupted
                errors.seek(0)
                words = errors.read().decode(errors="replace").strip().splitlines()
                results[number] = words[-1] if words else _("a worker was ended")

    with contextlib.ExitStack() as stack:
        threads = []
        for number in range(len(shares)):
            # A file, since a pipe that nobody empties would stop a worker that warns a lot.
            errors = stack.enter_context(tempfile.TemporaryFile())
            worker = stack.enter_context(_started(environment, errors))
            threads.append(threading.Thread(target=attend, args=(number, worker, errors)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for result in results:
        if isinstance(result, list):
            raise OSError(*result)
        if isinstance(result, str):
            raise WorkerError(result)
    return {key: value for result in results for key, value in result.items()}


@contextlib.contextmanager
def _started(environment: dict[str, str], errors: BinaryIO) -> Iterator[subprocess.Popen]:
    """A worker; ended at the latest when the block is left, also where the user interrupts."""
    pipe = subprocess.PIPE
    argv = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=errors, env=environment) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def _work() -> None:
    """The program: do the share that comes in, tell how far it is, answer with the result, or with
    the number and text of an OSError."""
    function, share = pickle.load(sys.stdin.buffer)  # from our own parent

    def tell(more: int) -> None:
        print(more, flush=True)  # fails, and ends this process, when the parent is gone

    try:
        answer = function(share, tell)
    except OSError as error:
        answer = [error.errno, error.strerror or str(error)]
    print(json.dumps(answer), flush=True)


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
