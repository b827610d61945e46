"""``make demo``: a sample class graded from release to feedback, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from grader.console import print_table, progress
from grader.course import CONFIG_NAME, Course
from grader.errors import GraderError
from grader.gradebook.csv_export import export_csv
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.release.build import build, write
from grader.release.sample_class import load_samples, write_submissions


def run_demo(course: Course, assignment: str, folder: Path, workers: int | None) -> None:
    """Release `assignment` into `folder`, submit its sample class, grade it, make all pages.

    The folder is made anew, so the course's own notebooks and gradebook are never touched.

    Raises
    ------
    GraderError
        If a score is not the expected one.
    """
    demo = _fresh_course(course, assignment, folder)
    click.echo(f"1  releasing {assignment}")
    write(build(demo, assignment))
    samples = load_samples(demo, assignment)
    click.echo(f"2  submit {len(samples)} sample submissions")
    write_submissions(samples, demo, assignment, demo.submitted_root)
    click.echo("3  grading them")
    run = grade_assignment(demo, assignment, workers=workers)
    results = []
    with progress("   grading", run.total) as advance:
        for result in run.results():
            results.append(result)
            advance(result.student)
    click.echo("4  making feedback pages and the table of grades")
    pages = generate_feedback(demo, assignment)
    grades = export_csv(demo, demo.root / "grades.csv")
    scores = {sample.student: sample.scores for sample in samples}
    results.sort(key=lambda result: list(scores).index(result.student))
    print_table(results, {student: sum(points.values()) for student, points in scores.items()})
    for what, path in (
        ("gradebook", demo.root / "gradebook.db"),
        ("feedback", pages[0].parent.parent.parent),
        ("grades", grades),
    ):
        click.echo(f"{what:>10}: {path}")
    wrong = [
        f"{result.student}: {test.grade_id} has {test.points:g}, expected {expected:g}"
        for result in results
        for test in result.tests
        if test.points != (expected := scores[result.student][test.grade_id])
    ]
    if wrong:
        raise GraderError("Scores differ from the expected ones: " + "; ".join(wrong))
    click.echo(f"Submissions with their expected scores: {len(samples)} of {len(samples)}.")


def _fresh_course(course: Course, assignment: str, folder: Path) -> Course:
    """A course folder with one assignment's sources, without anything of an earlier demo."""
    if folder.exists():
        if not (folder / CONFIG_NAME).is_file():
            raise GraderError(f"{folder} exists and is no demo; name another one with --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    shutil.copy(course.root / CONFIG_NAME, folder)
    source = folder / course.source(assignment).relative_to(course.root)
    shutil.copytree(course.source(assignment), source)
    return Course.load(folder)
