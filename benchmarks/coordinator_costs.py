"""What a submission costs the coordinator of a cluster, for `simulate_cluster.py`.

    python benchmarks/coordinator_costs.py RUN [--size 60]

Grades a made-up class of assignment 05 twice: here, one submission at a time, for the times of
RUN, then on a Dask cluster of this machine. There, between the first and the last result, the
processor time of the coordinator's own process is the serial part, and that of its children, which
read and plan, the parallel part. What a batch costs the scheduler is its processor time for tasks
that do nothing. Prints these as options of `simulate_cluster.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import psutil
from batch_policy import BATCH
from distributed import Client
from grade_class import ASSIGNMENT, make_course
from with_dask import cluster

from grader.course import Course
from grader.gradebook.grading_run import grade_assignment
from grader.printable import json_line

TASKS = 500  # that do nothing
PLAN_BYTES = 10_000  # of one plan, in a batch that does nothing


def coordinator_seconds(course: Course, address: str, apart: set[int]) -> tuple[float, float]:
    """Processor time of a submission in this process, and in its children but those `apart`."""
    run = grade_assignment(course, ASSIGNMENT, scheduler=address, force=True)
    taken = []
    for number, result in enumerate(run.results(), 1):
        if result.faults:
            raise click.ClickException(f"{result.student}: {result.faults[0].message}")
        if number in (1, run.total):
            taken.append((used(psutil.Process()), used_by_children(apart)))
    first, last = taken
    own, children = (b - a for a, b in zip(first, last, strict=True))
    return own / (run.total - 1), children / (run.total - 1)


def scheduler_seconds(address: str, scheduler: int) -> float:
    """Processor time of a batch in the scheduler."""
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(1)
        before = used(psutil.Process(scheduler))
        batches = [bytes([n % 256]) * (BATCH * PLAN_BYTES) for n in range(TASKS)]
        client.gather([client.submit(len, batch, pure=False) for batch in batches])
        return (used(psutil.Process(scheduler)) - before) / TASKS


def used(process: psutil.Process) -> float:
    """Processor time of a process, without its children."""
    times = process.cpu_times()
    return times.user + times.system


def used_by_children(apart: set[int]) -> float:
    """Processor time of all children, also of those that have ended, but for `apart`."""
    total = 0.0
    for child in psutil.Process().children():
        if child.pid not in apart:
            for process in [child, *child.children(recursive=True)]:
                times = process.cpu_times()
                total += sum(times[:4])  # its own, and of its children that have ended
    return total


@click.command()
@click.argument("run", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--size", default=60, show_default=True, help="Submissions in the class.")
def main(run: Path, size: int) -> None:
    """Grade a class, write its times to RUN, and print what the coordinator and scheduler used."""
    with tempfile.TemporaryDirectory(prefix="costs-") as folder:
        course = Course.load(make_course(Path(folder) / "c", size))
        results = grade_assignment(course, ASSIGNMENT, workers=1).results()
        run.write_text("".join(f"{json_line(r.as_json())}\n" for r in results), encoding="utf-8")
        with cluster(2) as (address, processes):
            apart = {process.pid for process in processes}
            serial, parallel = coordinator_seconds(course, address, apart)
            batch = scheduler_seconds(address, processes[0].pid)
    click.echo(f"--parallel {parallel:.4f} --serial {serial:.4f} --batch {batch:.4f}")


if __name__ == "__main__":
    main()
