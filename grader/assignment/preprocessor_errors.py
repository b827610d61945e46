"""What went wrong in nbgrader's preprocessors, told to the author with the cell and the reason.

nbgrader names neither, as a rule. What it lets pass though students would see it is refused too.
"""

from __future__ import annotations

import copy
import logging
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
from jsonschema import ValidationError
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from grader.assignment.model import grade_id_of
from grader.errors import CourseError

# What removes parts between two delimiters: their settings, and what the parts are.
CLEARING = {
    ClearSolutions: ("begin_solution_delimeter", "end_solution_delimeter", "solution"),
    ClearHiddenTests: ("begin_test_delimeter", "end_test_delimeter", "hidden tests"),
    ClearMarkScheme: ("begin_mark_scheme_delimeter", "end_mark_scheme_delimeter", "mark scheme"),
}
# How nbgrader begins what tells no reason; a traceback before it ends in the reason.
GENERAL = (
    "There was an error processing assignment",
    "Please see the",
    "Notebook failed to validate",
)


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


def refuse_ends_without_begin(step: Callable, nb: NotebookNode, path: Path) -> None:
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


def refusal(
    step: Callable,
    nb: NotebookNode,
    resources: dict,
    path: Path,
    log: ErrorLog,
    error: Exception,
) -> str:
    """Say that a preprocessor `step` failed on the notebook `nb`: at which cell, and why."""
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
