"""The command line: ``python -m grader``. Each command only gathers, calls and prints."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import click

from grader.cli.author_commands import new_lesson, release
from grader.cli.check_command import check
from grader.cli.class_commands import export, extend, feedback, grade
from grader.cli.collect_command import collect
from grader.cli.data_commands import data
from grader.cli.options import course_dir, course_of
from grader.cli.report_commands import comment, comments, report, term
from grader.cli.status_command import status
from grader.errors import GraderError
from grader.printable import without_controls
from grader.safe_path import leave_current_folder

LACKS = {
    errno.ENOSPC: "There is no space left on the disk",
    errno.EDQUOT: "The quota of the disk is used up",
    errno.EROFS: "A folder can't be written",
    errno.EACCES: "A file or folder may not be read or written",
    errno.EIO: "A disk could not be read or written",
    errno.EMFILE: "This process has too many files open",
    errno.ENFILE: "The machine has too many files open",
    errno.ENOMEM: "The machine has no memory left",
    errno.EAGAIN: "The machine allows no more processes",
}
AGAIN = "What was graded before is kept. Fix that, then give the same command again."


class _Group(click.Group):
    """Prints a `GraderError` as one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except GraderError as error:
            raise click.ClickException(without_controls(str(error))) from error
        except Exception as error:
            if reason := outside_fault(error):
                raise click.ClickException(without_controls(reason)) from error
            raise


def outside_fault(error: BaseException) -> str:
    """What is wrong with the machine, a file or a setting, and what to do; empty if it is a bug."""
    from sqlalchemy.exc import OperationalError
    from traitlets import TraitError

    if isinstance(error, TraitError):
        return f"nbgrader_config.py has a setting that nbgrader refuses: {error} Correct it."
    if isinstance(error, MemoryError):
        return f"{LACKS[errno.ENOMEM]}. {AGAIN}"
    if isinstance(error, OperationalError):
        return f"The gradebook could not be read or written ({error.orig}). {AGAIN}"
    if isinstance(error, OSError):
        inner = re.search(r"\[Errno (\d+)\]", str(error))  # `shutil.Error` has a list of them
        number = int(inner[1]) if inner else error.errno
        where = f" ({error.filename})" if error.filename else ""
        return f"{LACKS.get(number) or error.strerror or error}{where}. {AGAIN}"
    return ""


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
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check that this machine can run and grade the course."""
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
    """Grade a made-up class of ASSIGNMENT in a folder of its own.

    The exit code is 1 if a score is not the expected one.
    """
    from grader.demo import run_demo

    course = course_of(ctx)
    run_demo(course, course.require(assignment), folder or course.root / "demo", workers)


for command in (
    *(release, new_lesson),
    *(collect, grade, status, extend, feedback, report, comment, comments, term, export),
    *(check, data),
):
    main.add_command(command)
