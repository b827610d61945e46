"""The course's nbgrader preprocessors, run on an author's notebook one by one.

nbgrader makes a release with a list of preprocessors that a course can configure, replace or leave
out. Reading an assignment runs the same list, so that header notebooks, autotests, code stubs and
delimiters are the same as in the release. Only the gradebook is not written.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jsonschema import ValidationError
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
    SaveCells,
)
from traitlets import import_item
from traitlets.config import Config

from grader.assignment.model import grade_id_of
from grader.course import Course
from grader.errors import CourseError

MAKING = (IncludeHeaderFooter, InstantiateTests, LockCells)
# What removes parts between two delimiters: their settings, and what the parts are.
CLEARING = {
    ClearSolutions: ("begin_solution_delimeter", "end_solution_delimeter", "solution"),
    ClearHiddenTests: ("begin_test_delimeter", "end_test_delimeter", "hidden tests"),
    ClearMarkScheme: ("begin_mark_scheme_delimeter", "end_mark_scheme_delimeter", "mark scheme"),
}
MAX_KEPT = 32  # notebooks with autotests
# How nbgrader begins what tells no reason; a traceback before it ends in the reason.
GENERAL = (
    "There was an error processing assignment",
    "Please see the",
    "Notebook failed to validate",
)
_made: dict[str, Stages] = {}


@dataclass(frozen=True)
class Stages:
    """An author's notebook at several stages of nbgrader's preprocessing.

    Attributes
    ----------
    solved : NotebookNode
        With solutions and tests, before the first preprocessor that removes an answer.
    tested : NotebookNode
        With the tests as nbgrader's gradebook keeps them, hidden parts included.
    released : NotebookNode
        What students get.
    delimiters : (str, str)
        A line with the first text begins the hidden part of a test, one with the second ends it;
        empty if the course has no preprocessor that clears hidden tests.
    """

    solved: NotebookNode
    tested: NotebookNode
    released: NotebookNode
    delimiters: tuple[str, str]


def stages(course: Course, path: Path, nb: NotebookNode) -> Stages:
    """Run the course's preprocessors on the notebook `nb` that was read from `path`.

    nbgrader instantiates autotests by running the author's solution in a kernel, which takes
    seconds: such a result is kept until this process ends or the files change.

    Raises
    ------
    CourseError
        With the reason, if a preprocessor can't be made or fails on the notebook.
    """
    log = ErrorLog()
    # as nbgrader does when it runs them
    with contextlib.chdir(course.root), course.importing():
        steps = _steps(course, path.parent, log)
        if not any(_instantiates(step, nb) for step in steps):
            return _run(steps, path, path.parent, nb, log)
        key = _key(course, path, steps)
        if key not in _made:
            if len(_made) >= MAX_KEPT:
                _made.clear()
            with tempfile.TemporaryDirectory(prefix="grader-autotests-") as work:
                folder = Path(work) / path.parent.name  # the solution may write files there
                shutil.copytree(path.parent, folder)
                _made[key] = _run(steps, path, folder, nb, log)
        return _made[key]


class ErrorLog(logging.Handler):
    """The error lines of nbgrader, which say more than the exception that it raises then."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []
        self.logger = logging.Logger("grader.nbgrader", level=logging.ERROR)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def errors(self) -> str:
        """The first specific error, or what a traceback ends in."""
        plain = [line for line in self.lines if not line.startswith("Traceback")]
        told = [line for line in plain if not line.startswith(GENERAL)]
        reasons = [_raised(line) for line in self.lines if line not in plain]
        return (told or reasons or plain or [""])[0].strip()


def _raised(traceback: str) -> str:
    """The first line of the error that a traceback ends in; there may be many."""
    lines = traceback.strip().splitlines()
    last_frame = max(n for n, line in enumerate(lines) if line.startswith(("Traceback", "  File ")))
    return next((line for line in lines[last_frame + 1 :] if line[:1].strip()), lines[-1])


def wrong_metadata(nb: NotebookNode) -> str:
    """The first cell whose metadata nbgrader refuses, and why: it does not name it itself."""
    for number, cell in enumerate(nb.cells, start=1):
        try:
            MetadataValidator().validate_cell(cell)
        except ValidationError as error:
            where = "".join(f"{key}: " for key in error.path)
            return f"{_name(cell, number)}: {where}{error.message}"
        except Exception:  # it is of an older nbgrader, or worse: nbgrader says so
            return ""
    return ""


def is_preprocessor(configured: object, kind: type) -> bool:
    """Whether a configured preprocessor (a class, its dotted name, an object) is of a `kind`."""
    if isinstance(configured, str):
        configured = import_item(configured)
    return issubclass(configured if isinstance(configured, type) else type(configured), kind)


def config_of(course: Course, folder: Path) -> Config:
    """The course's configuration for the assignment in `folder`.

    nbgrader looks for the templates of autotests in the assignment's folder, then in the course's.
    If they are beside the assignments only, the configuration names them.
    """
    config = Config(course.config)
    name = InstantiateTests(config=course.config).autotest_filename
    beside = Path(course.source("")) / name
    found = any((parent / name).is_file() for parent in (folder, course.root))
    if beside.is_file() and not found:
        config.InstantiateTests = Config(course.config.InstantiateTests)
        config.InstantiateTests.autotest_filename = str(beside.resolve())
    return config


def _steps(course: Course, folder: Path, log: ErrorLog) -> list[Callable]:
    config = config_of(course, folder)
    try:
        converter = GenerateAssignment(coursedir=course.directory, config=config)
        converter.log = log.logger
        exporter = converter.exporter_class(parent=converter, config=converter.config)
        for step in converter.preprocessors:
            exporter.register_preprocessor(step)
    except Exception as error:  # the config can name anything
        raise CourseError(
            f"The steps that {course.root} configures for nbgrader can't be made: "
            f"{type(error).__name__}: {error}. Correct `GenerateAssignment.preprocessors` or the "
            "options of its steps in nbgrader_config.py."
        ) from error
    return exporter._preprocessors


def _run(
    steps: list[Callable], path: Path, folder: Path, nb: NotebookNode, log: ErrorLog
) -> Stages:
    saves = any(isinstance(step, SaveCells) for step in steps)
    resources = {
        "unique_key": path.stem,
        "output_files_dir": f"{path.stem}_files",
        "nbgrader": {"student": ".", "assignment": path.parent.name, "notebook": path.stem},
        "metadata": {"name": path.stem, "path": str(folder)},
    }
    now = copy.deepcopy(nb)
    solved = tested = made = None
    delimiters = ("", "")
    for step in steps:
        if isinstance(step, SaveCells):
            tested = copy.deepcopy(now)
            continue
        before = copy.deepcopy(now)
        _refuse_ends_without_begin(step, before, path)
        if isinstance(step, ClearHiddenTests):
            delimiters = step.begin_test_delimeter, step.end_test_delimeter
            tested = tested if saves else before
        try:
            now, resources = step(now, resources)
        except Exception as error:  # nbgrader's own raise a bare one, a course's may raise any
            raise CourseError(_refusal(step, before, resources, path, log, error)) from error
        if solved is None and _answers(now) != _answers(before) and not isinstance(step, MAKING):
            solved = before
        if isinstance(step, MAKING):
            made = copy.deepcopy(now)
    tested = tested or made or nb
    return Stages(solved or tested, tested, now, delimiters)


def _answers(nb: NotebookNode) -> list[str]:
    return [cell.source for cell in nb.cells if utils.is_solution(cell)]


def _instantiates(step: Callable, nb: NotebookNode) -> bool:
    if not isinstance(step, InstantiateTests):
        return False
    return any(c.cell_type == "code" and step.autotest_delimiter in c.source for c in nb.cells)


def _refuse_ends_without_begin(step: Callable, nb: NotebookNode, path: Path) -> None:
    """nbgrader ignores an end without a beginning, and would release what stands above it."""
    for kind, (begin_name, end_name, part) in CLEARING.items():
        if not isinstance(step, kind):
            continue
        begin, end = getattr(step, begin_name), getattr(step, end_name)
        for number, cell in enumerate(nb.cells, start=1):
            if kind is ClearSolutions and utils.is_solution(cell) and begin not in cell.source:
                continue  # all of it is replaced
            if line := _stray_end(cell.source, begin, end):
                raise CourseError(
                    f"{path.name}, {_name(cell, number)}: it has `{line.strip()}` without "
                    f"`{begin}` above, so its {part} would be shown to students. Correct the "
                    "delimiters and release it anew."
                )


def _stray_end(source: str, begin: str, end: str) -> str:
    """The first line with an `end` that no `begin` belongs to; empty if there is none."""
    inside = False
    for line in source.split("\n"):
        if begin in line:
            inside = True
        elif end in line:
            if not inside:
                return line
            inside = False
    return ""


def _refusal(
    step: Callable,
    nb: NotebookNode,
    resources: dict,
    path: Path,
    log: ErrorLog,
    error: Exception,
) -> str:
    reason = _text(error) or log.errors() or type(error).__name__
    if isinstance(error, FileNotFoundError) and error.filename:
        reason = f"there is no file {error.filename} (looked for from {os.getcwd()})"
    where = path.name
    if isinstance(step, tuple(CLEARING)):
        for number, cell in enumerate(nb.cells, start=1):  # nbgrader does not say which cell
            alone = nbformat.from_dict(nb | {"cells": [copy.deepcopy(cell)]})
            try:
                step(alone, dict(resources))
            except Exception:
                where = f"{path.name}, {_name(cell, number)}"
                break
    return (
        f"{where}: nbgrader's step {type(step).__name__} refuses it: "
        f"{' '.join(reason.split()).rstrip('.: ')}. Nothing "
        "was graded. Correct the source or nbgrader_config.py."
    )


def _text(error: Exception) -> str:
    # an error in a cell has a list as its only argument, and then no text
    if name := getattr(error, "ename", ""):
        return f"{name}: {getattr(error, 'evalue', '')}"
    return str(error)


def _name(cell: NotebookNode, number: int) -> str:
    grade_id = grade_id_of(cell)
    return f"cell {grade_id}" if grade_id else f"cell number {number}"


def _key(course: Course, path: Path, steps: list[Callable]) -> str:
    digest = hashlib.sha256(f"{path}\n{course.config!r}".encode())
    files = [path]
    for step in steps:
        if isinstance(step, IncludeHeaderFooter):
            files += [course.root / name for name in (step.header, step.footer) if name]
        if isinstance(step, InstantiateTests):
            files += [place / step.autotest_filename for place in (path.parent, course.root)]
    for file in files:
        content = file.read_bytes() if file.is_file() else b"-"
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
