"""Run solved notebooks whole, as a reader would, and say how long each took.

    python benchmarks/run_notebooks.py [NAME ...] [--output DIR]

Fails if any cell of any notebook raises. With --output the executed notebooks are kept there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from grader.checkout import installed_root
from grader.course import Course

SECONDS_PER_CELL = 600


def run(path: Path, output: Path | None) -> str | None:
    """Run a notebook in its own folder; returns what the first failing cell said, if one does."""
    nb = nbformat.read(path, 4)
    client = NotebookClient(
        nb,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(stderr=subprocess.DEVNULL)  # a kernel's log, not the notebook's output
    except CellExecutionError as error:
        return str(error)
    finally:
        if output:
            output.mkdir(parents=True, exist_ok=True)
            nbformat.write(nb, output / path.name)
    return None


@click.command()
@click.argument("names", nargs=-1)
@click.option("--output", type=click.Path(path_type=Path), help="Keep the executed notebooks here.")
def main(names: tuple[str, ...], output: Path | None) -> None:
    """Run the solved notebooks of the assignments NAMES, or of all."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    course = Course.load(installed_root())
    names = names or tuple(course.assignments())
    failed, all_seconds = [], 0.0
    for name in names:
        for path in sorted(course.source(course.require(name)).glob("*.ipynb")):
            started = time.monotonic()
            error = run(path, output)
            seconds = time.monotonic() - started
            all_seconds += seconds
            click.echo(f"{path.stem:<36}{seconds:>7.1f} s  {'FAILED' if error else 'ok'}")
            if error:
                failed.append(f"{path.stem}:\n{error}")
    click.echo(f"{'together':<36}{all_seconds:>7.1f} s")
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main()
