"""Whose archive it is, and of which assignment, as far as the names in it tell.

A platform that names files like no other is known by half of the names. The others are readings:
each must make about one notebook a student. Where none does, or two do, nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

from grader.collecting.archive import opened
from grader.collecting.folders import layout_of
from grader.collecting.platforms import PLATFORMS, fitted
from grader.collecting.roster import Roster
from grader.collecting.uploads import Assigned, Platform, Upload
from grader.course import Course
from grader.errors import CourseError
from grader.printable import listed
from grader.submissions.archived_notebooks import INNER
from grader.submissions.candidate_files import stem
from grader.submissions.file_names import shown

LISTED = 3  # students of a reading that is offered


@dataclass(frozen=True)
class _Reading:
    """The notebooks and archives of a class, read as one platform names them."""

    platform: Platform
    uploads: tuple[Upload, ...]
    doubt: str = ""

    @property
    def students(self) -> dict[tuple[str, str], list[Upload]]:
        """What each has in one attempt."""
        found: dict[tuple[str, str], list[Upload]] = {}
        for upload in self.uploads:
            found.setdefault((upload.owner or upload.student, upload.when), []).append(upload)
        return found


def platform_of(
    course: Course,
    names: Sequence[str],
    key: str | None,
    archive: Path,
    assigned: Assigned,
    people: Roster,
) -> Platform:
    """The platform whose archive it is: by `key`, by the course's own pattern, or by the names.

    Raises
    ------
    CourseError
        If none of these tells.
    """
    config = course.config
    if key is None and config.FileNameCollectorPlugin.get("named_regexp"):
        plugin = FileNameCollectorPlugin(config=config)
        _require_expression(plugin.named_regexp)
        return Platform("config", "nbgrader_config.py", lambda name: _by_config(plugin, name))
    if key is not None:
        return fitted(next(one for one in PLATFORMS if one.key == key), names, assigned)
    is_nested = len(names) == 1 and names[0].lower().endswith(INNER)
    if is_nested and "/" in names[0] and not _certain(names):
        raise CourseError(
            f"All that {archive} holds is another archive, {shown(names[0])}. Unpack it and "
            "collect that one; if it is one student's own, say --platform folders."
        )
    return _recognized(names, archive, assigned, people)


def _recognized(
    names: Sequence[str], archive: Path, assigned: Assigned, people: Roster
) -> Platform:
    if certain := _certain(names):
        return fitted(certain, names, assigned)
    readings = {one.key: found for one in PLATFORMS if (found := _reading(one, names, assigned))}
    works = assigned.works_among(names)
    by_folder = readings.get("folders")
    folders_vary = by_folder and len({name.rpartition("/")[0] for name in works}) > 1
    by_name = [] if folders_vary else [readings.get(key) for key in ("canvas", "classroom")]
    sound = [found for found in (*by_name, by_folder) if found and not found.doubt]
    if not readings.keys() - {"files", "subfolders"}:
        raise _unknown(archive, names, readings)
    if not sound:
        doubts = [found.doubt for found in readings.values() if found.doubt]
        raise _unclear(archive, doubts[0], readings)
    first = sound[0]
    if len(sound) > 1 and by_folder is sound[-1] and not _name_the_notebooks(first, assigned):
        doubt = f"{shown(works[0])} could be {_said(first)}, or {_said(by_folder)}"
        raise _unclear(archive, doubt, readings)
    known = {key: _known(found, people) for key, found in readings.items()}
    better = max(known, key=lambda key: known[key])
    if known[better] > known[first.platform.key]:
        doubt = f"the course knows more of {_said(readings[better])} than of {_said(first)}"
        raise _unclear(archive, doubt, readings)
    return first.platform


def _certain(names: Sequence[str]) -> Platform | None:
    return next((one for one in PLATFORMS if one.is_certain and _reads_half(one, names)), None)


def _reads_half(platform: Platform, names: Sequence[str]) -> bool:
    files = [name for name in names if not platform.is_own(name)]
    return 0 < len(files) <= 2 * sum(platform.read(name) is not None for name in files)


def _reading(platform: Platform, names: Sequence[str], assigned: Assigned) -> _Reading | None:
    fit = fitted(platform, names, assigned)
    works = assigned.works_among([name for name in names if not platform.is_own(name)])
    if platform.is_certain or not _reads_half(fit, works):
        return None
    found = _Reading(fit, tuple(upload for name in works if (upload := fit.read(name))))
    doubt = layout_of(names, assigned).doubt if platform.key == "folders" else ""
    return _Reading(fit, found.uploads, doubt or _crowded(found, assigned))


def _crowded(reading: _Reading, assigned: Assigned) -> str:
    """Why so many have more notebooks in a folder than were assigned that they may be several
    students.

    Copies count only where all that there is would be one student's folder.
    """
    students = reading.students
    copies_count = len(students) == 1 and reading.platform.key == "folders"
    crowded = []
    for uploads in students.values():
        counted = [one for one in uploads if copies_count or not assigned.is_meant(one.file)]
        beside = Counter(one.file.rpartition("/")[0] for one in counted)
        if max(beside.values(), default=0) > max(len(assigned.notebooks), 1):
            crowded.append(counted)
    if not crowded or 2 * len(crowded) < len(students):
        return ""
    files = [shown(one.file) for one in crowded[0]]
    return f"{shown(crowded[0][0].student)} would be one student with {listed(files, LISTED)}"


def _name_the_notebooks(reading: _Reading, assigned: Assigned) -> bool:
    meant = [one for one in reading.uploads if assigned.is_meant(one.file)]
    return 2 * len(meant) > len(reading.uploads)


def _known(reading: _Reading, people: Roster) -> int:
    return len({person.student for one in reading.uploads if (person := people.find(one))})


def _said(reading: _Reading) -> str:
    students = {shown(upload.student): None for upload in reading.uploads}
    return f"{listed(list(students), LISTED)} ({reading.platform.title})"


def _unclear(archive: Path, doubt: str, readings: dict[str, _Reading]) -> CourseError:
    offered = "; ".join(f"--platform {key} for {_said(one)}" for key, one in readings.items())
    return CourseError(
        f"The names in {archive} don't say for sure who the students are: {doubt}. Nothing was "
        f"collected. Say which it is: {offered}. If it is none of them, unpack it and name the "
        "folder that holds one folder a student."
    )


def _unknown(archive: Path, names: Sequence[str], readings: dict[str, _Reading]) -> CourseError:
    some = ", ".join(shown(name) for name in names[:5])
    files = readings.get("files")
    one_each = f" --platform files would read {_said(files)}." if files else ""
    return CourseError(
        f"The names in {archive} are none that a platform gives: {some or 'there are none'}. Say "
        f"with --platform whose archive it is.{one_each} Or set "
        "c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py, as for nbgrader zip_collect."
    )


def _require_expression(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise CourseError(
            "`FileNameCollectorPlugin.named_regexp` in nbgrader_config.py is no regular "
            f"expression: {error}. Correct it."
        ) from error


def _by_config(plugin: FileNameCollectorPlugin, name: str) -> Upload | None:
    """What the course's own pattern for nbgrader's collector says."""
    info = plugin.collect(name)
    if not info or not info.get("student_id") or not info.get("file_id"):
        return None
    ending = Path(name).suffix
    file = info["file_id"].removesuffix(ending) + ending
    full = f"{info.get('first_name') or ''} {info.get('last_name') or ''}".strip()
    return Upload(info["student_id"], file, full, when=info.get("timestamp") or "")


def assigned_of(course: Course, assignment: str) -> Assigned:
    """An assignment with the names of its notebooks."""
    notebooks = sorted(path.stem for path in course.source(assignment).glob("*.ipynb"))
    return Assigned(assignment, tuple(notebooks))


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
        stems = [_possible_stems(entry.name) for entry in found]
    counts = {}
    for assignment in known:
        assigned = assigned_of(course, assignment)
        counts[assignment] = sum(any(map(assigned.is_notebook, some)) for some in stems)
    most = max(counts.values(), default=0)
    best = [assignment for assignment, count in counts.items() if count == most and most]
    if len(best) != 1:
        raise CourseError(
            f"The names in {archive} don't say which assignment it is of; say it with "
            f"--assignment. There is: {', '.join(known) or 'none'}."
        )
    return best[0]


def _possible_stems(name: str) -> set[str]:
    """What the name of the student's own file may be, on any platform."""
    uploads = [platform.read(name) for platform in PLATFORMS]
    return {stem(name), *(stem(upload.file) for upload in uploads if upload)}
