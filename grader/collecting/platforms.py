"""How learning platforms name the files of a class's submissions.

- Canvas: ``NAME[_LATE]_USER_ATTACHMENT_FILE``; the times of the entries are those of packing
  (lib/content_zipper.rb of instructure/canvas-lms).
- Moodle: a folder or a prefix ``FULL NAME_NUMBER_assignsubmission_file``; the number is one of the
  assignment's, not of the course (mod/assign/classes/downloader.php of moodle/moodle). Where names
  are hidden, everybody is called ``Participant``, in the language of the site.
- Blackboard: ``ASSIGNMENT_USER_attempt_TIME_FILE``, beside a receipt that ends in ``TIME.txt``.
- Brightspace (D2L): a folder, or a prefix, ``NUMBER-NUMBER - NAME - TIME`` for each attempt.
- Sakai: ``NAME(USER)/Submission attachment(s)/FILE``, beside the time and comments.
- Google Classroom: copies named ``FULL NAME - FILE``, in a folder of Drive.

What stands before a platform's own part of a name is matched as shortly as can be: students name
what comes after, and a folder of theirs must not pass for another student's.
"""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Sequence
from dataclasses import replace

from grader.collecting.folders import fit_folders, fit_subfolders, read_folder
from grader.collecting.uploads import Assigned, Platform, Read, Upload
from grader.submissions.candidate_files import stem

CANVAS = re.compile(
    r"(?:.*/)?(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)\Z"
)
CANVAS_ANONYMOUS = re.compile(
    r"(?:.*/)?(?P<late>LATE_)?(?P<name>anon_[A-Za-z0-9]+)_(?P<attachment>\d+)_(?P<file>[^/]+)\Z"
)
MOODLE = re.compile(
    r"(?:.*?/)??(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_file_?/?(?P<file>(?<=[/_]).+)\Z"
)
BLACKBOARD = re.compile(
    r"(?:.*/)?(?P<assignment>[^/]+?)_(?P<user>[^/_]+)_attempt_"
    r"(?P<when>\d{4}(?:-\d\d){5})_(?P<file>[^/]+)\Z"
)
BRIGHTSPACE = re.compile(
    r"(?:.*?/)??(?P<id>\d+-\d+) - (?P<name>[^/]+?) - "
    r"(?P<when>(?:(?! - )[^/])*?\b(?:19|20)\d\d(?!\d)(?:(?! - )[^/])*)(?:/| - )(?P<file>.+)\Z"
)
SAKAI = re.compile(
    r"(?P<owner>(?:.*?/)??(?P<name>[^/]+)\((?P<user>[^/()]+)\))"
    r"/Submission attachment\(s\)/(?P<file>.+)\Z"
)
# What else is in such archives. Before it stands what the files of the same student begin with.
CANVAS_OWN = re.compile(r"(?<=\d_)(?:text|link)\.html\Z")
MOODLE_OWN = re.compile(r"(?<=_)assignsubmission_(?:onlinetext|comments)")
BLACKBOARD_OWN = re.compile(r"(?<=_)attempt_[\d-]+\.txt\Z")
BRIGHTSPACE_OWN = re.compile(r"(?<![^/])index\.html\Z")
SAKAI_OWN = re.compile(
    r"(?<=\)/)(?:comments\.txt|timestamp\.txt|feedbackText\.html|Feedback Attachment\(s\)/"
    r"|[^/]*submissionText\.html)|(?<![^/])grades\.\w+\Z"
)
PARTICIPANT = "Participant"


def _canvas(name: str) -> Upload | None:
    if match := CANVAS_ANONYMOUS.match(name):
        return Upload(match["name"], match["file"], late=bool(match["late"]))
    if not (match := CANVAS.match(name)):
        return None
    student = f"{match['name']}_{match['user']}"
    return Upload(student, match["file"], match["name"], match["user"], late=bool(match["late"]))


def _fit_canvas(names: Sequence[str], assigned: Assigned) -> Read:
    """Read all but the notebooks' own names, which have no student in them."""
    return lambda name: None if assigned.is_meant(name) else _canvas(name)


def _moodle(name: str) -> Upload | None:
    if not (match := MOODLE.match(name)):
        return None
    return Upload(match["name"], match["file"], match["name"], match["number"], of_assignment=True)


def _fit_moodle(names: Sequence[str], assigned: Assigned) -> Read:
    """Tell students whose names are hidden by their numbers: those who all have one name."""
    uploads = [upload for name in names if (upload := _moodle(name))]
    called = {upload.name for upload in uploads}
    are_many = len({upload.number for upload in uploads}) > 1
    hidden = called if len(called) == 1 and are_many else {PARTICIPANT}

    def read(name: str) -> Upload | None:
        upload = _moodle(name)
        if upload is None or upload.name not in hidden:
            return upload
        return replace(upload, student=f"{upload.name}_{upload.number}", name="")

    return read


def _blackboard(name: str) -> Upload | None:
    match = BLACKBOARD.match(name)
    if not match:
        return None
    day, time = match["when"][:10], match["when"][11:].replace("-", ":")
    return Upload(match["user"], match["file"], when=f"{day} {time}")


def _fit_blackboard(names: Sequence[str], assigned: Assigned) -> Read:
    """Find where the assignment's name ends and a user name with a ``_`` begins."""
    before = [name.rpartition("/")[2].partition("_attempt_")[0] for name in names]
    start = os.path.commonprefix(before).rpartition("_")[0]  # noqa: RUF071 - of characters
    if not start:
        return _blackboard

    def read(name: str) -> Upload | None:
        upload = _blackboard(name)
        user = name.rpartition("/")[2].removeprefix(f"{start}_").partition("_attempt_")[0]
        return upload and replace(upload, student=user)

    return read


def _brightspace(name: str) -> Upload | None:
    match = BRIGHTSPACE.match(name)
    if not match:
        return None
    owner = f"{match['id']} {match['name']}"
    return Upload(
        match["name"],
        match["file"],
        match["name"],
        owner=owner,
        when=match["when"].replace("_", " "),
    )


def _sakai(name: str) -> Upload | None:
    match = SAKAI.match(name)
    if not match:
        return None
    return Upload(match["user"], match["file"], match["name"], owner=match["owner"])


def _classroom(name: str) -> Upload | None:
    person, dash, file = name.rpartition("/")[2].partition(" - ")
    return Upload(person, file, person) if person and dash and file else None


def _fit_classroom(names: Sequence[str], assigned: Assigned) -> Read:
    """Find the notebook in ``NAME - FILE`` and ``FILE - NAME``, where either may have a dash."""

    def read(name: str) -> Upload | None:
        if assigned.is_meant(name):
            return None
        file = name.rpartition("/")[2]
        whole = stem(file)
        ending, parts = file[len(whole) :], whole.split(" - ")
        for at in range(1, len(parts)):
            sides = " - ".join(parts[:at]), " - ".join(parts[at:])
            for person, notebook in (sides, sides[::-1]):
                if person and assigned.is_notebook(notebook):
                    return Upload(person, f"{notebook}{ending}", person)
        return _classroom(name)

    return read


def _file(name: str) -> Upload | None:
    file = name.rpartition("/")[2]
    whole = stem(file)
    return Upload(whole, file, whole, owner=name) if whole else None


def _fit_files(names: Sequence[str], assigned: Assigned) -> Read:
    """Read the student in ``STUDENT_NOTEBOOK`` and ``NOTEBOOK_STUDENT``, too."""
    notebooks = "|".join(re.escape(one) for one in assigned.notebooks) or r"\Z\A"
    either = re.compile(rf"\A(?:{notebooks})[ _-]+|[ _-]+(?:{notebooks})\Z", re.IGNORECASE)

    def read(name: str) -> Upload | None:
        upload = None if assigned.is_meant(name) else _file(name)
        student = either.sub("", upload.student) if upload else ""
        return replace(upload, student=student, name=student) if upload and student else upload

    return read


PLATFORMS = (
    Platform(
        "blackboard", "Blackboard", _blackboard, _fit_blackboard, BLACKBOARD_OWN, is_certain=True
    ),
    Platform(
        "moodle", "Moodle", _moodle, _fit_moodle, MOODLE_OWN, is_certain=True, dates_entries=True
    ),
    Platform("brightspace", "Brightspace", _brightspace, own=BRIGHTSPACE_OWN, is_certain=True),
    Platform("sakai", "Sakai", _sakai, own=SAKAI_OWN, is_certain=True, time_file="timestamp.txt"),
    Platform("canvas", "Canvas", _canvas, _fit_canvas, CANVAS_OWN),
    Platform("classroom", "Google Classroom", _classroom, _fit_classroom, dates_entries=True),
    Platform("folders", "one folder a student", read_folder, fit_folders, dates_entries=True),
    Platform(
        "subfolders",
        "one folder a student, a level below",
        read_folder,
        fit_subfolders,
        dates_entries=True,
    ),
    Platform("files", "one file a student", _file, _fit_files, dates_entries=True),
)


def fitted(platform: Platform, names: Sequence[str], assigned: Assigned) -> Platform:
    """The platform's way of naming, with what only all `names` of an archive together can tell."""
    if platform.fit is None:
        return platform
    names = [name for name in names if not platform.is_own(name)]
    return replace(platform, read=platform.fit(names, assigned))


def only_typed(platform: Platform, names: Sequence[str]) -> list[str]:
    """Those of `names` that hold what a student typed on the platform who submitted no file."""
    files = sorted(name for name in names if not platform.is_own(name))
    typed = []
    for name in names:
        match = platform.own.search(name) if platform.own and platform.is_own(name) else None
        if match:
            start = name[: match.start()]
            following = bisect.bisect_left(files, start)
            if not any(file.startswith(start) for file in files[following : following + 1]):
                typed.append(name)
    return typed
