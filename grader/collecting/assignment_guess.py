"""Which assignment an archive is of, by the names of the notebooks in it."""

from __future__ import annotations

from pathlib import Path

from grader.collecting.archive import opened
from grader.collecting.platforms import recognized
from grader.course import Course
from grader.errors import CourseError
from grader.submissions.candidate_files import stem
from grader.submissions.file_names import same_name


def assignment_of(course: Course, archive: Path) -> str:
    """The one assignment whose notebooks most of the files are named after.

    Raises
    ------
    CourseError
        If no assignment is, or several are as much.
    """
    known = course.assignments()
    if len(known) == 1:
        return known[0]
    with opened(archive) as found:
        names = [entry.name for entry in found]
    platform = recognized(names)
    uploads = [platform.read(name) for name in names] if platform else []
    stems = [stem(upload.file) for upload in uploads if upload]
    counts = {}
    for assignment in known:
        notebooks = [path.stem for path in course.source(assignment).glob("*.ipynb")]
        counts[assignment] = sum(any(same_name(s, nb) for nb in notebooks) for s in stems)
    most = max(counts.values(), default=0)
    best = [assignment for assignment, count in counts.items() if count == most and most]
    if len(best) != 1:
        raise CourseError(
            f"The names in {archive} don't say which assignment it is of; say it with "
            f"--assignment. There is: {', '.join(known) or 'none'}."
        )
    return best[0]
