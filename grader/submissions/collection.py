"""Finding what a class handed in, laid out as nbgrader's ``submitted/STUDENT/ASSIGNMENT/``."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.authoring.exam import Exam
from grader.errors import CourseError, UnreadableNotebook
from grader.submissions.choosing import Choice, choose
from grader.submissions.files import HandedIn, plain_files
from grader.submissions.plan import failed_plan, plan
from grader.submissions.question import Plan
from grader.submissions.reading import SubmittedNotebook
from grader.submissions.same_name import same_name, shown

MAX_TIMESTAMP_BYTES = 100


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
    def timestamp(self) -> str | None:
        """When it was handed in, as nbgrader's ``timestamp.txt`` says, or None."""
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
        said = f"'{shown(text)}', which is no time that can be read" if text else "nothing"
        return (
            f"timestamp.txt holds {said}, so this counts as handed in on time. "
            "Write it as 2024-05-01 12:00:00 UTC and grade again.",
        )

    def _timestamp_text(self) -> str | None:
        """What the first ``timestamp.txt`` there is holds; None without one."""
        for folder in (self.folder, *self.elsewhere, self.beside):
            path = folder and folder / "timestamp.txt"
            if not path or path.is_symlink() or not path.is_file() or self.folder.is_symlink():
                continue
            try:
                with path.open("rb") as file:
                    return file.read(MAX_TIMESTAMP_BYTES).decode("utf-8", "replace").strip()
            except OSError:
                continue
        return None

    @cached_property
    def files(self) -> list[HandedIn]:
        """Every plain file that may be one of its notebooks."""
        return plain_files((self.folder, *self.elsewhere), self.beside)

    def choices(self, exam: Exam) -> dict[str, Choice]:
        """For each of the exam's notebooks what was found for it.

        Raises
        ------
        UnreadableNotebook
            If the folder is a link: it could lead to the solution.
        """
        if self.folder.is_symlink():
            raise UnreadableNotebook(
                f"{self.folder.name} is a link, not a folder; hand in the folder itself."
            )
        return choose(self.folder, self.files, exam)

    def notebooks(self, exam: Exam) -> dict[str, SubmittedNotebook]:
        """The notebooks that were found, by the name of the exam's."""
        try:
            choices = self.choices(exam)
        except UnreadableNotebook:
            return {}
        return {name: choice.submitted for name, choice in choices.items() if choice.submitted}

    def plans(self, exam: Exam) -> list[Plan]:
        """What is to be run for each of the exam's notebooks; an unreadable one has its reason."""
        try:
            choices = self.choices(exam)
        except UnreadableNotebook as error:
            choices = {notebook.name: Choice(None, reason=str(error)) for notebook in exam.notebooks}
        except Exception as error:  # one strange file never stops the class
            reason = f"The grader could not read these files ({type(error).__name__}: {error})."
            choices = {notebook.name: Choice(None, reason=reason) for notebook in exam.notebooks}
        plans = []
        for notebook in exam.notebooks:
            choice = choices[notebook.name]
            if choice.submitted is None:
                plans.append(failed_plan(notebook, choice.reason))
                continue
            try:
                submitted = replace(choice.submitted, findings=choice.findings)
                plans.append(plan(notebook, submitted, choice.reason))
            except Exception as error:  # one strange notebook never stops the class
                reason = (
                    f"The grader could not read this notebook ({type(error).__name__}: {error})."
                )
                plans.append(failed_plan(notebook, reason))
        return plans


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
    """
    if not submitted.is_dir():
        raise CourseError(
            f"{submitted} is no folder; it must hold STUDENT/{assignment}/NOTEBOOK.ipynb. "
            "Collect the submissions, or name another folder with --submitted."
        )
    found = [
        _submission(folder, assignment, others)
        for folder in sorted(submitted.iterdir())
        if not folder.name.startswith(".") and folder.is_dir() and not folder.is_symlink()
    ]
    if not any(one.is_in_place or one.files for one in found):
        raise CourseError(f"No student under {submitted} has a folder {assignment}.")
    return found


def _submission(student: Path, assignment: str, others: Collection[str]) -> Submission:
    folder = student / assignment
    known = {other.casefold() for other in others if other != assignment}
    inner = [] if folder.is_symlink() else _folders(student)
    inner = [path for path in inner if path != folder and path.name.casefold() not in known]
    named = [path for path in inner if same_name(path.name, assignment)]
    nested = [
        deeper
        for path in inner
        if path not in named
        for deeper in _folders(path)
        if same_name(deeper.name, assignment)
    ]
    likely = (*named, *nested)
    if likely or os.path.lexists(folder):
        return Submission(student.name, assignment, folder, likely, student)
    rest = [path for path in inner if not any(same_name(path.name, other) for other in known)]
    return Submission(student.name, assignment, folder, tuple(rest), student)


def _folders(folder: Path) -> list[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        return [
            Path(entry.path)
            for entry in entries
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
        ]
    except OSError:
        return []
