"""``python -m grader collect FILE``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_dir, course_of
from grader.errors import CourseError
from grader.printable import listed, one_line

if TYPE_CHECKING:
    from grader.collecting.placing import Collected
    from grader.course import Course

LISTED = 10
KEYS = (
    "blackboard",
    "moodle",
    "brightspace",
    "sakai",
    "canvas",
    "classroom",
    "folders",
    "subfolders",
    "files",
)


@click.command()
@course_dir
@click.argument("archive", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--assignment", help="Their assignment. Default: by the notebooks' names.")
@click.option(
    "--platform",
    type=click.Choice(KEYS),
    help="What made the archive. Default: by the names in it.",
)
@click.option(
    "--students",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the students' ids beside their names or numbers, as platforms export it.",
)
@click.option(
    "--timezone", help="For times without one, e.g. Europe/Berlin. Default: this computer's."
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
    """Sort the submissions in a platform's archive into submitted/.

    They go to submitted/STUDENT/ASSIGNMENT/. FILE is what Canvas, Moodle, Blackboard, Brightspace,
    Sakai or Google Classroom let you download, or the folder it was unpacked to. Times of
    submission are kept where the archive has them.
    """
    from grader.collecting.collect import collect as collect_all
    from grader.collecting.recognition import assignment_of
    from grader.collecting.roster import roster
    from grader.collecting.submission_times import zone_of

    course = course_of(ctx)
    name = course.require(assignment) if assignment else assignment_of(course, archive)
    zone = zone_of(timezone)
    people = roster(course, students)
    done = collect_all(course, name, archive, people, zone, platform, force=force)
    for line in _lines(done, name, course, timezone):
        click.echo(line)
    if not done.anybody:
        raise CourseError(f"Nothing in {archive} could be collected.")


def _lines(done: Collected, assignment: str, course: Course, zone: str | None) -> Iterator[str]:
    """How many were collected, and everything that the instructor should know of them."""
    counts = [("new", done.new), ("newer", done.newer), ("unchanged", done.unchanged)]
    said = ", ".join(f"{len(who)} {what}" for what, who in counts if who) or "nobody"
    yield f"Collected for {assignment} ({done.platform}): {said}, in {course.submitted_root}."
    if done.new:
        yield f"New: {listed(done.new, LISTED)}."
    if done.unknown:
        yield f"Not among the students of the course: {listed(done.unknown, LISTED)}."
    if done.untimed:
        yield (
            f"No time of submission, so never late: {listed(done.untimed, LISTED)}. "
            "The archive has none; a platform's table of submissions with --students may."
        )
    elif done.anybody:
        yield f"Times that named no zone were read as {zone or 'those of this computer'}."
    if done.late:
        yield f"Late, says {done.platform}: {listed(done.late, LISTED)}."
    for name, why in done.left_out:
        yield one_line(f"Note: {name}: {why}.")
