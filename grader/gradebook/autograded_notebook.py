"""The autograded notebook: the submission with every test's result as its output."""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from grader.assignment.model import AssignmentNotebook, grade_id_of
from grader.atomic_write import write_whole
from grader.comparison.difference_html import page
from grader.comparison.difference_text import introduction, last_sentence
from grader.comparison.serialized import from_text
from grader.gradebook.student_markdown import Space, harmless
from grader.language import ENGLISH, _, speak
from grader.results import TestResult, Verdict
from grader.submissions.answers import answers
from grader.submissions.grading_plan import GradingPlan

OURS = "grader"
MAX_FILES_SHOWN = 50


def autograded_notebook(
    author: AssignmentNotebook,
    plan: GradingPlan,
    results: tuple[TestResult, ...],
    files: Sequence[str] = (),
) -> NotebookNode:
    """Lay the results over the submitted cells, in nbgrader's format.

    nbgrader's metadata comes from the author's notebook, never from the submission; a cell's id is
    used once.
    Hidden tests are not in it, since nbgrader's feedback shows this notebook to the student. The
    metadata `OURS` of findings, of tests and of what may be the answer to another cell says as data
    what the page of feedback shows.
    Pictures and outputs stay as they were submitted, for the person who reads the answers; `files`
    are the names of those beside the notebook, which get a link.
    """
    master = {grade_id: cell for cell in author.cells if (grade_id := grade_id_of(cell))}
    authored = {cell.source for cell in author.cells}
    by_test = {result.grade_id: result for result in results}
    ids = _grade_ids(author, plan, set(master))
    written = _written_elsewhere(plan, ids)
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": author.kernelspec})
    if plan.author.language != ENGLISH:
        nb.metadata[OURS] = NotebookNode(language=plan.author.language)
    if plan.findings:
        lines = "\n".join(f"- {harmless(finding)}" for finding in plan.findings)
        with speak(plan.author.language):
            heading = _("Findings of the grader")
        nb.cells.append(_cell("markdown", f"**{heading}**\n\n{lines}"))
        nb.cells[0].metadata[OURS] = NotebookNode(findings=list(plan.findings))
    space = Space()
    if files or any(cell.shown.outputs for cell in plan.cells):
        nb.cells.append(_cell("markdown", _for_the_reader(files)))
        nb.cells[-1].metadata[OURS] = NotebookNode(findings=[])
    for place, cell in enumerate(plan.cells):
        copy = _cell("code" if cell.is_code else "markdown", cell.source)
        if not cell.is_code and cell.source not in authored:
            copy.source = harmless(cell.source, dict(cell.shown.attachments), space)
        if copy.cell_type == "code":
            copy.outputs = [nbformat.from_dict(output) for output in cell.shown.outputs]
        if cell.shown.attachments:
            copy.attachments = nbformat.from_dict(
                {name: dict(pictures) for name, pictures in cell.shown.attachments}
            )
        if place in written:
            copy.metadata[OURS] = NotebookNode(answers=written[place])
        known = master.get(ids.get(place))
        if known is not None and known.cell_type == copy.cell_type:
            copy.metadata.nbgrader = NotebookNode(known.metadata.nbgrader)
            copy.metadata.nbgrader.checksum = compute_checksum(known)
            if result := by_test.get(ids[place]):
                with speak(plan.author.language):
                    copy.outputs = _outputs(result)
                copy.metadata[OURS] = NotebookNode(
                    verdict=result.verdict.value, message=result.message, compared=result.compared
                )
        nb.cells.append(copy)
    for position, cell in enumerate(nb.cells):
        cell.id = f"cell-{position:03d}"
    return nb


def _for_the_reader(files: Sequence[str]) -> str:
    """What a person should know who reads the answers in formgrader."""
    lines = ["**For the reader.** Outputs are as they were submitted; only tests were run again."]
    if files:
        lines.append("Submitted beside the notebook:\n")
    for name in files[:MAX_FILES_SHOWN]:
        label = "".join(c if c.isalnum() or c in " .-/" else f"&#{ord(c)};" for c in name)
        address = urllib.parse.quote(os.fsencode(name))
        lines.append(f"- [{label}](./{address})")
    if len(files) > MAX_FILES_SHOWN:
        lines.append(f"- and {len(files) - MAX_FILES_SHOWN} more")
    return "\n".join(lines)


def _grade_ids(author: AssignmentNotebook, plan: GradingPlan, known: set[str]) -> dict[int, str]:
    """The places in the plan's cells that carry an author's cell's id.

    Of several copies the last one counts, as it does for Python. An answer that lost its id gets
    it back, or nbgrader could not show what was commented on it.
    """
    last = {cell.grade_id: place for place, cell in enumerate(plan.cells) if cell.grade_id in known}
    strays = {id(c): p for p, c in enumerate(plan.cells) if c.grade_id not in known}
    for solution in author.solutions:
        found = answers(solution, plan.cells) if solution.grade_id not in last else []
        places = [strays[id(cell)] for cell in found if id(cell) in strays]
        if places:
            last[solution.grade_id] = places[-1]
            del strays[id(plan.cells[places[-1]])]
    return {place: grade_id for grade_id, place in last.items()}


def _written_elsewhere(plan: GradingPlan, ids: dict[int, str]) -> dict[int, list[str]]:
    """By the places of cells that may be answers to others the grade_ids of these."""
    found: dict[int, list[str]] = {}
    for grade_id, places in plan.written:
        for place in places:
            if ids.get(place) != grade_id:
                found.setdefault(place, []).append(grade_id)
    return found


def write_notebook(nb: NotebookNode, path: Path) -> None:
    """Write a notebook so that readers see the old one or the new one, never half of it."""
    write_whole(path, nbformat.v4.writes(nb) + "\n")


def _cell(cell_type: str, source: str) -> NotebookNode:
    """A cell as nbformat makes it, without its validation: a class has many, all of this shape."""
    cell = NotebookNode(cell_type=cell_type, metadata=NotebookNode(), source=source)
    if cell_type == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def _outputs(result: TestResult) -> list[NotebookNode]:
    outputs = []
    if result.printed:
        outputs.append(nbformat.v4.new_output("stream", name="stdout", text=result.printed))
    if result.verdict is Verdict.PASSED:
        return outputs
    told = result.message.splitlines()
    if report := from_text(result.compared):  # as the student's own notebook shows it
        data = {"text/html": page(report), "text/plain": result.message}
        outputs.append(nbformat.v4.new_output("display_data", data=data))
        told = [introduction(report), last_sentence(report)]
    error = {"ename": result.verdict.value, "evalue": result.message, "traceback": told}
    return [*outputs, nbformat.v4.new_output("error", **error)]
