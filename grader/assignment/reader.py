"""Reading an `Assignment` from the author's notebooks, after nbgrader's own preprocessors."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode
from nbgrader import utils

from grader.analysis.cell_analysis import analyse, syntax_tree
from grader.assignment.hidden_parts import mark_hidden_part
from grader.assignment.in_step import read_author_notebook, require_in_step
from grader.assignment.model import (
    Assignment,
    AssignmentNotebook,
    LockedCell,
    ManualCell,
    SolutionCell,
    TestCell,
    grade_id_of,
)
from grader.assignment.nbgrader_preprocessors import stages
from grader.assignment.percent_format import KERNELSPEC, sources_in
from grader.assignment.sentence_translations import read_translations
from grader.course import Course
from grader.errors import CourseError

PYTHON = ("python", "ipython")  # how the language of a kernel starts
TRAINING_METHODS = {"fit", "fit_generator", "train_on_batch", "train_step", "apply_gradients"}
FRESH_TASK = "fresh_task"  # of `grader.fresh_tasks`: something to be learned


def read_assignment(course: Course, assignment: str, folder: Path | None = None) -> Assignment:
    """Read the author's notebooks of an assignment.

    Parameters
    ----------
    folder:
        Where they lie, if not where the course has them.

    Raises
    ------
    CourseError
        If there is no such assignment, it has no notebook yet, one of its notebooks is not for
        Python or older than its source, or one of nbgrader's preprocessors fails on it.
    """
    usual = course.source(course.require(assignment))
    folder = folder or usual
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise CourseError(
            f"{folder} has no notebook yet; make it with `{course.command('release', assignment)}`."
        )
    sources = sources_in(folder, assignment) if course.is_ours else []
    require_in_step(course, assignment, sources, paths)
    return Assignment(assignment, tuple(_read_notebook(course, path) for path in paths))


def _read_notebook(course: Course, path: Path) -> AssignmentNotebook:
    """Read one notebook after nbgrader's preprocessors."""
    written = read_author_notebook(path)
    _require_python(written, path)
    made = stages(course, path, written)
    source = made.solved
    blanks, wholes = (_counterparts(source, stage) for stage in (made.released, made.tested))
    others = [
        cell.source
        for cell in source.cells
        if cell.cell_type == "code" and (utils.is_solution(cell) or not utils.is_grade(cell))
    ]
    solutions, tests, manual, locked, authored = [], [], [], [], set()
    for cell, blank, whole in zip(source.cells, blanks, wholes, strict=True):
        grade_id = grade_id_of(cell)
        is_task = utils.is_task(cell)
        if is_task or (utils.is_solution(cell) and utils.is_grade(cell)):
            manual.append(ManualCell(grade_id, blank.source, is_task))
        if cell.cell_type != "code":
            continue
        defines = analyse(cell.source).defines
        if utils.is_solution(cell):
            unbound = analyse(blank.source).uses - analyse(cell.source).uses
            solutions.append(SolutionCell(grade_id, blank.source, defines, unbound))
        if not utils.is_grade(cell):
            authored |= defines
            if utils.is_locked(cell):
                locked.append(LockedCell(grade_id, cell.source, defines))
        elif not utils.is_solution(cell):
            points = float(cell.metadata.nbgrader.points)
            text = mark_hidden_part(whole.source, blank.source, made.delimiters)
            helpers = tuple(helper.grade_id for helper in locked)
            trains = _trains(text, others)
            tests.append(TestCell(grade_id, points, text, blank.source, helpers, trains=trains))
    return AssignmentNotebook(
        path.stem,
        source.metadata.get("kernelspec", NotebookNode(KERNELSPEC)),
        tuple(source.cells),
        tuple(solutions),
        tuple(tests),
        tuple(manual),
        frozenset(authored),
        tuple(locked),
        read_translations(path.parent),
    )


def _counterparts(nb: NotebookNode, other: NotebookNode) -> list[NotebookNode]:
    """For each cell of `nb` the same cell at another stage; an empty cell if it was removed there.

    Cells with a grade_id are found by it, all others by their index if both have as many cells.
    """
    known = {grade_id_of(cell): cell for cell in other.cells}
    gone = NotebookNode(source="", metadata=NotebookNode())
    others = other.cells if len(nb.cells) == len(other.cells) else [gone] * len(nb.cells)
    return [
        alike if (grade_id := grade_id_of(cell)) is None else known.get(grade_id, gone)
        for cell, alike in zip(nb.cells, others, strict=True)
    ]


def _require_python(nb: NotebookNode, path: Path) -> None:
    """Raise CourseError for a notebook that is written for the kernel of another language."""
    kernelspec, about = (_table(nb.metadata, key) for key in ("kernelspec", "language_info"))
    name = str(kernelspec.get("name") or "")
    language = str(kernelspec.get("language") or about.get("name") or "")
    if language:
        is_python = language.lower().startswith(PYTHON)
    else:
        is_python = "python" in name.lower() or _is_python_source(nb)
    if not is_python:
        said = f"{name or 'no name'} ({language or 'language not said'})"
        raise CourseError(
            f"{path.name} is written for the kernel {said}; only Python is graded here. Nothing "
            "was graded. Grade this assignment with nbgrader itself, or correct the notebook's "
            "kernel (in Jupyter: Kernel, Change Kernel) if its cells are Python."
        )


def _table(metadata: Mapping, key: str) -> Mapping:
    found = metadata.get(key)
    return found if isinstance(found, Mapping) else {}


def _is_python_source(nb: NotebookNode) -> bool:
    return not any(analyse(c.source).error for c in nb.cells if c.cell_type == "code")


def _trains(test: str, cells: Iterable[str]) -> bool:
    """Whether a test trains a network, or one of the author's cells that it depends on does.

    `test` is its source with the hidden part, `cells` are the sources of the author's other cells.
    """
    bound = {name: source for source in cells for name in analyse(source).defines}
    if FRESH_TASK in test:
        return True
    return any(_calls_training(source) for source in [test, *_used(test, bound)])


def _used(source: str, bound: Mapping[str, str]) -> list[str]:
    """The cells that define what a source uses, directly or through other cells."""
    found: dict[str, None] = {}
    todo = [source]
    while todo:
        for name in sorted(analyse(todo.pop()).uses & bound.keys()):
            if bound[name] not in found:
                found[bound[name]] = None
                todo.append(bound[name])
    return list(found)


def _calls_training(source: str) -> bool:
    called = (node.func for node in ast.walk(syntax_tree(source)) if isinstance(node, ast.Call))
    return any(isinstance(name, ast.Attribute) and name.attr in TRAINING_METHODS for name in called)
