"""A class of 100,000 on clusters of many sizes, simulated: how fast, and where it saturates.

    python benchmarks/coordinator_costs.py run.jsonl
    python benchmarks/simulate_cluster.py run.jsonl --parallel S --serial S --batch S

The first command grades a class and prints the options for the second. Each simulated submission
takes a worker as long as one of `run.jsonl`, drawn with replacement; `grade --json --workers 1`
writes such a file. `wait` is from the first sending of a submission until its result is written,
`tail` from 99 % written to all, `busy` the share of the workers' time that went into results that
count. How often something fails is assumed, see the options. The exit code is 1 if a submission was
lost or recorded twice.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
from cluster_simulation import Costs, Failures, GradingSimulation, Outcome
from rich.console import Console
from rich.table import Table

FLAT = 1.05  # less growth of the throughput than this is none


@dataclass(frozen=True)
class Row:
    """The figures of one cluster size. All times are in seconds; waits are p50, p95 and p99."""

    workers: int
    throughput: float
    total: float
    waits: tuple[float, float, float]
    tail: float
    utilisation: float
    lost: int
    doubled: int
    resent: int


def row_of(size: int, outcome: Outcome, submissions: int) -> Row:
    """Count and measure what was seen."""
    times = outcome.times
    total = outcome.recorded[-1]
    return Row(
        size,
        submissions / total,
        total,
        tuple(np.percentile(outcome.waits, (50, 95, 99))),
        total - outcome.recorded[math.ceil(0.99 * submissions) - 1],
        outcome.useful / (size * total),
        lost=submissions - len(times),
        doubled=sum(count - 1 for count in times.values()),
        resent=outcome.sent - submissions,
    )


def saturation(rows: Sequence[Row]) -> int | None:
    """The number of workers beyond which throughput hardly grows; None if it grew to the last."""
    for row, larger in pairwise(rows):
        if larger.throughput < FLAT * row.throughput:
            return row.workers
    return None


def measured_seconds(run: Path, parallel: float) -> list[float]:
    """What each submission took a worker, of the lines of ``grade --json``.

    They say what reading, planning and the tests took together; only the tests are a worker's.
    """
    lines = map(json.loads, run.read_text(encoding="utf-8").splitlines())
    return [max(line["seconds"] - parallel, 0.0) for line in lines]


def draw(rows: Sequence[Row], picture: Path) -> None:
    """Draw throughput and tail by the number of workers."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    workers = [row.workers for row in rows]
    for axes, values, label in (
        (figure.add_subplot(121), [row.throughput for row in rows], "submissions a second"),
        (figure.add_subplot(122), [row.tail for row in rows], "tail: seconds from 99 % to all"),
    ):
        axes.plot(workers, values, "o-")
        axes.set_xscale("log", base=2)
        axes.set_xticks(workers, [str(count) for count in workers])
        axes.set_ylim(bottom=0)
        axes.set(xlabel="workers", ylabel=label)
        axes.grid(alpha=0.3)
    figure.savefig(picture, dpi=150)


def print_rows(rows: Sequence[Row]) -> None:
    """Print a table, and where it saturates."""
    names = ("workers", "a second", "total s", "wait p50", "p95", "p99", "tail s", "busy")
    table = Table(*names, "lost", "doubled", "resent")
    for row in rows:
        figures = (row.throughput, row.total, *row.waits, row.tail)
        counts = (row.lost, row.doubled, row.resent)
        table.add_row(
            str(row.workers),
            *(f"{figure:,.1f}" for figure in figures),
            f"{row.utilisation:.0%}",
            *map(str, counts),
        )
    console = Console(width=120)
    console.print(table)
    most = saturation(rows)
    console.print(
        f"Saturated at {most} workers: the next size is less than {FLAT - 1:.0%} faster."
        if most
        else f"Not saturated with {rows[-1].workers} workers."
    )


@click.command()
@click.argument("run", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--parallel", type=float, required=True, help="Seconds to read and plan one.")
@click.option("--serial", type=float, required=True, help="Seconds to send, decode, write one.")
@click.option("--batch", type=float, required=True, help="Seconds of the scheduler for a batch.")
@click.option("--cores", default=os.cpu_count(), show_default=True, help="The coordinator's.")
@click.option("--sizes", default="8,16,32,64,128,256,512", show_default=True)
@click.option("--submissions", default=100_000, show_default=True)
@click.option("--death-hours", default=8.0, show_default=True, help="Between deaths of a worker.")
@click.option("--freeze-hours", default=24.0, show_default=True, help="Between its freezes.")
@click.option("--poison", default=0.0001, show_default=True, help="Share that ends its workers.")
@click.option("--restart", default=0.5, show_default=True, help="Share done at the restart.")
@click.option("--seed", default=0, show_default=True)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path))
def main(
    run: Path,
    parallel: float,
    serial: float,
    batch: float,
    cores: int,
    sizes: str,
    submissions: int,
    death_hours: float,
    freeze_hours: float,
    poison: float,
    restart: float,
    seed: int,
    picture: Path | None,
) -> None:
    """Simulate grading a class whose submissions take what those of RUN took."""
    costs = Costs(parallel, serial, batch, cores)
    failures = Failures(death_hours, freeze_hours, poison=poison, restart=restart)
    measured = measured_seconds(run, parallel)
    seconds = np.random.default_rng(seed).choice(measured, submissions)
    click.echo(
        f"{submissions:,} submissions; a worker needs {seconds.mean():.3f} s for one "
        f"({len(measured)} were measured). {costs}. {failures}."
    )
    rows = []
    for size in map(int, sizes.split(",")):
        outcome = GradingSimulation(size, seconds, costs, failures, seed).outcome
        rows.append(row_of(size, outcome, submissions))
    print_rows(rows)
    if picture:
        draw(rows, picture)
    sys.exit(int(any(row.lost or row.doubled for row in rows)))


if __name__ == "__main__":
    main()
