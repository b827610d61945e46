"""The command line: ``python -m grader``. Each command only gathers, calls and prints."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.cli.machine_faults import machine_fault
from grader.cli.options import course_dir, course_of, output_file
from grader.errors import GraderError
from grader.printable import json_line, one_line, without_controls
from grader.safe_path import leave_current_folder


class _Group(click.Group):
    """Prints a `GraderError` as one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except GraderError as error:
            raise click.ClickException(without_controls(str(error))) from error
        except Exception as error:
            if reason := machine_fault(error):
                raise click.ClickException(without_controls(reason)) from error
            raise


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@course_dir
@click.pass_context
def main(ctx: click.Context) -> None:
    """Make, grade and report the assignments of a notebook course.

    \b
    A class in three steps:
      python -m grader release            make the notebooks from the sources
      python -m grader grade ASSIGNMENT   grade submitted/STUDENT/ASSIGNMENT/
      python -m grader feedback ASSIGNMENT
    """
    leave_current_folder()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@main.command()
@course_dir
@click.argument("assignment")
@click.option(
    "--submitted",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder laid out STUDENT/ASSIGNMENT/NOTEBOOK.ipynb. Default: the course's submitted/.",
)
@click.option("--workers", type=click.IntRange(1), help="Submissions at a time. Default: cores.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each submission.")
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
    type=click.FloatRange(min=0, min_open=True),
    help="Time that a test's student code may use, as processor time; training in the test itself "
    "may use twice that, all tests of a notebook together five times. Default: 120.",
)
@click.option(
    "--memory",
    type=click.FloatRange(min=0.25),
    help="Memory that student code may use, in GB; the tests the same. Default: 4.",
)
@click.option("--force", is_flag=True, help="Grade again what is unchanged since it was graded.")
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
    as_json: bool,
    strict: bool | None,
    solution_fails_anyway: bool,
    seconds: float | None,
    memory: float | None,
    force: bool,
    students: tuple[str, ...],
    yes: bool,
    trust_submissions: bool,
) -> None:
    """Grade every submission of ASSIGNMENT and write the gradebook.

    The exit code is 1 if something other than a submission was at fault for one that has no grade;
    the same command then grades it again.
    """
    from grader.console.progress_bar import progress
    from grader.console.results_table import not_graded_lines, print_table
    from grader.gradebook.grading_run import grade_assignment

    course = course_of(ctx)
    results = []
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
        students=students,
        seconds_per_test=seconds,
        memory_bytes=None if memory is None else int(memory * (1 << 30)),
        say=lambda line: click.echo(line, err=True),
    )
    with progress("Grading", run.total) as advance:
        for result in run.results():
            results.append(result)
            advance(result.student)
            if as_json:
                click.echo(json_line(result.as_json()))
    for note in run.notes:
        click.echo(without_controls(note), err=as_json)
    if not as_json:
        print_table(sorted(results, key=lambda r: r.student))
        click.echo(f"Gradebook: {course.db_url.removeprefix('sqlite:///')}")
    for line in not_graded_lines(results, [*run.left_out, *run.refused]):
        click.echo(line, err=as_json)
    if faulty := [result for result in results if result.faults]:
        raise GraderError(
            f"{len(faulty)} of {len(results)} submissions were not graded, through no fault of "
            "theirs; the gradebook has what it had. The same command grades them again."
        )
    ctx.exit(1 if run.refused else 0)


@main.command()
@course_dir
@click.argument("assignment")
@click.pass_context
def feedback(ctx: click.Context, assignment: str) -> None:
    """Make the feedback pages of a graded ASSIGNMENT with nbgrader."""
    from grader.gradebook.nbgrader_commands import generate_feedback

    course = course_of(ctx)
    pages = generate_feedback(course, course.require(assignment))
    for page in pages:
        click.echo(one_line(str(page.relative_to(course.root))))


@main.command()
@course_dir
@click.option("--to", default="grades.csv", show_default=True, help="The CSV file to write.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["nbgrader", "canvas", "moodle", "items", "overview"]),
    default="nbgrader",
    show_default=True,
    help="Whose import is to read it; items: a row for each graded item; overview: a row for each "
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
def export(ctx: click.Context, to: str, kind: str, assignments: tuple[str, ...]) -> None:
    """Export grades as CSV, with nbgrader's columns or for a learning platform."""
    from grader.gradebook.nbgrader_commands import export_csv
    from grader.reports.grade_tables import export_items, export_overview
    from grader.reports.lms_exports import export_canvas, export_moodle

    course = course_of(ctx)
    write = {
        "nbgrader": export_csv,
        "canvas": export_canvas,
        "moodle": export_moodle,
        "items": export_items,
        "overview": export_overview,
    }[kind]
    with output_file(course.root / to) as path:
        write(course, path, assignments)
    click.echo(f"written: {course.root / to}")


@main.command()
@course_dir
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check that this machine can run and grade the course; say what to do if not."""
    from grader.doctor import diagnose

    problems = 0
    for one in diagnose(course_of(ctx)):
        mark = click.style("ok ", fg="green") if one.ok else click.style("NO ", fg="red")
        click.echo(f"{mark} {one.what}: {one.found}")
        if not one.ok:
            problems += one.needed
            click.echo(f"     {one.advice}")
    if problems:
        raise GraderError(f"{problems} thing{'s' * (problems > 1)} to fix, see above.")


@main.command()
@course_dir
@click.argument("assignment", default="05_convolution_model_application")
@click.option("--folder", type=click.Path(path_type=Path), help="Default: demo/ in the course.")
@click.option("--workers", type=click.IntRange(1), help="Submissions at a time. Default: cores.")
@click.pass_context
def demo(ctx: click.Context, assignment: str, folder: Path | None, workers: int | None) -> None:
    """Grade a made-up class of ASSIGNMENT in its own folder; fail if a score is unexpected."""
    from grader.demo import run_demo

    course = course_of(ctx)
    run_demo(course, course.require(assignment), folder or course.root / "demo", workers)


from grader.cli.check_command import check  # noqa: E402
from grader.cli.collect_command import collect  # noqa: E402
from grader.cli.data_commands import data  # noqa: E402
from grader.cli.extend_command import extend  # noqa: E402
from grader.cli.new_lesson_command import new_lesson  # noqa: E402
from grader.cli.release_command import release  # noqa: E402 - commands with modules of their own
from grader.cli.report_commands import comment, comments, report, term  # noqa: E402

for command in (release, new_lesson, collect, check, report, comment, comments, term, extend, data):
    main.add_command(command)
