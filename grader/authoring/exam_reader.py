"""Reading an `Exam` from the author's notebooks, with nbgrader's own steps."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from grader.authoring.exam import (
    Exam,
    ExamNotebook,
    LockedCell,
    ManualCell,
    SolutionCell,
    TestCell,
)
from grader.authoring.percent import KERNELSPEC
from grader.code.effects import effects
from grader.course import Course
from grader.errors import CourseError


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
    solutions, tests, manual, locked, authored, above = [], [], [], [], set(), None
    for cell, blank in zip(source.cells, released.cells, strict=True):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_solution(cell) and utils.is_grade(cell):
            manual.append(ManualCell(grade_id, blank.source))
        if cell.cell_type != "code":
            continue
        defines = effects(cell.source).defines
        if utils.is_solution(cell):
            solutions.append(SolutionCell(grade_id, blank.source, defines))
        if not utils.is_grade(cell):
            authored |= defines
            if utils.is_locked(cell):
                locked.append(LockedCell(grade_id, cell.source, defines))
        elif not utils.is_solution(cell):
            points = float(cell.metadata.nbgrader.points)
            helpers = tuple(helper.grade_id for helper in locked)
            tests.append(TestCell(grade_id, points, cell.source, blank.source, above, helpers))
        above = grade_id or above
    kernelspec = source.metadata.get("kernelspec", NotebookNode(KERNELSPEC))
    parts = map(tuple, (source.cells, solutions, tests, manual))
    return ExamNotebook(path.stem, kernelspec, *parts, frozenset(authored), tuple(locked))
