"""What `collect` says when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from grader.collecting.collect import Collected
from grader.course import Course
from grader.printable import one_line

LISTED = 10


def lines(done: Collected, assignment: str, course: Course, zone: str | None) -> Iterator[str]:
    """How many were collected, and everything that the instructor should know of them."""
    counts = [("new", done.new), ("newer", done.newer), ("unchanged", done.unchanged)]
    said = ", ".join(f"{len(who)} {what}" for what, who in counts if who) or "nobody"
    yield f"Collected for {assignment} ({done.platform}): {said}, in {course.submitted_root}."
    if done.untimed:
        yield (
            f"No time of submission, so never late: {_listed(done.untimed)}. The archive has none; "
            "a platform's table of submissions with --students may."
        )
    elif done.anybody:
        yield f"Times that named no zone were read as {zone or 'those of this computer'}."
    if done.late:
        yield f"Late, says {done.platform}: {_listed(done.late)}."
    for name, why in done.left_out:
        yield one_line(f"Note: {name}: {why}.")


def _listed(names: list[str]) -> str:
    listed = ", ".join(names[:LISTED])
    return listed if len(names) <= LISTED else f"{listed} and {len(names) - LISTED} more"
