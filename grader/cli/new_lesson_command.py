"""``python -m grader new-lesson``."""

from __future__ import annotations

import shlex

import click

from grader.cli.options import course_dir, course_of

NEXT = """\
It works as it is. Next:
  1. Release it, and see what is tried:
       python -m grader release {name}{where}
  2. Replace the exercise in {name}.py with yours, and then the hints, the
     students and the wrong answers in the files beside it.
  3. Release it again, and grade its sample class:
       python -m grader release {name}{where}
       python -m grader demo {name}{where}"""
TESTS = """\
  4. Run the tests of the course on it:
       python -m pytest tests/lessons -k {name}
CONTRIBUTING.md says what makes a good lesson."""


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
        click.echo(f"written: {path.relative_to(course.root)}")
    where = f" --course-dir {shlex.quote(str(ctx.obj))}" if ctx.obj else ""
    click.echo(NEXT.format(name=name, where=where))
    if not where:  # the tests are about the lessons of this checkout
        click.echo(TESTS.format(name=name))
