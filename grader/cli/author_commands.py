"""``python -m grader release`` and ``new-lesson``: what the author of a course needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.atomic_write import write_whole
from grader.cli.options import course_dir, course_of
from grader.errors import AuthoringError, CourseError, GraderError
from grader.printable import listed

if TYPE_CHECKING:
    from grader.release.validate import ValidationReport

LISTED = 5  # files that a line names
NEXT = """\
It works as it is. Next:
  1. Release it, and see what is tried:
       {release}
  2. Replace the exercise in {name}.py with yours, and then the hints, the
     students and the wrong answers in the files beside it.
  3. Release it again, and grade its sample class:
       {release}
       {demo}"""
TESTS = """\
  4. Run the tests of the course on it:
       python -m pytest tests/lessons -k {name}
CONTRIBUTING.md says what makes a good lesson."""


@click.command()
@course_dir
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail if a notebook is out of step.")
@click.option("--validate", is_flag=True, help="Try the tests of what is in step, too.")
@click.option(
    "--language",
    default="en",
    show_default=True,
    help="Language of the notebooks in notebooks/. Others are in folders named after theirs.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Release what failed validation, and overwrite notebooks that somebody has worked in.",
)
@click.pass_context
def release(
    ctx: click.Context,
    assignments: tuple[str, ...],
    check: bool,
    validate: bool,
    language: str,
    force: bool,
) -> None:
    """Make the notebooks of ASSIGNMENTS (default: all).

    What changed is tried first: the solution must have full marks, the untouched notebook none,
    and the tests must notice every small change of the solution.
    """
    from grader.release.build import (
        build,
        not_made,
        out_of_step,
        refuse_to_overwrite,
        stale_translations,
        write,
    )

    course = course_of(ctx)
    stale: list[Path] = []
    untranslated: list[str] = []
    chosen = assignments or course.assignments()
    if not chosen:
        raise CourseError(f"There is no assignment in {course.source('')}; nothing was released.")
    for assignment in chosen:
        files = build(course, assignment, language=language)
        changed = out_of_step(files)
        if not check:
            if not force:
                refuse_to_overwrite(changed)  # before validation, which takes its time
            if validate or changed:
                _try(course, assignment, files, force=force)
            write(files, force=force)
        stale += changed
        untranslated += stale_translations(course, assignment)
        for path in changed:
            click.echo(f"{'out of step' if check else 'written'}: {course.shown(path)}")
        if not changed:
            click.echo(f"in step: {assignment}")
        if others := not_made(course, assignment, files):
            click.echo(
                f"not made from the source of {assignment}, but students get it: "
                f"{listed([course.shown(path) for path in others], LISTED)}"
            )
    for sentence in untranslated:
        click.echo(sentence)
    if check and untranslated:
        raise GraderError("Some translations are missing or older than their English; see above.")
    if check and stale:
        raise GraderError(
            f"Generated files are out of step with their source: `{course.command('release')}`."
        )


def _try(course, assignment: str, files: dict[Path, bytes], *, force: bool) -> None:
    """Try the tests of an assignment as it would be released; refuse it if they fail.

    Raises
    ------
    AuthoringError
        With what validation found, unless `force`.
    """
    from grader.console import progress
    from grader.gradebook.placement_cache import FORCED
    from grader.release.files_of_lesson import EQUIVALENT
    from grader.release.validate import try_release

    report = try_release(course, assignment, files, progress)
    _print_validation(report)
    if report.reasons and not force:
        raise AuthoringError(
            f"{assignment} is not released: {' '.join(report.reasons)} Correct its tests or its "
            f"solution, explain in {EQUIVALENT} the changes that are as right as the solution, or "
            "release it all the same with --force."
        )
    note = course.release(assignment) / FORCED
    note.unlink(missing_ok=True)
    if report.reasons:
        write_whole(note, f"This assignment was released although {report.summary}\n")


def _print_validation(report: ValidationReport) -> None:
    """One line of counts; a table of the mutants that no test noticed."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    made = len(report.mutants)
    console.print(
        f"{escape(report.assignment)}: {made} mutants, {report.count('killed')} noticed, "
        f"{len(report.survivors)} not noticed, {report.count('equivalent')} as right as the "
        f"solution, {report.count('left out')} only in tests that train"
    )
    if not report.survivors:
        return
    table = Table(title="Changes of the solution that pass all tests")
    for heading in ("cell", "line", "change"):
        table.add_column(heading, overflow="fold")
    for one in report.survivors:
        mutant = one.mutant
        table.add_row(escape(mutant.grade_id), str(mutant.line or ""), escape(mutant.change))
    console.print(table)


@click.command("new-lesson")
@course_dir
@click.argument("name")
@click.pass_context
def new_lesson(ctx: click.Context, name: str) -> None:
    """Make the folder of a lesson NAME, such as 10_my_lesson.

    It has a small exercise that can be released at once, with its test, hints, made-up students and
    wrong answers. Replace it with yours.
    """
    from grader.release.new_lesson import make_lesson

    course = course_of(ctx)
    for path in make_lesson(course, name):
        click.echo(f"written: {course.shown(path)}")
    release_it, demo = course.command("release", name), course.command("demo", name)
    click.echo(NEXT.format(name=name, release=release_it, demo=demo))
    if course.is_default:  # the tests are about the lessons of this checkout
        click.echo(TESTS.format(name=name))
