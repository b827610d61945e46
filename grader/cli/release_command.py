"""``python -m grader release``."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_dir, course_of
from grader.errors import AuthoringError, GraderError


@click.command()
@course_dir
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail if a notebook is out of step.")
@click.option("--validate", is_flag=True, help="Try the tests of what is in step, too.")
@click.option("--language", default="en", show_default=True, help="Language of the course text.")
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
    """Make the solution and the student notebook of ASSIGNMENTS (default: all).

    What changed is tried first: the solution must have full marks, the untouched notebook none,
    and the tests must notice every small change of the solution.
    """
    from grader.release.build import build, out_of_step, refuse_to_overwrite, write

    course = course_of(ctx)
    stale: list[Path] = []
    for assignment in assignments or course.assignments():
        files = build(course, assignment, language=language)
        changed = out_of_step(files)
        if not check:
            if not force:
                refuse_to_overwrite(changed)  # before validation, which takes its time
            if validate or changed:
                _try(course, assignment, files, force=force)
            write(files, force=force)
        stale += changed
        for path in changed:
            click.echo(f"{'out of step' if check else 'written'}: {path.relative_to(course.root)}")
        if not changed:
            click.echo(f"in step: {assignment}")
    if check and stale:
        raise GraderError("Generated files are out of step with their source: `make notebooks`.")


def _try(course, assignment: str, files: dict[Path, bytes], *, force: bool) -> None:
    """Try the tests of an assignment as it would be released; refuse it if they fail.

    Raises
    ------
    AuthoringError
        With what validation found, unless `force`.
    """
    from grader.cli.validation_table import print_validation
    from grader.console.progress_bar import progress
    from grader.release.validate import EQUIVALENT, try_release

    report = try_release(course, assignment, files, progress)
    print_validation(report)
    if report.reasons and not force:
        raise AuthoringError(
            f"{assignment} is not released: {' '.join(report.reasons)} Correct its tests or its "
            f"solution, explain in {EQUIVALENT} the changes that are as right as the solution, or "
            "release it all the same with --force."
        )
    note = course.release(assignment) / "RELEASED_WITH_FORCE.txt"
    note.unlink(missing_ok=True)
    if report.reasons:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(
            f"This assignment was released although {report.summary}\n", encoding="utf-8"
        )
