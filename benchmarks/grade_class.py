"""How long grading a class takes: stock nbgrader, our engine in it, `grader grade`, the floor.

    python benchmarks/grade_class.py [--sizes 10,50,200] [--rounds 3] [--no-stock]

Every way grades the same made-up class of assignment 05 in one run, one after the other, round
after round; the figures are medians over the rounds. All submissions are right, and no two have the
same code: no verdict comes from the cache of equal answers, unless the way says so. Wall time is
that of the whole command, with start-up. Core-seconds count all processes. Memory is the highest
sum of proportional set sizes.
"""

from __future__ import annotations

import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import click
import nbformat
import psutil
from nbgrader.api import Gradebook

from grader.checkout import installed_root
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.release.build import build, write
from grader.release.sample_class import cell_of, solved

ASSIGNMENT = "05_convolution_model_application"
TRAINING = (".fit(", ".evaluate(", "load_happy", "load_signs", "X_train", "X_test", "history")
STOCK_CONFIG = """\
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.ignore = ["__pycache__", "*.py"]
c.ExecutePreprocessor.timeout = 600
"""
FLOOR = Path(__file__).with_name("floor.py")
WITHOUT = Path(__file__).with_name("without.py")
DASK = Path(__file__).with_name("with_dask.py")


@dataclass(frozen=True)
class Figure:
    """What one run of a command took."""

    wall: float
    cpu: float
    peak: float


def make_course(
    folder: Path, size: int, *, stock: bool = False, training: bool = True, equal: int = 0
) -> Path:
    """A course folder with `size` correct submissions, no two of them with the same text.

    With `equal` one in so many has the code of another student.
    """
    ours = Course.load(installed_root())
    shutil.copytree(ours.source(ASSIGNMENT), folder / "solutions" / ASSIGNMENT)
    if stock:
        (folder / CONFIG_NAME).write_text(STOCK_CONFIG)
    else:
        shutil.copy(ours.root / CONFIG_NAME, folder)
    course = Course.load(folder)
    write(build(course, ASSIGNMENT, register=True))
    name = f"{ASSIGNMENT}.ipynb"
    solution = nbformat.read(course.source(ASSIGNMENT) / name, 4)
    for number in range(size):
        nb = solved(nbformat.read(course.release(ASSIGNMENT) / name, 4), solution)
        copies = equal and number % equal == equal - 1
        sign(nb, number - equal + 1 if copies else number)
        if copies:
            cell_of(nb, "happyModel").source += f"\n# by {number}"
        if not training:
            nb.cells = [c for c in nb.cells if not any(word in c.source for word in TRAINING)]
        target = folder / "submitted" / f"s{number:05d}" / ASSIGNMENT
        target.mkdir(parents=True)
        nbformat.write(nb, target / name)
    return folder


def sign(nb: nbformat.NotebookNode, number: int) -> None:
    """Make the graded cells' code that of one student, as right as before."""
    for grade_id in ("happyModel", "convolutional_model"):
        cell = cell_of(nb, grade_id)
        name = cell.source.rpartition("return ")[2].strip()
        cell.source = cell.source.replace(
            f"return {name}", f"by_{number} = {name}\n    return by_{number}"
        )


def resubmit(course: Path, size: int, changed: int) -> None:
    """Change the answers of the first students."""
    for number in range(changed):
        path = course / "submitted" / f"s{number:05d}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        nb = nbformat.read(path, 4)
        sign(nb, size + number)
        nbformat.write(nb, path)


def run(command: list[str], cwd: Path) -> Figure:
    """Run a command and measure it with all its children."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=log, stderr=log, env=os.environ | {"PATH": path}
        )
        peak = _Peak(process.pid)
        code = process.wait()
        wall = time.monotonic() - started
        if code:
            log.seek(0)
            raise click.ClickException(f"{command} failed:\n{log.read().decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(wall, cpu, peak.stop())


def check_scores(course: Path, size: int) -> None:
    """A fast way that grades wrongly is no way: every submission of the class is correct."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        scores = [row["score"] for row in gradebook.submission_dicts(ASSIGNMENT)]
        full = gradebook.find_assignment(ASSIGNMENT).max_score
    if scores != [full] * size:
        raise click.ClickException(f"{scores.count(full)} of {size} submissions have full marks")


class _Peak(threading.Thread):
    """Samples the memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root, self._ended, self._peak = psutil.Process(pid), threading.Event(), 0
        self.start()

    def run(self) -> None:
        while not self._ended.wait(0.5):
            total = 0
            try:
                for process in [self._root, *self._root.children(recursive=True)]:
                    total += process.memory_full_info().pss
            except psutil.Error:
                continue
            self._peak = max(self._peak, total)

    def stop(self) -> float:
        self._ended.set()
        self.join()
        return self._peak / 1e6


@dataclass(frozen=True)
class Way:
    """A way to grade: its name, its command, how many submissions it gets, and of which kind.

    With `changed` the class has been graded before, and so many have submitted once more. With
    `equal` one in so many has the answers of another student, up to a comment.
    """

    name: str
    command: list[str]
    size: int
    checked: bool = True
    stock: bool = False
    training: bool = True
    changed: int | None = None
    equal: int = 0


def ways(size: int, stock: bool) -> list[Way]:
    python = sys.executable
    grade = [python, "-m", "grader", "grade", ASSIGNMENT, "--course-dir", "."]
    autograde = [python, "-m", "nbgrader", "autograde", ASSIGNMENT]
    found = [
        Way("grader grade, 2 workers", [*grade, "--workers", "2"], size),
        Way("grader grade, 1 worker", [*grade, "--workers", "1"], size),
        Way("... 1 in 6 like another", [*grade, "--workers", "2"], size, equal=6),
        Way("... every test run", [*grade, "--workers", "2", "--no-cache"], size),
        Way(
            "... and TensorFlow unused",
            [python, str(WITHOUT), "used-tensorflow", *grade[4:], "--workers", "2", "--no-cache"],
            size,
        ),
        Way("... unchanged since", grade, size, changed=0),
        Way("... 1 in 100 changed", grade, size, changed=math.ceil(size / 100)),
        Way("... on Dask, 2 workers", [python, str(DASK), "2", *grade[4:]], size),
        Way(
            "... without sandbox",
            [python, str(WITHOUT), "sandbox", *grade[4:], "--workers", "2"],
            size,
        ),
        Way("nbgrader, our engine", autograde, min(size, 50)),
        Way("floor: fork and build", [python, str(FLOOR), str(size)], size, checked=False),
    ]
    if stock:
        found += [
            Way("stock nbgrader, no training", autograde, 4, stock=True, training=False),
            Way("stock nbgrader, whole", autograde, 1, stock=True),
        ]
    return found


@click.command()
@click.option("--sizes", default="10,50,200", show_default=True, help="Submissions in the class.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--stock/--no-stock", default=True, help="Stock nbgrader takes minutes a round.")
@click.option("--only", multiple=True, metavar="WORD", help="Only the ways with this in the name.")
def main(sizes: str, rounds: int, stock: bool, only: tuple[str, ...]) -> None:
    """Print submissions a second, ratios, core-seconds and memory for each way and class size."""
    numbers = [int(size) for size in sizes.split(",")]
    click.echo(f"{psutil.cpu_count()} cores; medians of {rounds} rounds")
    for size in numbers:
        figures: dict[str, list[Figure]] = {}
        plan = ways(size, stock and size == numbers[-1])
        plan = [way for way in plan if not only or any(word in way.name for word in only)]
        for _ in range(rounds):
            for way in plan:
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    course = make_course(
                        Path(folder) / "c",
                        way.size,
                        stock=way.stock,
                        training=way.training,
                        equal=way.equal,
                    )
                    if way.changed is not None:
                        run(way.command, course)
                        resubmit(course, way.size, way.changed)
                    figures.setdefault(way.name, []).append(run(way.command, course))
                    if way.checked and not way.stock:
                        check_scores(course, way.size)
        _print(size, plan, figures)


def _print(size: int, plan: list[Way], figures: dict[str, list[Figure]]) -> None:
    ours = figures[plan[0].name]
    click.echo(f"\n{size} submissions")
    click.echo(f"{'way':<30}{'a second':>10}{'slower by':>11}{'core-s each':>13}{'peak MB':>9}")
    for way in plan:
        runs = figures[way.name]
        rate = statistics.median(way.size / one.wall for one in runs)
        slower = statistics.median(
            (one.wall / way.size) / (our.wall / plan[0].size)
            for one, our in zip(runs, ours, strict=True)
        )
        cpu = statistics.median(one.cpu / way.size for one in runs)
        peak = max(one.peak for one in runs)
        click.echo(f"{way.name:<30}{rate:>10.2f}{slower:>10.1f}x{cpu:>13.3f}{peak:>9.0f}")


if __name__ == "__main__":
    main()
