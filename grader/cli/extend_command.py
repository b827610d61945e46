"""``python -m grader extend``: more time for single students."""

from __future__ import annotations

import datetime

import click

from grader.cli.options import Amount, course_dir, course_of
from grader.errors import CourseError

TEN_YEARS = 3652  # days; a date far later than that is none


@click.command()
@course_dir
@click.argument("assignment")
@click.argument("students", nargs=-1, required=True, metavar="STUDENT...")
@click.option("--days", type=Amount(0, TEN_YEARS), default=0.0, help="Days after the due date.")
@click.option(
    "--hours", type=Amount(0, 24 * TEN_YEARS), default=0.0, help="Hours, besides the days."
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
    """Give STUDENTs more time for ASSIGNMENT, in place of what they were given before.

    It counts for what they have submitted and for what they will; penalties change at once.
    """
    from grader.gradebook.connection import require_gradebook
    from grader.gradebook.extensions import Extensions
    from grader.gradebook.writer import GradebookWriter

    course = course_of(ctx)
    course.require(assignment)
    require_gradebook(course)
    extension = datetime.timedelta(days=days, hours=hours)
    if bool(extension) == take_back:
        raise CourseError("Say how much more time with --days or --hours, or --none for none.")
    granted = Extensions(course)
    for student in students:
        granted.grant(assignment, student, extension)
    with GradebookWriter(course, assignment) as gradebook:
        for student in students:
            submission = gradebook.extend(student)
            if submission is None:
                click.echo(f"{student}: nothing submitted yet; it counts once there is something.")
                continue
            due = submission.duedate if submission.assignment.duedate else None
            until = f"until {due:%Y-%m-%d %H:%M} UTC" if due else "no due date"
            click.echo(f"{student}: {until}, late penalty {submission.late_submission_penalty:g}")
