"""Runs of the solved notebooks, kept by jupyter-cache for as long as nothing they use changes."""

from __future__ import annotations

import hashlib
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import click
import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import Progress

SECONDS_PER_CELL = 1200
USED = (
    *("cnn_utils.py", "test_utils.py", "datasets/cnn_datasets"),
    *("grader/comparison", "grader/fresh_tasks", "grader/student", "grader/language.py"),
)


def executed(path: Path, root: Path, cache_root: Path) -> tuple[NotebookNode, float]:
    """Return a solved notebook with the outputs of a run, and the seconds that the run took.

    It is run only if its code, or what its code imports from this course, has changed since.

    Parameters
    ----------
    path : Path
        The notebook, in the folder that it is run in.
    root : Path
        The course.
    cache_root : Path
        Where runs are kept, a folder for each state of the course's modules.

    Raises
    ------
    click.ClickException
        A cell raised an error.
    """
    cache = get_cache(str(cache_root / modules_digest(root)))
    cache.change_cache_limit(1000)
    nb = nbformat.read(path, 4)
    try:
        record = cache.match_cache_notebook(nb)
        _, nb = cache.merge_match_into_notebook(nb)
        seconds = float(record.data["execution_seconds"])
    except KeyError:
        seconds = _run(nb, path)
        data = {"execution_seconds": seconds}
        cache.cache_notebook_bundle(CacheBundleIn(nb, str(path), data=data), overwrite=True)
    return nb, seconds


def modules_digest(root: Path) -> str:
    """A digest of all modules that a notebook may import from the course, and of TensorFlow's."""
    files = sorted(file for used in USED for file in ([root / used, *(root / used).rglob("*.py")]))
    seen = hashlib.sha256(version("tensorflow").encode())
    for file in files:
        if file.is_file():
            seen.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()[:16]


def _run(nb: NotebookNode, path: Path) -> float:
    """Run a notebook in its folder; progress is shown cell by cell."""
    started = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(path.stem, total=len(nb.cells))
        client = NotebookClient(
            nb,
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_complete=lambda cell, cell_index: bar.update(task, completed=cell_index + 1),
        )
        try:
            client.execute(stderr=subprocess.DEVNULL)  # a kernel's log, not the notebook's output
        except Exception as error:
            raise click.ClickException(f"{path}: {error}") from error
    return time.monotonic() - started
