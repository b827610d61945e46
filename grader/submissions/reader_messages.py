"""What crosses between the coordinator and the submission reader, as plain data.

The reader parses hostile text, so nothing that it answers is believed but what only it can know:
the cells, which of them each test needs, and why a test is not run. What a plan takes from the
assignment is taken from the coordinator's own; a plan can't hold points.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.assignment.model import Assignment, AssignmentNotebook, LockedCell, TestCell
from grader.protocol import Malformed
from grader.protocol.dataclass_data import Hooks, from_data, to_data
from grader.protocol.message_limits import Limits
from grader.results import TestResult, Verdict
from grader.submissions.candidate_files import CandidateFile
from grader.submissions.cell_outputs import Shown, is_harmless
from grader.submissions.files_beside import MOST_BYTES, is_name_below
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.notebook_reader import Cell

# 2,000 cells with 100 outputs each
LIMITS = Limits(message_bytes=256 << 20, items=4_000_000, depth=64)
PLANS, ANSWERS = "plans", "answers"  # what may be asked
READ = "read"  # the reader's question for a part of a file
PART_BYTES = 16_000_000  # so that many large files at a time don't fill the coordinator's memory
CONTENT, UNREADABLE, NO_ACCESS = "content", "unreadable", "no access"  # the coordinator's answers
# Verdicts on tests that are not run; a pass is not among them.
SETTLED = {verdict.value: verdict for verdict in (Verdict.NOT_ATTEMPTED, Verdict.ERROR)}


def assignment_data(assignment: Assignment) -> Any:
    return to_data(assignment, {NotebookNode: json.dumps})


def assignment_of(data: Any) -> Assignment:
    node: Hooks = {NotebookNode: lambda text: nbformat.from_dict(json.loads(text))}
    return from_data(Assignment, data, node)


def files_data(files: Sequence[CandidateFile]) -> list[tuple[bytes, bytes, int]]:
    """Describe files; their names may be bytes that are no text."""
    return [(os.fsencode(f.path), _as_bytes(f.label), f.size) for f in files]


def files_of(data: Sequence[tuple[bytes, bytes, int]]) -> list[CandidateFile]:
    return [
        CandidateFile(Path(os.fsdecode(path)), _as_text(label), size) for path, label, size in data
    ]


def plans_data(plans: Sequence[GradingPlan], assignment: Assignment) -> list:
    """Describe the plans for the notebooks of an assignment, in its order."""
    assert len(plans) == len(assignment.notebooks)
    return [_plan_data(plan) for plan in plans]


def _plan_data(plan: GradingPlan) -> tuple:
    author = plan.author  # in the submission's language
    tests = {id(test): number for number, test in enumerate(author.tests)}
    locked = {id(cell): number for number, cell in enumerate(author.locked)}
    cells: list[Cell] = []
    numbers: dict[int, int] = {}

    def number_of(cell: Cell) -> int:
        """Most cells are in the notebook and in several tasks: each is sent once."""
        number = numbers.setdefault(id(cell), len(cells))
        if number == len(cells):
            cells.append(cell)
        return number

    described = to_data(
        plan,
        {
            AssignmentNotebook: lambda author: None,
            TestCell: lambda test: tests[id(test)],
            LockedCell: lambda cell: locked[id(cell)],
            TestResult: lambda result: (
                result.verdict.value,
                _as_bytes(result.message),
                result.fault,
            ),
            Cell: number_of,
            str: _as_bytes,
        },
    )
    return author.language, tuple(to_data(cell, {}) for cell in cells), described


def plans_of(data: object, assignment: Assignment) -> list[GradingPlan]:
    """Make the plans of what the reader answered.

    Raises
    ------
    Malformed
        If that is no description of plans for this assignment.
    """
    if type(data) is not list or len(data) != len(assignment.notebooks):
        raise Malformed("the reader did not answer every notebook")
    return [_plan_of(one, author) for one, author in zip(data, assignment.notebooks, strict=True)]


def _plan_of(data: Any, author: AssignmentNotebook) -> GradingPlan:
    if type(data) is not tuple or len(data) != 3:
        raise Malformed("a plan must be its language, its cells and the rest")
    author = author.in_language(from_data(str, data[0], {}))
    cells = from_data(tuple[Cell, ...], data[1], {Shown: _shown_of})
    test_of: list[TestCell] = []

    def own_test(number: Any) -> TestCell:
        test_of.append(_at(author.tests, number))
        return test_of[-1]

    def settled(result: Any) -> TestResult:
        verdict, message, fault = from_data(tuple[str, bytes, bool], result, {})
        if verdict not in SETTLED:
            raise Malformed(f"a test can't be {verdict} before it is run")
        test = test_of[-1]
        return TestResult(
            test.grade_id,
            0.0,
            test.points,
            SETTLED[verdict],
            _as_text(message),
            author.name,
            fault=fault,
        )

    plan: GradingPlan = from_data(
        GradingPlan,
        data[2],
        {
            AssignmentNotebook: lambda data: author,
            TestCell: own_test,
            LockedCell: lambda number: _at(author.locked, number),
            TestResult: settled,
            Cell: lambda number: _at(cells, number),
            str: _as_text,
        },
    )
    right = (
        [id(task.test) for task in plan.tasks] == [id(test) for test in author.tests]
        and all(0 <= at < len(plan.cells) for _, found in plan.written for at in found)
        and all(task.notebook == author.name for task in plan.tasks)
        and all(len(task.cells) == len(task.cell_indices) for task in plan.tasks)
        and sum(len(content) for _, content in plan.files) <= MOST_BYTES
        and all(is_name_below(name) for name, _ in plan.files)
    )
    if not right:
        raise Malformed("the plan is for another notebook")
    return plan


def _as_bytes(text: str) -> bytes:
    """Encode text that may quote a file's name, with halves of surrogate pairs in it."""
    return text.encode("utf-8", "surrogatepass")


def _as_text(data: Any) -> str:
    try:
        return str(data, "utf-8", "surrogatepass")
    except (TypeError, UnicodeDecodeError):
        raise Malformed("a text is none") from None


def _at(items: Sequence, number: Any) -> Any:
    if type(number) is not int or not 0 <= number < len(items):
        raise Malformed(f"{number!r:.80} is no number of one of {len(items)}")
    return items[number]


def _shown_of(data: Any) -> Shown:
    shown: Shown = from_data(Shown, data, {})
    if not is_harmless(shown):
        raise Malformed("a cell shows more than text and pictures")
    return shown


def answers_of(data: object) -> dict[str, str]:
    """Make the code of the graded cells, by grade_id, of what the reader answered."""
    return from_data(dict[str, str], data, {})
