"""The assignment as a student may see it: visible parts of tests, nothing of `solutions/`."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import utils

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import AssignmentNotebook, SolutionCell, TestCell, grade_id_of
from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.errors import CourseError, GraderError
from grader.language import _
from grader.printable import one_line


def visible_notebook(path: Path, course: Course, saved: dict[str, Any]) -> AssignmentNotebook:
    """The assignment's notebook that `path` answers, with visible tests only.

    From the course's sources where they are, else from the notebook's own nbgrader metadata.

    Parameters
    ----------
    saved
        The notebook's JSON.

    Raises
    ------
    CourseError
        If the notebook belongs to no assignment that is known here, and has no test of its own.
    """
    with contextlib.suppress(CourseError):
        for assignment in (path.stem, path.resolve().parent.name):
            if assignment in course.assignments():
                for notebook in read_assignment(course, assignment).notebooks:
                    if notebook.name == path.stem:
                        return notebook.visible_part()
    return _from_itself(path, saved)


def _from_itself(path: Path, saved: dict[str, Any]) -> AssignmentNotebook:
    """Blank cells are recognised by the checksum that nbgrader gave them at release."""
    try:
        return _read(path, saved)
    except GraderError:
        raise
    except Exception as error:  # a stranger's metadata may be anything
        name = one_line(path.name)
        raise CourseError(
            _(
                "{name} can't be read as an assignment's notebook ({error}: {text}).",
                name=name,
                error=type(error).__name__,
                text=error,
            )
        ) from None


def _read(path: Path, saved: dict[str, Any]) -> AssignmentNotebook:
    nb = nbformat.reads(json.dumps(saved), as_version=4)
    solutions, tests, authored = [], [], set()
    for cell in nb.cells:
        grade_id = grade_id_of(cell)
        if cell.cell_type != "code":
            continue
        defines = analyse(cell.source).defines
        if utils.is_solution(cell):
            solutions.append(SolutionCell(grade_id, _blank(cell), defines))
        elif utils.is_grade(cell):
            points = float(cell.metadata.nbgrader.points)
            tests.append(TestCell(grade_id, points, cell.source, cell.source))
        else:
            authored |= defines
    if not tests:
        raise CourseError(
            _(
                "{name} has no test cells of nbgrader, and there is no assignment of that "
                "name. Check the notebook of an assignment, as it was released.",
                name=path.name,
            )
        )
    kernel = nb.metadata.get("kernelspec", {})
    cells = [  # what was answered is none of the author's
        nbformat.NotebookNode(cell, source=_blank(cell)) if utils.is_solution(cell) else cell
        for cell in nb.cells
    ]
    return AssignmentNotebook(
        path.stem, kernel, tuple(cells), tuple(solutions), tuple(tests), (), frozenset(authored)
    )


def _blank(cell: nbformat.NotebookNode) -> str:
    released = cell.metadata.nbgrader.get("checksum")
    return cell.source if released == utils.compute_checksum(cell) else ""
