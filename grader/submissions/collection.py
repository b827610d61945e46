"""Finding what a class handed in, laid out as nbgrader's ``submitted/STUDENT/ASSIGNMENT/``."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.exam import Exam
from grader.errors import CourseError, NoAccess, UnreadableNotebook
from grader.submissions.matching import answers
from grader.submissions.plan import failed_plan, plan
from grader.submissions.question import Plan
from grader.submissions.reading import read_notebook
from grader.submissions.safe_files import (
    exists,
    is_folder,
    kind,
    plain_bytes,
    student_folders,
    why_closed,
)

MAX_TIMESTAMP_BYTES = 100


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment."""

    student: str
    assignment: str
    folder: Path

    @property
    def timestamp(self) -> str | None:
        """When it was handed in, as nbgrader's ``timestamp.txt`` says, or None."""
        from nbgrader.utils import parse_utc  # slow to import, and planners never ask

        try:
            content = plain_bytes(self.folder / "timestamp.txt", MAX_TIMESTAMP_BYTES)
            text = content.decode("ascii", errors="ignore").strip()
            parse_utc(text)
        except (UnreadableNotebook, ValueError, OverflowError):  # what is no time says nothing
            return None
        return text

    def plans(self, exam: Exam) -> list[Plan]:
        """What is to be run for each of the exam's notebooks; an unreadable one has its reason."""
        plans = []
        for notebook in exam.notebooks:
            path = self.folder / f"{notebook.name}.ipynb"
            try:
                if not is_folder(self.folder):  # a link could lead to the solution
                    raise UnreadableNotebook(
                        f"{self.folder.name} is {kind(self.folder)}, not a folder; hand in the "
                        "folder itself."
                    )
                if reason := why_closed(self.folder):
                    raise NoAccess(reason)
                plans.append(plan(notebook, read_notebook(path)))
            except NoAccess as error:
                plans.append(failed_plan(notebook, str(error), fault=True))
            except UnreadableNotebook as error:
                plans.append(failed_plan(notebook, str(error)))
            except Exception as error:  # one strange notebook never stops the class
                reason = (
                    f"The grader could not read this notebook ({type(error).__name__}: {error})."
                )
                plans.append(failed_plan(notebook, reason))
        return plans

    def answers(self, exam: Exam) -> dict[str, str]:
        """The code of each graded cell, by its grade_id, of the notebooks that can be read."""
        found: dict[str, str] = {}
        if not is_folder(self.folder):
            return found
        for notebook in exam.notebooks:
            with contextlib.suppress(Exception):  # what can't be read has no answers
                cells = read_notebook(self.folder / f"{notebook.name}.ipynb").cells
                for solution in notebook.solutions:
                    if mine := answers(solution, cells):
                        found[solution.grade_id] = mine[-1].source
        return found


def find_submissions(submitted: Path, assignment: str) -> list[Submission]:
    """All submissions of an assignment under the folder `submitted`, by student.

    Raises
    ------
    CourseError
        If there is no such folder, or none for the assignment in it.

    See Also
    --------
    refused_folders : the students' folders that can't be graded, with the reasons.
    """
    if not submitted.is_dir():
        raise CourseError(
            f"{submitted} is no folder; it must hold STUDENT/{assignment}/NOTEBOOK.ipynb. "
            "Collect the submissions, or name another folder with --submitted."
        )
    found = [
        Submission(folder.student, assignment, folder.path / assignment)
        for folder in student_folders(submitted)
        if not folder.refused and exists(folder.path / assignment)
    ]
    if not found:
        refused = " ".join(refused_folders(submitted))
        raise CourseError(
            f"No student under {submitted} has a folder {assignment}. {refused}".strip()
        )
    return found


def refused_folders(submitted: Path) -> list[str]:
    """Say for each student's folder that can't be graded why, and what to do."""
    return [folder.refused for folder in student_folders(submitted) if folder.refused]
