"""``make demo``: a sample class graded from release to feedback, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from grader.assignment.reader import read_assignment
from grader.console import print_table, progress
from grader.course import Course
from grader.course_config import CONFIG_NAME, CONFIGS
from grader.errors import AuthoringError, GraderError
from grader.gradebook.csv_export import export_csv
from grader.gradebook.grading_log import GradingLog
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.release.build import build, write
from grader.release.sample_class import MODULE, Sample, load_samples, write_submissions
from grader.results import SubmissionResult

MARKER = "THIS_FOLDER_IS_REPLACED_BY_THE_NEXT_DEMO.txt"


def run_demo(course: Course, assignment: str, folder: Path, workers: int | None) -> None:
    """Release `assignment` into `folder`, submit its sample class, grade it, make all pages.

    An earlier demo there is replaced, and nothing else ever is.

    Raises
    ------
    GraderError
        If `folder` is anything but a demo or nothing yet, or a score is not the expected one.
    """
    demo, samples = _fresh_course(course, assignment, folder.resolve())
    click.echo("3  grading them")
    run = grade_assignment(demo, assignment, workers=workers)
    results = []
    log = GradingLog(demo, assignment, run.total)
    with log, progress("   grading", run.total) as advance:
        for result in run.results():
            results.append(result)
            log.add(result)
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
    if wrong := [sentence for result in results for sentence in _wrong(result, scores)]:
        raise GraderError("Scores differ from the expected ones: " + "; ".join(wrong))
    click.echo(f"Submissions with their expected scores: {len(samples)} of {len(samples)}.")


def _wrong(result: SubmissionResult, scores: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        f"{result.student}: {test.grade_id} has {test.points:g}, expected {expected:g}"
        for test in result.tests
        if test.points != (expected := scores[result.student][test.grade_id])
    ]


def _fresh_course(course: Course, assignment: str, folder: Path) -> tuple[Course, list[Sample]]:
    """A course folder with one released assignment and its sample class submitted.

    It is made whole beside `folder` before an earlier demo there is removed.
    """
    _require_replaceable(folder, course)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as work:
        made = Path(work) / folder.name
        made.mkdir()
        # the configuration, and plugins that it names
        for path in (*course.root.glob("*.py"), *map(course.root.joinpath, CONFIGS)):
            if path.is_file():
                shutil.copy(path, made)
        if not any((made / name).is_file() for name in CONFIGS):
            raise GraderError(f"{course.root} has no {CONFIG_NAME}, which a demo needs.")
        staged = Course.load(made)
        _require_apart(staged, assignment)
        shutil.copytree(course.source(assignment), staged.source(assignment))
        click.echo(f"1  releasing {assignment}")
        write(build(staged, assignment))
        samples = load_samples(staged, assignment)
        _require_expectations(samples, staged, assignment)
        click.echo(f"2  submitting {len(samples)} made-up notebooks")
        write_submissions(samples, staged, assignment, staged.submitted_root)
        (made / MARKER).write_bytes(_mark(folder))
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    return Course.load(folder), samples


def _require_replaceable(folder: Path, course: Course) -> None:
    """Raise `GraderError` unless there is nothing at `folder`, or a demo that was made there.

    The marker names the folder, so that a copy of a demo which has become a course is none.
    """
    if course.root.is_relative_to(folder):
        raise GraderError(
            f"{folder} is the course, or has it inside; a demo replaces its folder. "
            "Name another one with --folder."
        )
    if not folder.exists():
        return
    marker = folder / MARKER
    if not marker.is_file() or marker.read_bytes() != _mark(folder):
        raise GraderError(
            f"{folder} exists and is no demo; name another one with --folder. (If it is a demo "
            "that an earlier version made, or one that was moved: delete it first.)"
        )


def _require_apart(demo: Course, assignment: str) -> None:
    """Raise `GraderError` if a demo with the course's settings would write into the course."""
    folders = (
        demo.source(assignment),
        demo.release(assignment),
        demo.submitted_root,
        *(step("ada", assignment) for step in (demo.autograded, demo.feedback)),
    )
    whole = (Path(os.path.normpath(path)) for path in folders)
    outside = [str(path) for path in whole if not path.is_relative_to(demo.root)]
    if str(demo.root) not in demo.db_url:
        outside.append(demo.db_url)
    if outside:
        raise GraderError(
            f"A demo would write into {outside[0]}, which the course's configuration names whole, "
            "and so among the course's own grades. Name it from the course's folder for a demo, "
            "or leave it out."
        )


def _mark(folder: Path) -> bytes:
    return os.fsencode(folder) + b"\n"


def _require_expectations(samples: list[Sample], course: Course, assignment: str) -> None:
    """Raise `AuthoringError` unless every sample says what each test must give."""
    if not samples:
        raise AuthoringError(f"SAMPLES in the {MODULE} of {assignment} is empty; describe one.")
    tests = {
        test.grade_id
        for notebook in read_assignment(course, assignment).notebooks
        for test in notebook.tests
    }
    for sample in samples:
        if missing := sorted(tests - set(sample.scores)):
            raise AuthoringError(
                f"{sample.student} in the {MODULE} of {assignment} has no expected points for "
                f"{', '.join(missing)}; say how many."
            )
