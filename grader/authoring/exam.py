"""What an assignment asks: its graded tests, and the cells a student fills, from the source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from grader.authoring.percent import KERNELSPEC
from grader.code.effects import effects
from grader.course import Course
from grader.errors import CourseError


@dataclass(frozen=True)
class SolutionCell:
    """A cell the student fills: what it holds when released, and the names it is to define."""

    grade_id: str
    blank: str
    defines: frozenset[str]


@dataclass(frozen=True)
class TestCell:
    """A graded test as the author wrote it, and the part of it that students see.

    `after` is the grade_id of the graded cell above it in the author's notebook, if any.
    """

    __test__ = False

    grade_id: str
    points: float
    source: str
    visible: str
    after: str | None


@dataclass(frozen=True)
class ExamNotebook:
    """One notebook of an assignment; `name` is its file name without ``.ipynb``."""

    name: str
    kernelspec: NotebookNode
    cells: tuple[NotebookNode, ...]
    solutions: tuple[SolutionCell, ...]
    tests: tuple[TestCell, ...]


@dataclass(frozen=True)
class Exam:
    """All notebooks of an assignment."""

    assignment: str
    notebooks: tuple[ExamNotebook, ...]

    @property
    def max_score(self) -> float:
        return sum(test.points for nb in self.notebooks for test in nb.tests)


def read_exam(course: Course, assignment: str) -> Exam:
    """Read the author's notebooks of an assignment.

    Raises
    ------
    CourseError
        If there is no such assignment, or it has not been made into a notebook yet.
    """
    folder = course.source(course.require(assignment))
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise CourseError(
            f"{folder} has no notebook yet; make it with `python -m grader release {assignment}`."
        )
    return Exam(assignment, tuple(_read_notebook(path) for path in paths))


def _read_notebook(path: Path) -> ExamNotebook:
    source = nbformat.read(path, as_version=4)
    released, _ = ClearSolutions().preprocess(nbformat.from_dict(source), {})
    released, _ = ClearHiddenTests().preprocess(released, {})
    solutions, tests, above = [], [], None
    for cell, blank in zip(source.cells, released.cells, strict=True):
        if cell.cell_type != "code":
            continue
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_solution(cell):
            defines = effects(cell.source).defines
            solutions.append(SolutionCell(grade_id, blank.source, defines))
        elif utils.is_grade(cell):
            points = float(cell.metadata.nbgrader.points)
            tests.append(TestCell(grade_id, points, cell.source, blank.source, above))
        above = grade_id or above
    kernelspec = source.metadata.get("kernelspec", NotebookNode(KERNELSPEC))
    return ExamNotebook(path.stem, kernelspec, tuple(source.cells), tuple(solutions), tuple(tests))
