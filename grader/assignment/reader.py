"""Reading an `Assignment` from the author's notebooks, with nbgrader's own steps."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils

from grader.analysis.cell_effects import effects
from grader.assignment.hidden_parts import marked
from grader.assignment.kernels import require_python
from grader.assignment.model import (
    Assignment,
    AssignmentNotebook,
    LockedCell,
    ManualCell,
    SolutionCell,
    TestCell,
)
from grader.assignment.nbgrader_preprocessors import stages
from grader.assignment.percent_format import KERNELSPEC
from grader.assignment.training_exercises import trains
from grader.course import Course
from grader.errors import CourseError


def read_assignment(course: Course, assignment: str) -> Assignment:
    """Read the author's notebooks of an assignment.

    Raises
    ------
    CourseError
        If there is no such assignment, it has not been made into a notebook yet, one of its
        notebooks is not for Python, or one of nbgrader's steps refuses it.
    """
    folder = course.source(course.require(assignment))
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise CourseError(
            f"{folder} has no notebook yet; make it with `python -m grader release {assignment}`."
        )
    return Assignment(assignment, tuple(_read_notebook(course, path) for path in paths))


def _read_notebook(course: Course, path: Path) -> AssignmentNotebook:
    """Read one notebook as nbgrader's preprocessors make it."""
    written = nbformat.read(path, as_version=4)
    require_python(written, path)
    made = stages(course, path, written)
    source = made.solved
    solutions, tests, manual, locked, authored = [], [], [], [], set()
    for cell, blank in zip(source.cells, _counterparts(source, made.released), strict=True):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_solution(cell) and utils.is_grade(cell):
            manual.append(ManualCell(grade_id, blank.source))
        if cell.cell_type != "code":
            continue
        defines = effects(cell.source).defines
        if utils.is_solution(cell):
            unbound = effects(blank.source).uses - effects(cell.source).uses
            solutions.append(SolutionCell(grade_id, blank.source, defines, unbound))
        if not utils.is_grade(cell):
            authored |= defines
            if utils.is_locked(cell):
                locked.append(LockedCell(grade_id, cell.source, defines))
        elif not utils.is_solution(cell):
            points = float(cell.metadata.nbgrader.points)
            [whole] = _counterparts(NotebookNode(cells=[cell]), made.tested)
            text = marked(whole.source, blank.source, made.delimiters)
            helpers = tuple(helper.grade_id for helper in locked)
            others = [
                one.source
                for one in source.cells
                if one.cell_type == "code" and (utils.is_solution(one) or not utils.is_grade(one))
            ]
            tests.append(
                TestCell(
                    grade_id,
                    points,
                    text,
                    blank.source,
                    helpers,
                    trains=trains(text, others),
                )
            )
    kernelspec = source.metadata.get("kernelspec", NotebookNode(KERNELSPEC))
    parts = map(tuple, (source.cells, solutions, tests, manual))
    return AssignmentNotebook(path.stem, kernelspec, *parts, frozenset(authored), tuple(locked))


def _counterparts(nb: NotebookNode, other: NotebookNode) -> list[NotebookNode]:
    """For each cell of `nb` what another stage made of it; an empty cell if that has dropped it.

    Cells with a grade_id are found by it, all others by their place if no cell came or went.
    """
    known = {
        cell.metadata.nbgrader.grade_id: cell for cell in other.cells if "nbgrader" in cell.metadata
    }
    gone = NotebookNode(source="", metadata=NotebookNode())
    as_many = len(nb.cells) == len(other.cells)
    found = []
    for place, cell in enumerate(nb.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        by_place = other.cells[place] if as_many and grade_id is None else gone
        found.append(known.get(grade_id, by_place))
    return found
