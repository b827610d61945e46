"""Feedback: one self-contained page a student and notebook, made by nbgrader's generate_feedback.

`nbgrader_config.py` names `Grades` and `FeedbackExporter`, so that nbgrader's command, formgrader's
button and ``python -m grader feedback`` make the same page. Nothing that a student wrote is ever
HTML in it, and its content security policy lets no script run and nothing be loaded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import mistune
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import Bool
from traitlets.config import Config

from grader.assignment.model import grade_id_of
from grader.comparison.difference_html import STYLE, element
from grader.comparison.serialized import from_text
from grader.gradebook.autograded_notebook import OURS
from grader.gradebook.safe_converters import make_safe
from grader.language import ENGLISH, _, speak
from grader.printable import shortened

MAX_SOURCE = 20_000  # characters of a cell, or of what a test printed
MAX_MESSAGE = 8_000
MAX_NOTEBOOK = 150_000  # characters of the page for the whole notebook at its end
PENDING = "pending"
LABELS = {
    "passed": "✓ passed",
    "partly": "◐ partly right",
    "failed": "✗ not right yet",
    "error": "! ended in an error",
    "timeout": "⏱ stopped, it took too long",
    "not_attempted": "– not attempted",
    PENDING: "… a person has still to read this",
    "": "graded",
}


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
    elsewhere = _answers_elsewhere(nb)
    for cell in nb.cells:
        if is_solution(cell) or is_task(cell):
            answers += [_answer(cell), *elsewhere[cell.metadata.nbgrader.grade_id]]
        if is_grade(cell) or is_task(cell):
            found.append(_item(cell, tuple(answers)))
            answers = []
    return found


def _answers_elsewhere(nb: NotebookNode) -> dict[str, list[Answer]]:
    """By grade_id what was written for an answer in other cells than its own."""
    found = defaultdict(list)
    for cell in nb.cells:
        for grade_id in _ours(cell).get("answers", ()):
            found[grade_id].append(Answer(grade_id, shortened(cell.source, MAX_SOURCE), ""))
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
        source = shortened(cell.source, min(MAX_SOURCE, space))
        cells.append((cell.cell_type, source))
        space -= len(escape(source))
        if space <= 0:
            return [*cells, ("text", _("… the rest is left out here."))]
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
        shortened(result.get("message") or _errors(outputs), MAX_MESSAGE),
        Markup(element(report)) if report else None,
        shortened("".join(o.text for o in outputs if o.output_type == "stream"), MAX_SOURCE),
        shortened(cell.source, MAX_SOURCE) if is_test else "",
        answers,
        bool(about.get("pending")),
        bool(about.get("by_hand")),
    )


def _answer(cell: NotebookNode) -> Answer:
    about = cell.metadata.nbgrader
    source = shortened(cell.source, MAX_SOURCE)
    return Answer(about.grade_id, source, about.get("comment") or "")


def _errors(outputs: list[NotebookNode]) -> str:
    """What another engine's autograded notebook says of a failure."""
    return "\n".join(o.evalue for o in outputs if o.output_type == "error")


def _ours(cell: NotebookNode) -> dict:
    return cell.metadata.get(OURS, {})


class Grades(GetGrades):
    """nbgrader's scores and comments, and which of them still wait for a person.

    Comments on answers that the student's notebook lacks are put beside it, not dropped.
    """

    show_hidden_tests = Bool(
        False, help="Whether feedback shows the hidden tests, which are then known to the class."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        nb, resources = super().preprocess(nb, resources)
        shown = {grade_id_of(cell) for cell in nb.cells}
        with Gradebook(self.db_url) as gradebook:
            where = self.notebook_id, self.assignment_id, self.student_id
            comments = gradebook.find_submission_notebook(*where).comments
            resources["nbgrader"]["other_comments"] = [
                (c.name, c.comment) for c in comments if c.comment and c.name not in shown
            ]
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: dict) -> None:
        super()._get_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        where = name, self.notebook_id, self.assignment_id
        grade = self.gradebook.find_grade(*where, self.student_id)
        by_hand = grade.manual_score is not None
        cell.metadata.nbgrader.update(pending=grade.needs_manual_grade and not by_hand)
        cell.metadata.nbgrader.update(by_hand=by_hand)
        if self.show_hidden_tests and cell.metadata.nbgrader.locked:
            cell.source = self.gradebook.find_source_cell(*where).source


class FeedbackExporter(Exporter):
    """An autograded notebook with its grades as a page of feedback."""

    lists_submissions = True  # see `grader.gradebook.safe_converters`
    output_mimetype = "text/html"

    def __init__(self, config: Config | None = None, **options: object) -> None:
        super().__init__(config=config, **options)
        make_safe(self.parent)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **options: object
    ) -> tuple[str, dict]:
        nb, resources = super().from_notebook_node(nb, resources, **options)
        environment = Environment(
            loader=PackageLoader("grader.gradebook", "."),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(points=_points, comment=_comment)
        language = nb.metadata.get(OURS, {}).get("language", ENGLISH)
        with speak(language):
            page = environment.get_template("feedback.html.j2").render(
                about=resources["nbgrader"],
                items=items(nb),
                findings=findings(nb),
                cells=whole_notebook(nb),
                label=_label,
                diff_style=Markup(STYLE),
                language=language,
                _=_,
            )
        return page, resources


def _label(item: Item) -> str:
    if item.pending:
        return _(LABELS[PENDING])
    if item.by_hand:
        return _("graded by a person")
    if item.verdict == "passed" and item.score < item.points:
        return _(LABELS["partly"])
    return _(LABELS[item.verdict]) if item.verdict in LABELS else _("graded")


def _points(number: float | None) -> str:
    return f"{round(number or 0.0, 2):g}"


def _comment(text: str) -> Markup:
    """A grader's comment, which may be Markdown; HTML in it is shown as text."""
    return Markup(mistune.create_markdown(renderer=_WithoutPictures(escape=True))(text))


class _WithoutPictures(mistune.HTMLRenderer):
    """A picture is its alternative text, since the page loads nothing."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text
