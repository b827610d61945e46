"""Putting what a student submitted where nbgrader and the grader look for it."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.collecting.archive import Entry
from grader.collecting.submission_times import in_utc, written
from grader.collecting.uploads import Assigned
from grader.course import Course
from grader.errors import UnreadableNotebook
from grader.submissions.candidate_files import plain_files, stem
from grader.submissions.file_names import same_name, shown
from grader.submissions.notebook_text import MAX_BYTES
from grader.submissions.safe_files import is_folder, kind, plain_bytes

MAX_NAME = 100  # characters of one folder or file
MAX_NAME_BYTES = 200  # of its 255, with what is put before and behind it
MAX_FOLDERS = 8  # one in another; what lies deeper is put into the last eight
MAX_STUDENT_BYTES = 1_000_000_000
TIMESTAMP = "timestamp.txt"
MAX_TIME_BYTES = 1_000
KEPT = "collected_before"


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
    unknown:
        Students who are not among those of the course, where these are known.
    """

    platform: str = ""
    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    untimed: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def anybody(self) -> bool:
        return bool(self.new or self.newer or self.unchanged)


@dataclass
class Attempt:
    """What one student submitted at one time: (name, entry) of each file."""

    when: datetime.datetime | None = None
    files: list[tuple[str, Entry]] = field(default_factory=list)


def write(
    attempt: Attempt, folder: Path, assigned: Assigned, student: str, done: Collected
) -> None:
    """Write the files of one attempt, a renamed notebook under the name it was given out with."""
    notebooks = _notebooks_in(attempt, assigned)
    places, space = _Places(), MAX_STUDENT_BYTES
    for name, entry in attempt.files:
        wanted = _way(name, notebooks.get(name, ""))
        if wanted == [TIMESTAMP]:  # a student's own says nothing
            continue
        try:
            content = entry.read()
        except UnreadableNotebook as error:
            done.left_out.append((student, f"{shown(name)} was left out: {error}"))
            continue
        if len(content) > space:
            why = f"with the others it has more than {MAX_STUDENT_BYTES:,} bytes"
            done.left_out.append((student, f"{shown(name)} was left out: {why}"))
            continue
        space -= len(content)
        way = places.free(wanted)
        if way != wanted:
            why = f"another file has the place of {shown(name)}, which is {'/'.join(way)} now"
            done.left_out.append((student, why))
        target = folder.joinpath(*way)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if attempt.when:
        (folder / TIMESTAMP).write_text(written(attempt.when))


class _Places:
    """The files of one student, no two in one place, on no kind of disk."""

    def __init__(self) -> None:
        self._files = {TIMESTAMP}
        self._folders: set[str] = set()
        self._copies: Counter[str] = Counter()

    def free(self, way: list[str]) -> list[str]:
        """Give the way itself, or one with a number where something else is there already."""
        wanted = "/".join(way).casefold()
        while not self._takes(way):
            self._copies[wanted] += 1
            start, dot, ending = way[-1].rpartition(".") if "." in way[-1] else (way[-1], "", "")
            start = re.sub(r" \(\d+\)\Z", "", start)
            way = [*way[:-1], f"{start} ({self._copies[wanted]}){dot}{ending}"]
            if self._in_a_file(way):
                way = way[-1:]
        return way

    def _takes(self, way: list[str]) -> bool:
        file = "/".join(way).casefold()
        if file in self._files or file in self._folders or self._in_a_file(way):
            return False
        self._files.add(file)
        self._folders |= set(_above(way))
        return True

    def _in_a_file(self, way: list[str]) -> bool:
        return any(folder in self._files for folder in _above(way))


def _above(way: list[str]) -> list[str]:
    return ["/".join(way[:end]).casefold() for end in range(1, len(way))]


def _notebooks_in(attempt: Attempt, assigned: Assigned) -> dict[str, str]:
    """Which notebook a renamed file is, where no other can be the same. Platforms number what is
    submitted again, so ``p1-1.ipynb`` is ``p1.ipynb``."""
    alike: dict[str, list[str]] = {notebook: [] for notebook in assigned.notebooks}
    for name, _ in attempt.files:
        for notebook, names in alike.items():
            if same_name(stem(name), notebook):
                names.append(name)
    only = [(names[0], notebook) for notebook, names in alike.items() if len(names) == 1]
    meant = Counter(name for name, _ in only)
    return {name: one for name, one in only if meant[name] == 1 and name.endswith(".ipynb")}


def _way(name: str, notebook: str) -> list[str]:
    """Where a file goes in the student's folder: a notebook to the name it was given out with."""
    parts = [safe_part(part) for part in re.split(r"[/\\]+", name) if part not in ("", ".", "..")]
    if notebook:
        parts[-1] = f"{notebook}.ipynb"
    return parts[-MAX_FOLDERS - 1 :] or ["unnamed"]


def put(
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
            kept = course.state / KEPT / assignment
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
        text = plain_bytes(target / TIMESTAMP, MAX_TIME_BYTES).decode(errors="replace")
    except UnreadableNotebook:
        return False
    before = in_utc(text, datetime.UTC)
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
    text = unicodedata.normalize("NFC", name)
    text = "".join(one for one in text if unicodedata.category(one) != "Cf")  # they can't be seen
    plain = re.sub(r"\s+", " ", "".join(one if _is_plain(one) else "\0" for one in text))
    plain = re.sub(r"\0+", "_", plain).strip(" .") or "_"
    start, dot, ending = plain.rpartition(".")
    if dot and len(ending) < 10:
        return f"{_cut(start, len(ending.encode()) + 1)}.{ending}"
    return _cut(plain)


def _is_plain(character: str) -> bool:
    """Whether it is part of a word in some script, or harmless: a mark is part of its letter."""
    return (
        character.isalnum() or unicodedata.category(character)[0] == "M" or character in "_.@() -"
    )


def _cut(name: str, used: int = 0) -> str:
    short = name[: MAX_NAME - used].encode()[: MAX_NAME_BYTES - used]
    return short.decode(errors="ignore")
