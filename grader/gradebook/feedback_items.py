"""What a page of feedback tells, read from an autograded notebook with its grades."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from grader.comparison.difference_html import element
from grader.comparison.serialized import from_text
from grader.gradebook.autograded_notebook import OURS

MAX_SOURCE = 20_000  # characters of a cell, or of what a test printed
MAX_MESSAGE = 8_000
MAX_NOTEBOOK = 150_000  # characters of the page for the whole notebook at its end


@dataclass(frozen=True)
class Answer:
    """A graded cell of the student's, and what was commented on it."""

    grade_id: str
    source: str
    comment: str


@dataclass(frozen=True)
class Item:
    """Something that has points: a test with the answers above it, or an answer read by a person.

    `diff` shows a comparison that failed; `message` then says the same as text.
    """

    grade_id: str
    score: float = 0.0
    points: float = 0.0
    verdict: str = ""
    message: str = ""
    diff: Markup | None = None
    printed: str = ""
    test: str = ""
    answers: tuple[Answer, ...] = ()
    pending: bool = False
    by_hand: bool = False


def items(nb: NotebookNode) -> list[Item]:
    """All items in the notebook's order; answers that no test follows are an item of their own."""
    found: list[Item] = []
    answers: list[Answer] = []
    for cell in nb.cells:
        if is_solution(cell) or is_task(cell):
            answers.append(_answer(cell))
        if is_grade(cell) or is_task(cell):
            found.append(_item(cell, tuple(answers)))
            answers = []
    return found


def findings(nb: NotebookNode) -> list[str]:
    """What the grader found odd about the submission as a whole."""
    return [finding for cell in nb.cells for finding in _ours(cell).get("findings", ())]


def whole_notebook(nb: NotebookNode) -> list[tuple[str, str]]:
    """(kind, source) of the cells, as far as there is space for them."""
    cells, space = [], MAX_NOTEBOOK
    for cell in nb.cells:
        if not cell.source.strip() or "findings" in _ours(cell):
            continue
        source = _shortened(cell.source, min(MAX_SOURCE, space))
        cells.append((cell.cell_type, source))
        space -= len(escape(source))
        if space <= 0:
            return [*cells, ("text", "… the rest is left out here.")]
    return cells


def _item(cell: NotebookNode, answers: tuple[Answer, ...]) -> Item:
    about, result = cell.metadata.nbgrader, _ours(cell)
    outputs = cell.get("outputs", ())
    report = from_text(result.get("compared", ""))
    is_test = not (is_solution(cell) or is_task(cell))
    return Item(
        about.grade_id,
        about.get("score") or 0.0,
        about.points,
        result.get("verdict", ""),
        _shortened(result.get("message") or _errors(outputs), MAX_MESSAGE),
        Markup(element(report)) if report else None,
        _shortened("".join(o.text for o in outputs if o.output_type == "stream"), MAX_SOURCE),
        _shortened(cell.source, MAX_SOURCE) if is_test else "",
        answers,
        bool(about.get("pending")),
        bool(about.get("by_hand")),
    )


def _answer(cell: NotebookNode) -> Answer:
    about = cell.metadata.nbgrader
    source = _shortened(cell.source, MAX_SOURCE)
    return Answer(about.grade_id, source, about.get("comment") or "")


def _errors(outputs: list[NotebookNode]) -> str:
    """What another engine's autograded notebook says of a failure."""
    return "\n".join(o.evalue for o in outputs if o.output_type == "error")


def _ours(cell: NotebookNode) -> dict:
    return cell.metadata.get(OURS, {})


def _shortened(text: str, length: int) -> str:
    return (
        text if len(text) <= length else f"{text[:length]}\n… {len(text) - length} more characters"
    )
