"""Finding what a class submitted, laid out as nbgrader's ``submitted/STUDENT/ASSIGNMENT/``."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.errors import CourseError, NoAccess, UnreadableNotebook
from grader.language import _
from grader.submissions.archived_notebooks import SKIPPED_FOLDERS
from grader.submissions.candidate_files import (
    CandidateFile,
    is_likely,
    may_be_notebook,
    plain_files,
)
from grader.submissions.file_names import same_name, shown
from grader.submissions.safe_files import (
    StudentFolder,
    entries_in,
    is_folder,
    kind,
    plain_bytes,
    student_folders,
    why_closed,
)

MAX_TIMESTAMP_BYTES = 100
LISTED = 5  # names in a message
NO_TIME = (
    "timestamp.txt holds '{text}', which is no time that can be read, so this counts as submitted "
    "on time. Write it as 2024-05-01 12:00:00 UTC and grade again."
)
NO_TEXT = (
    "timestamp.txt holds nothing, so this counts as submitted on time. Write it as 2024-05-01 "
    "12:00:00 UTC and grade again."
)


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment.

    Attributes
    ----------
    folder:
        Where the notebooks should be, as nbgrader lays a class out.
    elsewhere:
        Other folders of the student's that may hold them.
    beside:
        The student's own folder, if notebooks may lie there without a folder of their own.
    """

    student: str
    assignment: str
    folder: Path
    elsewhere: tuple[Path, ...] = ()
    beside: Path | None = None

    @property
    def is_in_place(self) -> bool:
        """Whether there is the folder that should hold it."""
        return os.path.lexists(self.folder)

    @property
    def home(self) -> Path:
        """The folder whose other files belong to it: its own, or the only one with any."""
        if not self.elsewhere:
            return self.folder  # asked for often, and the files of some submissions are many
        own = (self.folder, *self.elsewhere)
        with_files = [folder for folder in own if is_folder(folder) and plain_files([folder])]
        return with_files[0] if len(with_files) == 1 else self.folder

    @property
    def timestamp(self) -> str | None:
        """When it was submitted, as nbgrader's ``timestamp.txt`` says, or None."""
        from nbgrader.utils import parse_utc  # slow to import, and planners never ask

        text = self._timestamp_text()
        try:
            parse_utc(text or "")
        except (ValueError, OverflowError):  # what is no time says nothing
            return None
        return text

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the files beside the notebooks."""
        text = self._timestamp_text()
        if text is None or self.timestamp:
            return ()
        return (_(NO_TIME, text=shown(text)) if text else _(NO_TEXT),)

    def _timestamp_text(self) -> str | None:
        """What the first ``timestamp.txt`` there is holds; None without one."""
        for folder in (self.folder, *self.elsewhere, self.beside):
            if folder and is_folder(folder) and os.path.lexists(folder / "timestamp.txt"):
                try:
                    content = plain_bytes(folder / "timestamp.txt", MAX_TIMESTAMP_BYTES)
                except UnreadableNotebook:
                    return ""
                return with_offset_joined(content.decode("utf-8", "replace"))
        return None

    @cached_property
    def files(self) -> list[CandidateFile]:
        """Every plain file that may be one of its notebooks."""
        folders = [folder for folder in (self.folder, *self.elsewhere) if is_folder(folder)]
        return plain_files(folders, self.beside)

    def check_folder(self) -> None:
        """Check that notebooks may be looked for.

        Raises
        ------
        UnreadableNotebook
            If the folder is no folder, but a link that could lead to the solution; a `NoAccess`
            if this machine can't look into it.
        """
        if self.is_in_place and not is_folder(self.folder):
            raise UnreadableNotebook(
                f"{self.folder.name} is {kind(self.folder)}, not a folder; submit the "
                "folder itself."
            )
        if self.is_in_place and (reason := why_closed(self.folder)):
            raise NoAccess(reason)


def with_offset_joined(moment: str) -> str:
    """A time whose ``+0200`` nbgrader reads as hours: after a space it takes it for seconds."""
    return re.sub(r"\s+(?=[+-]\d\d:?\d\d\Z)", "", moment.strip())


def find_submissions(
    submitted: Path, assignment: str, others: Collection[str] = ()
) -> list[Submission]:
    """All submissions of an assignment under the folder `submitted`, by student.

    Where a student has no folder for it, every other place of theirs is one to look in, but for
    the folders of the `others`, the course's other assignments.

    Raises
    ------
    CourseError
        If there is no such folder, or no student's in it.

    See Also
    --------
    left_out, refused_folders : the folders that can't be graded, with the reasons.
    """
    if not submitted.is_dir():
        raise CourseError(
            f"{submitted} is no folder; it must hold STUDENT/{assignment}/NOTEBOOK.ipynb. "
            "Collect the submissions, or name another folder with --submitted."
        )
    folders = student_folders(submitted)
    found = [one for folder in folders if (one := submission_in(folder, assignment, others))]
    if not found:
        why = " ".join([*refused_folders(submitted), *left_out(submitted, assignment, others)])
        raise CourseError(f"No student under {submitted} has a folder {assignment}. {why}".strip())
    return found


def find_submission(
    submitted: Path, student: str, assignment: str, others: Collection[str] = ()
) -> Submission | None:
    """As `find_submissions`, that of one student: the folders of the class are not looked into."""
    for folder in student_folders(submitted):
        if folder.student == student and not folder.refused:
            return submission_in(folder, assignment, others)
    return None


def submission_in(
    folder: StudentFolder, assignment: str, others: Collection[str] = ()
) -> Submission | None:
    """The submission of an assignment in a student's folder; None if there is none to grade."""
    if folder.refused:
        return None
    one = _submission(folder.student, folder.path, assignment, others)
    return one if has_something(one) else None


def left_out(
    submitted: Path,
    assignment: str,
    others: Collection[str] = (),
    students: Collection[str] | None = None,
) -> list[str]:
    """Say for each student's folder that has nothing to grade why, and what to do.

    With `students` only for theirs.
    """
    return [
        f"{folder.student}: {nothing_in(folder.path, assignment)}"
        for folder in student_folders(submitted)
        if students is None or folder.student in students
        if not folder.refused and submission_in(folder, assignment, others) is None
    ]


def refused_folders(submitted: Path) -> list[str]:
    """Say for each student's folder that can't be looked into why, and what to do."""
    return [folder.refused for folder in student_folders(submitted) if folder.refused]


def has_something(one: Submission) -> bool:
    """Whether there is the folder, or a file that may be a notebook of the assignment."""
    return one.is_in_place or any(may_be_notebook(file) for file in one.files)


def nothing_in(student: Path, assignment: str) -> str:
    """Say that a student's folder has nothing for the assignment, and what it has."""
    names = [shown(path.name) for path in _entries(student)]
    listed = ", ".join(names[:LISTED]) + (" …" if len(names) > LISTED else "")
    return f"nothing was submitted for {assignment} (the folder has {listed or 'nothing'})."


def _submission(name: str, student: Path, assignment: str, others: Collection[str]) -> Submission:
    folder = student / assignment
    known = {other.casefold() for other in others if other != assignment}
    inner = [
        path
        for path in _entries(student)
        if is_folder(path)
        and path != folder
        and path.name not in SKIPPED_FOLDERS
        and path.name.casefold() not in known
    ]
    named = [path for path in inner if same_name(path.name, assignment)]
    nested = [
        deeper
        for path in inner
        if path not in named
        for deeper in _entries(path)
        if is_folder(deeper) and same_name(deeper.name, assignment)
    ]
    likely = (*named, *nested)
    one = Submission(name, assignment, folder, likely, student)
    if (likely or one.is_in_place) and any(map(is_likely, one.files)):
        return one
    rest = [path for path in inner if not any(same_name(path.name, other) for other in known)]
    return replace(one, elsewhere=(*likely, *(path for path in rest if path not in likely)))


def _entries(folder: Path) -> list[Path]:
    return [path for path in entries_in(folder) if not path.name.startswith(".")]
