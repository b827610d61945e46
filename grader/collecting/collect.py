"""Putting what is in a platform's archive where nbgrader and the grader look for it."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.collecting.archive import Entry, opened
from grader.collecting.platforms import (
    NOT_FILES,
    Platform,
    fitted,
    only_typed,
    platform_of,
)
from grader.collecting.roster import Roster
from grader.collecting.submission_times import are_of_packing, in_utc, written
from grader.course import Course
from grader.errors import UnreadableNotebook
from grader.submissions.candidate_files import plain_files, stem
from grader.submissions.file_names import same_name, shown
from grader.submissions.safe_files import is_folder, kind, plain_bytes
from grader.submissions.unwrapping import MAX_BYTES

MAX_NAME = 100  # characters of one folder or file
KEPT = Path(".grader", "collected_before")


@dataclass
class Collected:
    """What became of an archive.

    Attributes
    ----------
    new, newer, unchanged:
        Students, by what was there before.
    late:
        Those whom the platform itself calls late.
    left_out:
        (name, why) of all that was not taken.
    untimed:
        Students of whom the archive does not say when they submitted.
    """

    platform: str = ""
    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    untimed: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anybody(self) -> bool:
        return bool(self.new or self.newer or self.unchanged)


@dataclass
class _Attempt:
    """What one student submitted at one time."""

    when: datetime.datetime | None = None
    files: dict[str, Entry] = field(default_factory=dict)


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
        If the archive can't be read, or nothing in it says whose it is.
    """
    names = [path.stem for path in course.source(assignment).glob("*.ipynb")]
    with (
        opened(archive) as found,
        tempfile.TemporaryDirectory(prefix="grader-collect-") as work,
    ):
        listed = [entry.name for entry in found]
        way = fitted(platform_of(course, listed, platform, archive), listed, names, assignment)
        done = Collected(way.title)
        done.left_out += [
            (shown(name), "only text typed on the platform, no file, was submitted")
            for name in only_typed(listed)
        ]
        submitted = _sorted_by_student(found, way, people, zone, done)
        for number, (student, attempts) in enumerate(sorted(submitted.items())):
            latest = max(attempts.values(), key=_time)
            if len(attempts) > 1:
                done.left_out.append((student, f"the last of {len(attempts)} attempts was taken"))
            made = Path(work, str(number))
            _write(latest, made, names, student, done)
            _put(course, assignment, student, made, latest.when, force, done)
    return done


def _sorted_by_student(
    found: Sequence[Entry],
    platform: Platform,
    people: Roster,
    zone: datetime.tzinfo,
    done: Collected,
) -> dict[str, dict[str, _Attempt]]:
    """For each student the attempts, by the time in the files' names."""
    dated = [entry.when for entry in found if entry.when]
    use_entry_times = platform.dates_entries and not are_of_packing(dated)
    submitted: dict[str, dict[str, _Attempt]] = {}
    owners: dict[str, set[tuple[str, str]]] = {}
    for entry in found:
        if NOT_FILES.search(entry.name):
            continue
        upload = platform.read(entry.name)
        if upload is None:
            done.left_out.append((shown(entry.name), "its name does not say whose it is"))
            continue
        person = people.find(upload)
        student = person.student if person else safe_part(upload.student)
        owners.setdefault(student, set()).add((upload.student, upload.number))
        own_times = (upload.when, person and person.when, use_entry_times and entry.when)
        when = next((utc for time in own_times if time and (utc := in_utc(time, zone))), None)
        attempt = submitted.setdefault(student, {}).setdefault(upload.when, _Attempt())
        attempt.when = max(filter(None, (attempt.when, when)), default=None)
        attempt.files[upload.file] = entry
        if upload.late and student not in done.late:
            done.late.append(student)
    for student, found_owners in owners.items():
        if len(found_owners) > 1:  # two of a name: nobody gets the other's work
            del submitted[student]
            why = f"{len(found_owners)} students have this name; tell them apart with --students"
            done.left_out.append((student, why))
    return submitted


def _time(attempt: _Attempt) -> datetime.datetime:
    return attempt.when or datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _write(
    attempt: _Attempt, folder: Path, names: Sequence[str], student: str, done: Collected
) -> None:
    """Write the files of one attempt, a renamed notebook under the name it was given out with."""
    folder.mkdir()
    for name, entry in attempt.files.items():
        target = folder.joinpath(*_way(name, names, attempt.files))
        try:
            content = entry.read()
        except UnreadableNotebook as error:
            done.left_out.append((student, f"{shown(name)} was left out: {error}"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.write_bytes(content)
    if attempt.when:
        (folder / "timestamp.txt").write_text(written(attempt.when))
    else:
        (folder / "timestamp.txt").unlink(missing_ok=True)  # a student's own says nothing


def _way(name: str, names: Sequence[str], beside: dict[str, Entry]) -> list[str]:
    """Where a file goes in the student's folder. Platforms number what is submitted again, so
    ``p1-1.ipynb`` becomes ``p1.ipynb`` where it is the only one."""
    parts = [safe_part(part) for part in re.split(r"[/\\]+", name) if part not in ("", ".", "..")]
    meant = [one for one in names if name.endswith(".ipynb") and same_name(stem(name), one)]
    rivals = [other for other in beside if meant and same_name(stem(other), meant[0])]
    if len(meant) == len(rivals) == 1:
        parts[-1] = f"{meant[0]}.ipynb"
    return parts or ["unnamed"]


def _put(
    course: Course,
    assignment: str,
    student: str,
    made: Path,
    when: datetime.datetime | None,
    force: bool,
    done: Collected,
) -> None:
    target = course.submitted(student, assignment)
    if not any(path.name != "timestamp.txt" for path in made.iterdir()):
        return
    for folder in (target.parent, target):
        if os.path.lexists(folder) and not is_folder(folder):
            done.left_out.append((student, f"{folder} is {kind(folder)}, not a folder; remove it"))
            return
    replaces = os.path.lexists(target)
    if replaces and _contents(target) == _contents(made):
        _count(student, done.unchanged, when, done)
        return
    if replaces and not (force or _is_later(when, target)):
        why = f"there is another submission in {target}, not known to be older; --force replaces it"
        done.left_out.append((student, why))
        return
    with _on_the_same_disk(made, target) as whole:
        if replaces:
            kept = course.root / KEPT / assignment
            kept.mkdir(parents=True, exist_ok=True)
            shutil.move(target, tempfile.mkdtemp(prefix=f"{student}-", dir=kept))
        whole.rename(target)
    _count(student, done.newer if replaces else done.new, when, done)


def _count(student: str, among: list[str], when: datetime.datetime | None, done: Collected) -> None:
    among.append(student)
    if when is None:
        done.untimed.append(student)


@contextlib.contextmanager
def _on_the_same_disk(made: Path, target: Path) -> Iterator[Path]:
    """A copy of `made` beside `target`, so that a full disk leaves all of it there or nothing."""
    whole = target.with_name(f".{target.name}.new")
    shutil.rmtree(whole, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(made, whole)
        yield whole
    finally:
        shutil.rmtree(whole, ignore_errors=True)
        with contextlib.suppress(OSError):  # it is not empty
            target.parent.rmdir()


def _is_later(when: datetime.datetime | None, target: Path) -> bool:
    try:
        before = in_utc((target / "timestamp.txt").read_text(errors="replace"), datetime.UTC)
    except OSError:
        return False
    return bool(when and before and when > before)


def _contents(folder: Path) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {}
    for file in plain_files([folder]):
        name = str(file.path.relative_to(folder))
        try:
            found[name] = plain_bytes(file.path, MAX_BYTES)
        except UnreadableNotebook as error:
            found[name] = str(error)
    return found


def safe_part(name: str) -> str:
    """A name that every file system and nbgrader take, as near to `name` as can be."""
    plain = re.sub(r"[^\w.@() -]+", "_", name).strip(" .") or "_"
    plain = re.sub(r"\s+", " ", plain)
    stem_, dot, ending = plain.rpartition(".")
    if len(plain) > MAX_NAME and dot and len(ending) < 10:
        return f"{stem_[: MAX_NAME - len(ending)]}.{ending}"
    return plain[:MAX_NAME]
