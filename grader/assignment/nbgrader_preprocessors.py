"""The course's nbgrader preprocessors, run on an author's notebook one by one.

nbgrader makes a release with a list of preprocessors that a course can configure, replace or leave
out. Reading an assignment runs the same list, so that header notebooks, autotests, code stubs and
delimiters are the same as in the release. Only the gradebook is not written.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    ClearHiddenTests,
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
    SaveCells,
)
from traitlets import import_item
from traitlets.config import Config

from grader.assignment.preprocessor_errors import ErrorLog, refusal, refuse_ends_without_begin
from grader.course import Course
from grader.errors import CourseError

MAKING = (IncludeHeaderFooter, InstantiateTests, LockCells)
MAX_KEPT = 32  # notebooks with autotests
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
        refuse_ends_without_begin(step, before, path)
        if isinstance(step, ClearHiddenTests):
            delimiters = step.begin_test_delimeter, step.end_test_delimeter
            tested = tested if saves else before
        try:
            now, resources = step(now, resources)
        except Exception as error:  # nbgrader's own raise a bare one, a course's may raise any
            raise CourseError(refusal(step, before, resources, path, log, error)) from error
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
