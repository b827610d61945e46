"""From an archive to what each student submitted last, and from there to their folders."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.collecting.archive import Entry, opened
from grader.collecting.placing import Attempt, Collected, put, safe_part, write
from grader.collecting.platforms import only_typed
from grader.collecting.recognition import assigned_of, platform_of
from grader.collecting.roster import Roster
from grader.collecting.submission_times import are_of_packing, in_utc
from grader.collecting.uploads import Platform
from grader.course import Course
from grader.errors import CourseError, UnreadableNotebook
from grader.submissions.file_names import shown

MAX_TIME = 100  # characters of a time


def collect(
    course: Course,
    assignment: str,
    archive: Path,
    people: Roster,
    zone: datetime.tzinfo,
    platform: str | None = None,
    *,
    force: bool = False,
) -> Collected:
    """Write ``submitted/STUDENT/ASSIGNMENT/`` for everybody in an archive.

    What a student has there already is replaced by what was submitted later; it is kept in
    ``.grader/collected_before/``.

    Parameters
    ----------
    zone:
        For times that name no zone.
    force:
        Replace what is there although it is not known to be older.

    Raises
    ------
    CourseError
        If the archive can't be read, or it isn't clear whose the files in it are.
    """
    assigned = assigned_of(course, assignment)
    with opened(archive) as found:
        names = [entry.name for entry in found]
        way = platform_of(course, names, platform, archive, assigned, people)
        done = Collected(way.title)
        done.left_out += [
            (shown(name), "only text typed on the platform, no file, was submitted")
            for name in only_typed(way, names)
        ]
        submitted = _sorted_by_student(found, way, people, zone, done)
        for student, attempts in sorted(submitted.items()):
            latest = _latest(student, attempts, done)
            if latest is None:
                continue
            with tempfile.TemporaryDirectory(prefix="grader-collect-") as work:
                write(latest, Path(work), assigned, student, done)
                put(course, assignment, student, Path(work), latest.when, force, done)
    return done


def _sorted_by_student(
    found: Sequence[Entry],
    platform: Platform,
    people: Roster,
    zone: datetime.tzinfo,
    done: Collected,
) -> dict[str, dict[str, Attempt]]:
    """For each student the attempts, by the time in the files' names."""
    dated = [entry.when for entry in found if entry.when]
    use_entry_times = platform.dates_entries and not are_of_packing(dated)
    times = _times_beside(found, platform)
    submitted: dict[str, dict[str, Attempt]] = {}
    owners: dict[str, set[tuple[str, str, str]]] = {}
    unknown: set[str] = set()
    for entry in found:
        upload = platform.read(entry.name)
        if upload is None:
            if not platform.is_own(entry.name):
                done.left_out.append((shown(entry.name), "its name does not say whose it is"))
            continue
        person = people.find(upload)
        student = person.student if person else safe_part(upload.student)
        owners.setdefault(student, set()).add((upload.student, upload.number, upload.owner))
        if not person:
            unknown.add(student)
        own_times = (
            upload.when,
            times.get(upload.owner),
            person and person.when,
            use_entry_times and entry.when,
        )
        when = next((utc for time in own_times if time and (utc := in_utc(time, zone))), None)
        attempt = submitted.setdefault(student, {}).setdefault(upload.when, Attempt())
        attempt.when = max(filter(None, (attempt.when, when)), default=None)
        attempt.files.append((upload.file, entry))
        if upload.late and student not in done.late:
            done.late.append(student)
    for student, found_owners in owners.items():
        if len(found_owners) > 1:  # two of a name: nobody gets the other's work
            del submitted[student]
            why = f"{len(found_owners)} students have this name; tell them apart with --students"
            done.left_out.append((student, why))
    done.unknown = sorted(unknown & submitted.keys()) if people else []
    for student, attempts in submitted.items():
        for attempt in attempts.values():
            _refuse_mixed(student, attempt, platform)
    return submitted


def _times_beside(found: Sequence[Entry], platform: Platform) -> dict[str, str]:
    """The times that the platform wrote into a file of their own, by the folder they are in."""
    times = {}
    for entry in found:
        folder, _, file = entry.name.rpartition("/")
        if file == platform.time_file and platform.is_own(entry.name):
            with contextlib.suppress(UnreadableNotebook):
                times[folder] = entry.read()[:MAX_TIME].decode(errors="replace").strip()
    return times


def _refuse_mixed(student: str, attempt: Attempt, platform: Platform) -> None:
    """Stop where one student would get the same file from several folders.

    The name that was read is no student's then, but the folders may be.
    """
    seen: dict[str, str] = {}
    for file, entry in attempt.files:
        other = seen.setdefault(file, entry.name)
        if other.rpartition("/")[0] != entry.name.rpartition("/")[0]:
            raise CourseError(
                f"{shown(other)} and {shown(entry.name)} would both be {shown(file)} of {student} "
                f"({platform.title}). Nothing was collected. If the folders are the students', "
                "say --platform folders; if not, take one of the two away."
            )


def _latest(student: str, attempts: dict[str, Attempt], done: Collected) -> Attempt | None:
    """The last attempt; None if it isn't known which that is."""
    latest = max(attempts.values(), key=_time)
    perhaps = [one for one in attempts.values() if one.when in (None, latest.when)]
    if len(attempts) > 1:
        if len(perhaps) > 1:
            some = ", ".join(shown(when) for when in sorted(attempts)[:3])
            why = f"which of {len(attempts)} attempts is the last is not clear ({some}); leave one"
            done.left_out.append((student, why))
            return None
        done.left_out.append((student, f"the last of {len(attempts)} attempts was taken"))
    return latest


def _time(attempt: Attempt) -> datetime.datetime:
    return attempt.when or datetime.datetime.min.replace(tzinfo=datetime.UTC)
