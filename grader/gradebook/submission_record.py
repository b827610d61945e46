"""Writing down one graded submission: autograded notebooks, files beside them, gradebook, cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from grader.assignment.model import Assignment
from grader.course import Course
from grader.gradebook.assignment_files import assignment_files, copy_files
from grader.gradebook.autograded_notebook import autograded_notebook, write_notebook
from grader.gradebook.result_cache import ResultCache
from grader.gradebook.submitted_files import TIMESTAMP, SubmittedFiles, put, submitted_files
from grader.gradebook.writer import GradebookWriter
from grader.results import SubmissionResult
from grader.runner.grading import Graded
from grader.submissions.submission import Submission

NOTES_OF_FILES = 5  # of one submission


class SubmissionRecord:
    """Writes what was graded, one submission at a time; `notes` tell what was left out.

    With `only_scores` it writes the gradebook, and no files.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        gradebook: GradebookWriter,
        cache: ResultCache,
        *,
        only_scores: bool = False,
    ) -> None:
        self._course, self._assignment = course, assignment
        self._gradebook, self._cache = gradebook, cache
        self._only_scores = only_scores
        self.notes: list[str] = []

    def holds(self, submission: Submission, result: SubmissionResult) -> bool:
        """Whether the result is in the gradebook, and its autograded notebooks are there."""
        folder = self._course.autograded(submission.student, submission.assignment)
        notebooks = [folder / f"{nb.name}.ipynb" for nb in self._assignment.notebooks]
        return self._gradebook.holds(result) and all(path.is_file() for path in notebooks)

    def write(self, one: Graded) -> SubmissionResult:
        """Write a result and return it; with faults in place of verdicts if it can't be written.

        One that has faults is not written.
        """
        if one.result.faults:
            return one.result
        return _written(one.result, lambda: self._write(one))

    def update_times(self, submission: Submission, result: SubmissionResult) -> SubmissionResult:
        """Bring the times of what is in the gradebook up to date, and return it as `write` does."""
        times = submission.student, submission.timestamp
        return _written(result, lambda: self._gradebook.update_times(*times))

    def _write(self, one: Graded) -> None:
        submission = one.submission
        given = assignment_files(self._course, submission.assignment)
        files = submitted_files(submission.home, self._course.directory, given)
        for what in files.left_out[:NOTES_OF_FILES]:
            self.notes.append(f"{submission.student}: {what}, so formgrader does not show it.")
        if not self._only_scores:
            self._write_files(one, files, given)
        self._gradebook.record(one.result, submission.timestamp, one.plans)
        if not self._only_scores:
            self._cache.write(submission, one.result)

    def _write_files(self, one: Graded, files: SubmittedFiles, given: Mapping[str, Path]) -> None:
        course, submission, result = self._course, one.submission, one.result
        folder = course.autograded(submission.student, submission.assignment)
        kept = course.autograde_setting("exclude_overwriting", dict)
        own = kept.get(submission.assignment, ())
        distributed = set(given) - set(own)
        shown = [name for name in files.shown_names if name not in distributed]
        for author, plan in zip(self._assignment.notebooks, one.plans, strict=True):
            tests = tuple(t for t in result.tests if t.notebook == author.name)
            nb = autograded_notebook(author, plan, tests, shown)
            write_notebook(nb, folder / f"{author.name}.ipynb")
        files.write(folder, leave=distributed)
        copy_files(given, folder, leave=own)
        if submission.timestamp:
            put(folder / TIMESTAMP, submission.timestamp.encode())


def _written(result: SubmissionResult, write: Callable[[], None]) -> SubmissionResult:
    """The result, once it is written; what stops that for one student stops nobody else."""
    try:
        write()
    except Exception as error:  # no space on the disk, a locked database, a strange file
        return result.unrecorded(f"It could not be written: {_reason(error)}.")
    return result


def _reason(error: Exception) -> str:
    """The cause of an error, without what was to be written."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    inner = error if hasattr(error, "orig") else error.__context__  # nbgrader wraps it in its own
    of_database = getattr(inner, "orig", None)
    return str(of_database or f"{type(error).__name__}: {error}").rstrip(".")
