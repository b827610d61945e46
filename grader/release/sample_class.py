"""Sample submissions made by code from an assignment's solution, each with its expected scores."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from grader.assignment.author_files import read_author_file
from grader.assignment.model import grade_id_of
from grader.course import Course
from grader.errors import AuthoringError, GraderError

MODULE = "sample_class.py"


@dataclass(frozen=True)
class Sample:
    """A made-up student of the sample class.

    Attributes
    ----------
    make:
        From (released notebook, solution notebook) to what is submitted: a notebook or raw bytes.
    scores:
        The expected points by the grade_id of each test.
    """

    student: str
    what: str
    make: Callable[[NotebookNode, NotebookNode], NotebookNode | bytes]
    scores: Mapping[str, float]

    def content(self, release: Path, solution: Path) -> bytes:
        try:
            made = self.make(nbformat.read(release, 4), nbformat.read(solution, 4))
        except GraderError:
            raise
        except Exception as error:  # it is the author's code
            raise AuthoringError(
                f"{MODULE}: what {self.student} submits can't be made: {type(error).__name__}: "
                f"{error}. Correct it."
            ) from error
        return made if isinstance(made, bytes) else nbformat.writes(made).encode()


def load_samples(course: Course, assignment: str) -> list[Sample]:
    """Load ``SAMPLES`` of the assignment's ``sample_class.py``."""
    path = course.source(course.require(assignment)) / MODULE
    if not path.is_file():
        raise AuthoringError(f"{assignment} has no {MODULE}, so there is no sample class of it.")
    samples = read_author_file(path, lambda text: runpy.run_path(str(path)).get("SAMPLES"))
    if not isinstance(samples, list) or not all(isinstance(one, Sample) for one in samples):
        raise AuthoringError(f"{path} has no SAMPLES, a list of Sample(...); write it.")
    return samples


def write_submissions(
    samples: list[Sample], course: Course, assignment: str, submitted: Path
) -> None:
    """Write every sample as ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb`` below `submitted`."""
    release = course.release(assignment) / f"{assignment}.ipynb"
    solution = course.source(assignment) / f"{assignment}.ipynb"
    for sample in samples:
        folder = submitted / sample.student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{assignment}.ipynb").write_bytes(sample.content(release, solution))


# -- edits that a sample class is made with -------------------------------------------------------


def solved(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    """The released notebook with every graded cell filled from the solution."""
    answers = {c.metadata.nbgrader.grade_id: c.source for c in solution.cells if is_solution(c)}
    for cell in release.cells:
        if is_solution(cell):
            lines = answers[cell.metadata.nbgrader.grade_id].splitlines()
            cell.source = "\n".join(line for line in lines if " SOLUTION" not in line)
    return release


def solved_notebook(course: Course, assignment: str) -> NotebookNode:
    """The released notebook that has the assignment's name, with every graded cell filled."""
    folders = course.release(assignment), course.source(assignment)
    return solved(*(nbformat.read(folder / f"{assignment}.ipynb", 4) for folder in folders))


def cell_of(nb: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with a grade_id."""
    for cell in nb.cells:
        if grade_id_of(cell) == grade_id:
            return cell
    raise AuthoringError(f"There is no cell {grade_id!r} in the notebook; name one that is.")


def edit(nb: NotebookNode, grade_id: str, old: str, new: str) -> NotebookNode:
    """Replace the text `old`, which must be there, in the cell with `grade_id`."""
    cell = cell_of(nb, grade_id)
    if old not in cell.source:
        raise AuthoringError(f"{old!r} is not in the cell {grade_id}; the sample needs fixing.")
    cell.source = cell.source.replace(old, new)
    return nb


def body(nb: NotebookNode, grade_id: str, source: str) -> NotebookNode:
    """Replace the whole of the cell with `grade_id`."""
    cell_of(nb, grade_id).source = source
    return nb
