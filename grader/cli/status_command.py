"""``python -m grader status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from grader.cli.options import course_dir, course_of
from grader.printable import json_line

if TYPE_CHECKING:
    from grader.gradebook.grading_log import RunStatus


@click.command()
@course_dir
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per assignment, a line each."
)
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Show how far grading is, or how it ended.

    Use it in another terminal: each grading run notes what it does in .grader/ASSIGNMENT.log.jsonl.
    """
    from grader.gradebook.database import submissions_in_gradebook
    from grader.gradebook.grading_log import last_runs

    course = course_of(ctx)
    runs = last_runs(course)
    for run in runs:
        click.echo(json_line(run.as_json()) if as_json else f"{run.assignment}: {_how_far(run)}")
    if runs or as_json:
        return
    by_others = submissions_in_gradebook(course)
    for name, count in by_others.items():
        click.echo(f"{name}: {count} in the gradebook; no run of `grade` was noted here.")
    if not by_others:
        click.echo("Nothing has been graded here yet.")


def _how_far(run: RunStatus) -> str:
    """A grading run's progress in words."""
    done = f"{run.graded} of {run.submissions} graded"
    if run.faults:
        done += f", {run.faults} without a grade for a fault"
    seconds = (run.last - run.begun).total_seconds()
    when = f"{run.last:%Y-%m-%d %H:%M} UTC"
    if run.ended:
        return f"finished {when}: {done} in {seconds:.0f} s"
    if not run.running:
        return f"interrupted {when}: {done}; the same command goes on"
    seen = run.graded + run.faults
    left = f"about {(run.submissions - seen) * seconds / seen:.0f} s left" if seen else "starting"
    return f"running since {run.begun:%H:%M:%S} UTC: {done}, {left}"
