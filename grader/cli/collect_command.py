"""``python -m grader collect FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_dir, course_of
from grader.errors import CourseError

KEYS = ("blackboard", "moodle", "canvas", "classroom", "folders")


@click.command()
@course_dir
@click.argument("archive", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--assignment", help="Whose submissions they are. Default: by the notebooks' names.")
@click.option(
    "--platform",
    type=click.Choice(KEYS),
    help="Who made the archive. Default: by the names in it.",
)
@click.option(
    "--students",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the students' ids beside their names or numbers, as platforms export it.",
)
@click.option(
    "--timezone", help="Of times that name none, e.g. Europe/Berlin. Default: this computer's."
)
@click.option("--force", is_flag=True, help="Replace submissions that are not known to be older.")
@click.pass_context
def collect(
    ctx: click.Context,
    archive: Path,
    assignment: str | None,
    platform: str | None,
    students: Path | None,
    timezone: str | None,
    force: bool,
) -> None:
    """Put the submissions in FILE, a platform's archive, under submitted/STUDENT/ASSIGNMENT/.

    FILE is what Canvas, Moodle, Blackboard or Google Classroom let you download, or the folder it
    was unpacked to. Times of submission are kept where the archive has them.
    """
    from grader.collecting.assignment_guess import assignment_of
    from grader.collecting.collect import collect as collect_all
    from grader.collecting.roster import roster
    from grader.collecting.submission_times import zone_of
    from grader.collecting.summary_lines import lines

    course = course_of(ctx)
    name = course.require(assignment) if assignment else assignment_of(course, archive)
    zone = zone_of(timezone)
    people = roster(course, students)
    done = collect_all(course, name, archive, people, zone, platform, force=force)
    for line in lines(done, name, course, timezone):
        click.echo(line)
    if not done.anybody:
        raise CourseError(f"Nothing in {archive} could be collected.")
