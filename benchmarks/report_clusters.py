"""Does the class report find the same mistakes? A made class of 200 with known mistakes, graded.

    python benchmarks/report_clusters.py [--size 200] [--folder DIR]

Every student of assignment 05 makes one or no mistake in one of the two exercises, of the mutants
in its wrong_answers.py, with frequencies as in a class: few mistakes are made by many. Two students
belong together if they made the same mistake. Prints precision and recall over all such pairs, the
time the report takes and its size.
"""

from __future__ import annotations

import itertools
import random
import runpy
import shutil
import tempfile
import time
from pathlib import Path

import click
import nbformat

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.gradebook.grading_run import grade_assignment
from grader.release.build import build, write
from grader.release.sample_class import cell_of, edit, solved_notebook
from grader.reports.class_report import class_results, report_page
from grader.reports.mistakes import clusters

ASSIGNMENT = "05_convolution_model_application"
MISTAKES = 20


def hand_in(course: Course, size: int, rng: random.Random) -> dict[str, str | None]:
    """Make the submissions; returns each student's mistake, None for a right answer."""
    known = runpy.run_path(str(course.source(ASSIGNMENT) / "wrong_answers.py"))["MUTANTS"]
    chosen = rng.sample(known, MISTAKES)
    weights = [1 / rank for rank in range(1, MISTAKES + 1)]
    truth: dict[str, str | None] = {}
    for number in range(size):
        student = f"s{number:03}"
        nb = solved_notebook(course, ASSIGNMENT)
        truth[student] = None
        if rng.random() < 0.7:
            what, cell, old, new = rng.choices(chosen, weights)[0]
            edit(nb, cell, old, new)
            truth[student] = f"{cell}: {what}"
        cell_of(nb, "happyModel").source += f"\n# student {number}"
        folder = course.submitted_root / student / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{ASSIGNMENT}.ipynb")
    return truth


def pairs(groups) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}


@click.command()
@click.option("--size", default=200, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Keep the course there.")
def main(size: int, folder: Path | None) -> None:
    """Grade the class, make its report, compare the clusters with the truth."""
    ours = Course.load(installed_root())
    root = folder or Path(tempfile.mkdtemp(prefix="report-"))
    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ours.source(ASSIGNMENT), root / "solutions" / ASSIGNMENT)
    shutil.copy(ours.root / CONFIG_NAME, root)
    course = Course.load(root)
    write(build(course, ASSIGNMENT))
    truth = hand_in(course, size, random.Random(1))
    started = time.monotonic()
    for _ in grade_assignment(course, ASSIGNMENT).results():
        pass
    click.echo(f"graded {size} in {time.monotonic() - started:.1f} s")
    assignment = read_assignment(course, ASSIGNMENT)
    started = time.monotonic()
    found = class_results(course, assignment)
    page = report_page(found, assignment)
    seconds = time.monotonic() - started
    (root / "report.html").write_text(page, encoding="utf-8")
    wrong = {
        what: [student for student, made in truth.items() if made == what]
        for what in set(truth.values()) - {None}
    }
    made = clusters(found.results)
    true, said = pairs(wrong.values()), pairs(cluster.students for cluster in made)
    click.echo(f"{len(wrong)} mistakes made, {len(made)} clusters found")
    both = len(true & said)
    click.echo(f"precision {both / len(said):.3f}, recall {both / len(true):.3f}")
    for cluster in made:
        kinds = {truth[student] for student in cluster.students}
        what = ", ".join(map(str, kinds))
        click.echo(f"{len(cluster.students):>4}  {cluster.mistake[:70]:<72}{what}")
    click.echo(f"report: {len(page) / 1000:.0f} KB in {seconds:.1f} s, {root / 'report.html'}")


if __name__ == "__main__":
    main()
