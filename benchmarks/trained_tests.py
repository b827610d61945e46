"""How surely the solutions pass the tests that judge a training, over many seeds.

    python benchmarks/trained_tests.py [NUMBER ...] [--seeds N]

Runs what a trained test needs, then the test itself, once for each seed (which is added to those
that the notebook sets), and tells the figure that the test judges. With a mean m and a standard
deviation s of N runs, a new run falls below the least value asked with the probability of Student's
t (N - 1 degrees of freedom) at (m - least) / (s * sqrt(1 + 1/N)), as far as the figures are
normally distributed; those bounded by 1 have thinner tails. The tests that train on fresh tasks
(04, 06 to 09) are measured by `fresh_tasks.py`.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from dataclasses import dataclass

import click
import numpy as np
from cnn_datasets.data_folder import STAND_IN_VARIABLE
from reseeded import other_seeds, run_cell

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.submissions.author_submission import author_submission
from grader.submissions.planning import plan


@dataclass(frozen=True)
class Figure:
    """What a trained test judges: an expression of its names, and the least value it asks for."""

    number: str
    test: str
    expression: str
    least: float


FIGURES = (
    Figure("01", "test_train_model", "5 - abs(w * 100 + b - 212)", 0),
    Figure("01", "test_three_layer_model", "2 - abs(float(answers[0]) - 212)", 0),
    Figure("02", "test_train", "new_accuracy", 0.85),
    Figure("03", "test_training", "accuracy", 0.70),
)


def measure(course: Course, number: str, seeds: int) -> None:
    """Print the figures of one assignment's trained tests."""
    assignment = next(a for a in course.assignments() if a.startswith(number))
    (notebook,) = read_assignment(course, assignment).notebooks
    tasks = {q.test.grade_id: q for q in plan(notebook, author_submission(notebook)).tasks}
    for test in dict.fromkeys(f.test for f in FIGURES if f.number == number):
        figures = [f for f in FIGURES if (f.number, f.test) == (number, test)]
        found: list[list[float]] = []
        passed, started = 0, time.process_time()
        for seed in range(seeds):
            names = run(tasks[test], notebook.prelude, seed)
            passed += names["passed"]
            found.append([float(eval(f.expression, names)) for f in figures])
        seconds = (time.process_time() - started) / seeds
        for figure, values in zip(figures, zip(*found, strict=True), strict=True):
            click.echo(line(figure, values))
        click.echo(f"   {test}: {passed} of {seeds} passed, {seconds:.0f} s of CPU each")


def run(task, prelude, seed: int) -> dict:
    """The names after a test's cells and the test, with what was printed left out."""
    names: dict = {"__name__": "__main__", "passed": True}
    with other_seeds(seed):
        for source in (prelude, *(cell.source for cell in task.cells)):
            run_cell(source, names)
        try:
            run_cell(task.test.source, names)
        except AssertionError as error:
            names["passed"] = False
            click.echo(f"   seed {seed}: {error}", err=True)
    return names


def line(figure: Figure, values: tuple[float, ...]) -> str:
    """One figure's row: mean, standard deviation, extremes, and the chance to fall below."""
    from scipy.stats import t as student

    mean, sd = statistics.mean(values), statistics.stdev(values)
    n = len(values)
    apart = (mean - figure.least) / (sd * math.sqrt(1 + 1 / n)) if sd else math.inf
    chance = float(student.sf(apart, n - 1)) if sd else 0.0
    return (
        f"{figure.number} {figure.expression:42} {mean:6.3f} ± {sd:5.3f}  {np.min(values):6.3f} to "
        f"{np.max(values):6.3f}  least {figure.least:4.2f}  {apart:5.1f} sd  p {chance:.0e}"
    )


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("--seeds", default=10, show_default=True)
def main(numbers: tuple[str, ...], seeds: int) -> None:
    """Measure the assignments NUMBERS (such as 06), or all that train."""
    os.environ |= {STAND_IN_VARIABLE: "1", "TF_NUM_INTRAOP_THREADS": "1"}  # as in a worker
    course = Course.load(installed_root())
    for number in numbers or dict.fromkeys(f.number for f in FIGURES):
        measure(course, number, seeds)


if __name__ == "__main__":
    main()
