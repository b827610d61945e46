"""What the names in an archive tell: platform, student, assignment.

Learning platforms name the files of a class's submissions like this:

- Canvas: ``NAME[_LATE]_USER_ATTACHMENT_FILE``; the times of the entries are those of packing
  (lib/content_zipper.rb of instructure/canvas-lms).
- Moodle: a folder or a prefix ``FULL NAME_NUMBER_assignsubmission_file``; the number is one of the
  assignment's, not of the course (mod/assign/classes/downloader.php of moodle/moodle).
- Blackboard: ``ASSIGNMENT_USER_attempt_TIME_FILE``, beside a receipt that ends in ``TIME.txt``.
- Google Classroom: copies named ``FULL NAME - FILE``, in a folder of Drive.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

from grader.collecting.archive import opened
from grader.course import Course
from grader.errors import CourseError
from grader.submissions.candidate_files import stem
from grader.submissions.file_names import same_name, shown
from grader.submissions.unwrapping import INNER


@dataclass(frozen=True)
class Upload:
    """One file of a student's, as its name in an archive tells.

    Attributes
    ----------
    student:
        What tells the student from all others, as far as the platform says.
    file:
        The name that the student gave it, with folders.
    name, number:
        The full name, and the platform's number for the student; empty if unknown.
    when:
        The time in the file's name; empty if there is none.
    late:
        Whether the platform itself calls it late.
    """

    student: str
    file: str
    name: str = ""
    number: str = ""
    when: str = ""
    late: bool = False


@dataclass(frozen=True)
class Platform:
    """A way of naming; `read` gives None for a name that is not of this kind.

    `dates_entries` says whether the times of an archive's entries can be those of submission.
    """

    key: str
    title: str
    read: Callable[[str], Upload | None]
    dates_entries: bool = False


CANVAS = re.compile(
    r"(?:.*/)?(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)\Z"
)
CANVAS_ANONYMOUS = re.compile(
    r"(?:.*/)?(?P<late>LATE_)?(?P<name>anon_[A-Za-z0-9]+)_(?P<attachment>\d+)_(?P<file>[^/]+)\Z"
)
MOODLE = re.compile(
    r"(?:.*/)?(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file_?/?(?P<file>(?<=[/_]).+)\Z"
)
BLACKBOARD = re.compile(
    r"(?:.*/)?(?P<assignment>[^/]+?)_(?P<user>[^/_]+)_attempt_"
    r"(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))\Z"
)
CLASSROOM = re.compile(r"(?:.*/)?(?P<name>[^/]+?) - (?P<file>[^/]+)\Z")
FOLDERS = re.compile(r"(?!\.\.?/)(?P<name>[^/]+)/(?P<file>.+)\Z")
# Other things that students submit on the platforms, which are no files of theirs.
NOT_FILES = re.compile(
    r"_assignsubmission_(?:onlinetext|comments)|_\d+_(?:text|link)\.html\Z|_attempt_[\d-]+\.txt\Z"
)
TYPED_END = re.compile(r"_assignsubmission_.*|_(?:text|link)\.html\Z|_attempt_[\d-]+\.txt\Z")


def _canvas(name: str) -> Upload | None:
    if match := CANVAS_ANONYMOUS.match(name):
        return Upload(match["name"], match["file"], late=bool(match["late"]))
    if not (match := CANVAS.match(name)):
        return None
    student = f"{match['name']}_{match['user']}"
    return Upload(student, match["file"], match["name"], match["user"], late=bool(match["late"]))


def _moodle(name: str) -> Upload | None:
    if not (match := MOODLE.match(name)):
        return None
    return Upload(match["name"], match["file"], match["name"], match["number"])


def _blackboard(name: str) -> Upload | None:
    match = BLACKBOARD.match(name)
    if not match or match["receipt"]:
        return None
    day, time = match["when"][:10], match["when"][11:].replace("-", ":")
    return Upload(match["user"], match["file"], when=f"{day} {time}")


def _classroom(name: str) -> Upload | None:
    match = CLASSROOM.match(name)
    return match and Upload(match["name"], match["file"], match["name"])


def _folders(name: str) -> Upload | None:
    match = FOLDERS.match(name)
    return match and Upload(match["name"], match["file"], match["name"])


# Those whose names say most come first.
PLATFORMS = (
    Platform("blackboard", "Blackboard", _blackboard),
    Platform("moodle", "Moodle", _moodle, dates_entries=True),
    Platform("canvas", "Canvas", _canvas),
    Platform("classroom", "Google Classroom", _classroom, dates_entries=True),
    Platform("folders", "one folder a student", _folders, dates_entries=True),
)


def fitted(
    platform: Platform, names: Sequence[str], notebooks: Sequence[str], assignment: str
) -> Platform:
    """The platform's way of naming, with what only all `names` of an archive together can tell.

    - Blackboard: where the assignment's name ends and a user name with a ``_`` begins.
    - Google Classroom: whether the file's name comes first.
    - Folders: whether all lie in one more, and are named ``ASSIGNMENT-USER``, as by GitHub
      Classroom.
    """
    names = [name for name in names if not NOT_FILES.search(name)]
    if platform.key == "blackboard":
        before = [name.rpartition("/")[2].partition("_attempt_")[0] for name in names]
        start = os.path.commonprefix(before).rpartition("_")[0]  # noqa: RUF071 - of characters
        read = _with_user_after(start) if start else platform.read
    elif platform.key == "classroom":
        read = _with_file_first(notebooks)
    elif platform.key == "folders":
        read = _in_folders(names, notebooks, assignment)
    else:
        return platform
    return replace(platform, read=read)


def _with_user_after(start: str) -> Callable[[str], Upload | None]:
    def read(name: str) -> Upload | None:
        upload = _blackboard(name)
        user = name.rpartition("/")[2].removeprefix(f"{start}_").partition("_attempt_")[0]
        return upload and replace(upload, student=user)

    return read


def _with_file_first(notebooks: Sequence[str]) -> Callable[[str], Upload | None]:
    def read(name: str) -> Upload | None:
        upload = _classroom(name)
        if upload is None or not any(same_name(upload.name, one) for one in notebooks):
            return upload
        person, dot, ending = upload.file.rpartition(".")
        return Upload(person, f"{upload.name}{dot}{ending}", person) if person else upload

    return read


def _in_folders(
    names: Sequence[str], notebooks: Sequence[str], assignment: str
) -> Callable[[str], Upload | None]:
    def is_notebook(file: str) -> bool:
        name = file.partition(".")[0]
        return any(same_name(name, notebook) for notebook in notebooks)

    ways = [name.split("/") for name in names if "/" in name]
    ways = [way for way in ways if way[0] and ".." not in way]
    outer, depth = "", 1
    while ways and len({tuple(way[:depth]) for way in ways}) == 1 and len(ways[0]) > depth:
        # Two folders with the notebook in them are two students', not one's.
        if len({way[depth] for way in ways if len(way) > depth + 1 and is_notebook(way[-1])}) > 1:
            outer = "/".join(ways[0][:depth]) + "/"
            break
        depth += 1
    given = re.compile(rf"{re.escape(assignment)}[-_](?P<user>.+?)(?:-(?:main|master))?\Z", re.I)
    found = filter(None, (_folders(name.removeprefix(outer)) for name in names))
    every_one = all(given.match(folder) for folder in {upload.student for upload in found})

    def read(name: str) -> Upload | None:
        upload = _folders(name.removeprefix(outer))
        match = given.match(upload.student) if upload and every_one else None
        return replace(upload, student=match["user"], name=match["user"]) if match else upload

    return read


def only_typed(names: Sequence[str]) -> list[str]:
    """Those of `names` that hold what a student typed on the platform who submitted no file."""
    typed = [name for name in names if NOT_FILES.search(name)]
    files = [name for name in names if not NOT_FILES.search(name)]
    owners = {name: f"{TYPED_END.sub('', name)}_" for name in typed}
    return [name for name in typed if not any(file.startswith(owners[name]) for file in files)]


def recognized(names: Sequence[str]) -> Platform | None:
    """The first platform whose names at least half of the files have."""
    names = [name for name in names if not NOT_FILES.search(name)]
    for platform in PLATFORMS:
        if names and 2 * sum(platform.read(name) is not None for name in names) >= len(names):
            return platform
    return None


def platform_of(course: Course, names: Sequence[str], key: str | None, archive: Path) -> Platform:
    """The platform whose archive it is: by `key`, by the course's own pattern, or by the names.

    Raises
    ------
    CourseError
        If none of these tells.
    """
    config = course.config
    if key is None and config.FileNameCollectorPlugin.get("named_regexp"):
        plugin = FileNameCollectorPlugin(config=config)
        return Platform("config", "nbgrader_config.py", lambda name: _by_config(plugin, name))
    if key is not None:
        return next(one for one in PLATFORMS if one.key == key)
    found = recognized(names)
    if found and found.key == "folders" and len(names) == 1 and names[0].lower().endswith(INNER):
        raise CourseError(
            f"All that {archive} holds is another archive, {shown(names[0])}. Unpack it and "
            "collect that one; if it is one student's own, say --platform folders."
        )
    if found:
        return found
    listed = ", ".join(shown(name) for name in names[:5])
    raise CourseError(
        f"The names in {archive} are none that a platform gives: {listed or 'there are none'}. Say "
        "with --platform whose archive it is, or set c.FileNameCollectorPlugin.named_regexp in "
        "nbgrader_config.py, as for nbgrader zip_collect."
    )


def _by_config(plugin: FileNameCollectorPlugin, name: str) -> Upload | None:
    """What the course's own pattern for nbgrader's collector says."""
    info = plugin.collect(name)
    if not info or not info.get("student_id") or not info.get("file_id"):
        return None
    ending = Path(name).suffix
    file = info["file_id"].removesuffix(ending) + ending
    full = f"{info.get('first_name') or ''} {info.get('last_name') or ''}".strip()
    return Upload(info["student_id"], file, full, when=info.get("timestamp") or "")


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
