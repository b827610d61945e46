"""What the commands share: the course they are about, and files that they are told to write."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.atomic_write import replacing
from grader.errors import CourseError

if TYPE_CHECKING:
    from grader.course import Course


def _take_course_dir(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
    ctx.obj = folder or ctx.obj


course_dir = click.option(
    "--course-dir",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_take_course_dir,
    expose_value=False,
    help="The course's folder (the one with nbgrader_config.py). Default: this checkout.",
)


class Amount(click.FloatRange):
    """A number within bounds that can be counted with, which ``nan`` and ``inf`` can't be."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no amount.", param, ctx)
        return number


def course_of(ctx: click.Context) -> Course:
    """The course that the command line names, else this checkout."""
    from grader.checkout import installed_root
    from grader.course import Course

    return Course.load(ctx.obj or installed_root())


def output_path(to: Path | None, default: Path) -> Path:
    """Return the file to write: what --to names, else `default`, whose folder is made.

    Raises
    ------
    CourseError
        If something is there that is no file of this kind: a gradebook is not replaced by a table.
    """
    path = to or default
    if path.exists() and path.suffix != default.suffix:
        raise CourseError(
            f"{path} is there and is no {default.suffix} file, so it was not replaced. Name "
            "another file with --to."
        )
    if to is None:
        default.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; what is written takes the place of `path` when all is done.

    Raises
    ------
    CourseError
        If it can't be written.
    """
    try:
        with replacing(path) as temporary:
            yield temporary
    except OSError as error:
        raise CourseError(
            f"{path} can't be written: {error.strerror}. Name another file with --to."
        ) from error
