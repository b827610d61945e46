"""What an assignment asks: its graded tests, and the cells a student fills, from the source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from grader.authoring.imports import Imports
from grader.authoring.percent import KERNELSPEC
from grader.code.effects import effects
from grader.course import Course
from grader.errors import CourseError

INSIDE = "### RUN INSIDE THE STUDENT'S PROCESS"


@dataclass(frozen=True)
class SolutionCell:
    """A cell the student fills: what it holds when released, and the names it is to define."""

    grade_id: str
    blank: str
    defines: frozenset[str]


@dataclass(frozen=True)
class ManualCell:
    """An answer that a person grades, and what it holds when released."""

    grade_id: str
    blank: str


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

    @property
    def inside(self) -> bool:
        """Whether the author wants it run in the student's own process, without the wall."""
        return INSIDE in self.source


@dataclass(frozen=True)
class ExamNotebook:
    """One notebook of an assignment; `name` is its file name without ``.ipynb``."""

    name: str
    kernelspec: NotebookNode
    cells: tuple[NotebookNode, ...]
    solutions: tuple[SolutionCell, ...]
    tests: tuple[TestCell, ...]
    manual: tuple[ManualCell, ...] = ()

    @cached_property
    def imports(self) -> Imports:
        """What the author's cells import."""
        return Imports.of(cell.source for cell in self.cells if cell.cell_type == "code")

    @cached_property
    def authored(self) -> frozenset[str]:
        """The names that the author's cells define, tests left out."""
        cells = (c for c in self.cells if c.cell_type == "code" and not utils.is_grade(c))
        return frozenset().union(*(effects(cell.source).defines for cell in cells))

    @property
    def prelude(self) -> str:
        """The imports that the tests use: what their `np`, `tf`, `summary` stand for."""
        used = frozenset().union(*(effects(test.source).uses for test in self.tests))
        return self.imports.source(used)


@dataclass(frozen=True)
class Exam:
    """All notebooks of an assignment."""

    assignment: str
    notebooks: tuple[ExamNotebook, ...]

    @property
    def modules(self) -> list[str]:
        """The modules that the author's notebooks import."""
        return list(dict.fromkeys(name for nb in self.notebooks for name in nb.imports.modules))

    @property
    def test_modules(self) -> list[str]:
        """Those of them that the tests use."""
        preludes = Imports.of(nb.prelude for nb in self.notebooks)
        return preludes.modules


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
    solutions, tests, manual, above = [], [], [], None
    for cell, blank in zip(source.cells, released.cells, strict=True):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_solution(cell) and utils.is_grade(cell):
            manual.append(ManualCell(grade_id, blank.source))
        if cell.cell_type != "code":
            continue
        if utils.is_solution(cell):
            defines = effects(cell.source).defines
            solutions.append(SolutionCell(grade_id, blank.source, defines))
        elif utils.is_grade(cell):
            points = float(cell.metadata.nbgrader.points)
            tests.append(TestCell(grade_id, points, cell.source, blank.source, above))
        above = grade_id or above
    kernelspec = source.metadata.get("kernelspec", NotebookNode(KERNELSPEC))
    parts = (source.cells, solutions, tests, manual)
    return ExamNotebook(path.stem, kernelspec, *map(tuple, parts))
