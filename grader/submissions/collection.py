"""Finding what a class handed in, laid out as nbgrader's ``submitted/STUDENT/ASSIGNMENT/``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.authoring.exam import Exam
from grader.errors import CourseError, UnreadableNotebook
from grader.submissions.plan import failed_plan, plan
from grader.submissions.question import Plan
from grader.submissions.reading import read_notebook

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

        path = self.folder / "timestamp.txt"
        if path.is_symlink() or not path.is_file():
            return None
        try:
            with path.open("rb") as file:
                text = file.read(MAX_TIMESTAMP_BYTES).decode("ascii", errors="ignore").strip()
            parse_utc(text)
        except (OSError, ValueError, OverflowError):  # what is no time says nothing
            return None
        return text

    def plans(self, exam: Exam) -> list[Plan]:
        """What is to be run for each of the exam's notebooks; an unreadable one has its reason."""
        plans = []
        for notebook in exam.notebooks:
            path = self.folder / f"{notebook.name}.ipynb"
            try:
                if self.folder.is_symlink():  # it could lead to the solution
                    raise UnreadableNotebook(
                        f"{self.folder.name} is a link, not a folder; hand in the folder itself."
                    )
                plans.append(plan(notebook, read_notebook(path)))
            except UnreadableNotebook as error:
                plans.append(failed_plan(notebook, str(error)))
            except Exception as error:  # one strange notebook never stops the class
                reason = (
                    f"The grader could not read this notebook ({type(error).__name__}: {error})."
                )
                plans.append(failed_plan(notebook, reason))
        return plans


def find_submissions(submitted: Path, assignment: str) -> list[Submission]:
    """All submissions of an assignment under the folder `submitted`, by student.

    Raises
    ------
    CourseError
        If there is no such folder, or none for the assignment in it.
    """
    if not submitted.is_dir():
        raise CourseError(
            f"{submitted} is no folder; it must hold STUDENT/{assignment}/NOTEBOOK.ipynb. "
            "Collect the submissions, or name another folder with --submitted."
        )
    found = [
        Submission(folder.name, assignment, folder / assignment)
        for folder in sorted(submitted.iterdir())
        if not folder.name.startswith(".") and (folder / assignment).is_dir()
    ]
    if not found:
        raise CourseError(f"No student under {submitted} has a folder {assignment}.")
    return found
