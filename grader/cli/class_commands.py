"""``python -m grader grade``, ``feedback``, ``export`` and ``extend``: grading a class."""

from __future__ import annotations

import contextlib
import datetime
import time
from difflib import get_close_matches
from pathlib import Path

import click

from grader.cli.options import Amount, course_dir, course_of, output_file, output_path
from grader.errors import CourseError, GraderError
from grader.printable import json_line, without_controls

TEN_YEARS = 3652  # days; a date far later than that is none


@click.command()
@course_dir
@click.argument("assignment")
@click.option(
    "--submitted",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder laid out STUDENT/ASSIGNMENT/NOTEBOOK.ipynb. Default: the course's submitted/.",
)
@click.option("--workers", type=click.IntRange(1), help="Submissions at a time. Default: cores.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run the tests on the workers of this Dask scheduler, such as tls://HOST:8786.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per submission, a line each."
)
@click.option(
    "--strict/--not-strict",
    default=None,
    help="Whether no test runs in the student's own process, or those that the author's own "
    "solution passes only there do, labelled. Default: strict for this course, not for others.",
)
@click.option(
    "--solution-fails-anyway",
    is_flag=True,
    help="Grade although the author's own solution fails a test; everybody may have 0 for it.",
)
@click.option(
    "--seconds",
    type=Amount(min=0, max=86_400, min_open=True),
    help="Time that a test's student code may use, as processor time; training in the test itself "
    "may use twice that, all tests of a notebook together five times. Default: 120.",
)
@click.option(
    "--memory",
    type=Amount(min=0.25, max=65_536),
    help="Memory that student code may use, in GB, and the tests likewise. Default: 4.",
)
@click.option(
    "--force",
    "--no-cache",
    is_flag=True,
    help="Grade everything again, also answers whose verdicts are known.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show whose points would change, from what to what, and why. Nothing is written.",
)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="ID",
    help="Grade only this student; may be given several times.",
)
@click.option(
    "--yes",
    is_flag=True,
    help="Bring the gradebook in step with cells and notebooks that were added, removed or renamed "
    "since; points and comments given by hand are kept.",
)
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Grade without a sandbox where this machine has none. Only for notebooks you trust.",
)
@click.pass_context
def grade(
    ctx: click.Context,
    assignment: str,
    submitted: Path | None,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    strict: bool | None,
    solution_fails_anyway: bool,
    seconds: float | None,
    memory: float | None,
    force: bool,
    dry_run: bool,
    students: tuple[str, ...],
    yes: bool,
    trust_submissions: bool,
) -> None:
    """Grade every submission of ASSIGNMENT and write the gradebook.

    The exit code is 1 if a submission has no grade because the machine or the grader failed; the
    same command then grades it again.
    """
    from grader.console import not_graded_lines, print_changes, print_table, progress
    from grader.gradebook.grading_log import GradingLog
    from grader.gradebook.grading_run import grade_assignment

    course = course_of(ctx)
    results, started = [], time.monotonic()
    run = grade_assignment(
        course,
        assignment,
        submitted=submitted,
        workers=workers,
        strict=strict,
        trust_submissions=trust_submissions,
        force=force,
        solution_fails_anyway=solution_fails_anyway,
        agreed=yes,
        dry_run=dry_run,
        scheduler=scheduler,
        students=students,
        seconds_per_test=seconds,
        memory_bytes=None if memory is None else int(memory * (1 << 30)),
        say=lambda line: click.echo(line, err=True),
    )
    log = contextlib.nullcontext() if dry_run else GradingLog(course, assignment, run.total)
    with log as noted, progress("Grading", run.total) as advance:
        for result in run.results():
            results.append(result)
            advance(result.student)
            if noted:
                noted.add(result)
            if as_json:
                click.echo(json_line(result.as_json()))
    if dry_run and run.notes:
        click.echo("The grading itself would say:", err=as_json)
    for note in run.notes:
        click.echo(without_controls(note), err=as_json)
    if dry_run and not as_json:
        print_changes(run.changes, len({one.student for one in (*results, *run.changes)}))
    elif not as_json:
        print_table(sorted(results, key=lambda r: r.student))
        graded = sum(not (result.faults or result.not_graded) for result in results)
        everybody = len(results) + len(run.left_out) + len(run.refused)
        click.echo(f"{graded} of {everybody} graded in {time.monotonic() - started:.0f} s.")
        click.echo(f"Gradebook: {course.db_url.removeprefix('sqlite:///')}")
    for line in not_graded_lines(results, [*run.left_out, *run.refused]):
        click.echo(line, err=as_json)
    if faulty := [result for result in results if result.faults]:
        raise GraderError(
            f"{len(faulty)} of {len(results)} submissions were not graded, through no fault of "
            "theirs; the gradebook has what it had. The same command grades them again."
        )
    ctx.exit(1 if run.refused else 0)


@click.command()
@course_dir
@click.argument("assignment")
@click.pass_context
def feedback(ctx: click.Context, assignment: str) -> None:
    """Make the feedback pages of a graded ASSIGNMENT with nbgrader."""
    from grader.gradebook.safe_converters import generate_feedback

    course = course_of(ctx)
    pages = generate_feedback(course, course.require(assignment))
    for page in pages:
        click.echo(course.shown(page))


@click.command()
@course_dir
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The CSV file to write. Default: grades.csv in the course.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["nbgrader", "canvas", "moodle", "items", "overview"]),
    default="nbgrader",
    show_default=True,
    help="What is to read it; items: one row per graded item; overview: one row per "
    "student with all assignments.",
)
@click.option(
    "--assignment",
    "assignments",
    multiple=True,
    metavar="NAME",
    help="Only this assignment; may be given several times. Default: all.",
)
@click.pass_context
def export(ctx: click.Context, to: Path | None, kind: str, assignments: tuple[str, ...]) -> None:
    """Export grades as CSV, for nbgrader or a learning platform."""
    from grader.gradebook.csv_export import export_csv
    from grader.gradebook.gone_submissions import gone_submissions
    from grader.gradebook.waiting import waiting_for_a_person
    from grader.reports.grade_exports import (
        export_canvas,
        export_items,
        export_moodle,
        export_overview,
    )

    course = course_of(ctx)
    write = {
        "nbgrader": export_csv,
        "canvas": export_canvas,
        "moodle": export_moodle,
        "items": export_items,
        "overview": export_overview,
    }[kind]
    path = output_path(to, course.root / "grades.csv")
    with output_file(path) as new:
        write(course, new, assignments)
    click.echo(f"written: {path}")
    for line in (
        *gone_submissions(course, assignments),
        *waiting_for_a_person(course, assignments),
    ):
        click.echo(line)


@click.command()
@course_dir
@click.argument("assignment")
@click.argument("students", nargs=-1, required=True, metavar="STUDENT...")
@click.option("--days", type=Amount(0, TEN_YEARS), default=0.0, help="Days after the due date.")
@click.option(
    "--hours", type=Amount(0, 24 * TEN_YEARS), default=0.0, help="Hours, added to the days."
)
@click.option("--none", "take_back", is_flag=True, help="Take an extension back.")
@click.pass_context
def extend(
    ctx: click.Context,
    assignment: str,
    students: tuple[str, ...],
    days: float,
    hours: float,
    take_back: bool,
) -> None:
    """Give STUDENTs more time for ASSIGNMENT.

    It replaces what they were given before, and counts for what they have submitted and for what
    they will; penalties change at once.
    """
    from grader.file_lock import one_at_a_time
    from grader.gradebook.database import has_gradebook
    from grader.gradebook.deadlines import Extensions
    from grader.gradebook.writer import GradebookWriter, recording_lock

    course = course_of(ctx)
    course.require(assignment)
    extension = datetime.timedelta(days=days, hours=hours)
    if bool(extension) == take_back:
        raise CourseError("Say how much more time with --days or --hours, or --none for none.")
    if not has_gradebook(course):
        with one_at_a_time(recording_lock(course)):
            for student in students:
                Extensions(course).grant(assignment, student, extension)
                click.echo(_nothing_yet(student, []))
        return
    with GradebookWriter(course, assignment) as gradebook:
        for student in students:
            submission = gradebook.extend(student, extension)
            if submission is None:
                click.echo(_nothing_yet(student, gradebook.students))
                continue
            due = submission.duedate if submission.assignment.duedate else None
            until = f"until {due:%Y-%m-%d %H:%M} UTC" if due else "no due date"
            click.echo(f"{student}: {until}, late penalty {submission.late_submission_penalty:g}")


def _nothing_yet(student: str, known: list[str]) -> str:
    said = f"{student}: nothing submitted yet; it counts once there is something."
    for meant in get_close_matches(student, known, 1):
        said += f" Did you mean {meant}? Then take this one back with --none."
    return said
