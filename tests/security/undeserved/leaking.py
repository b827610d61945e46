"""Grading an answer that leaks, in a course of its own, and what its student is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from leaks import Leak
from plain_courses import AUTOTESTS, notebook

from grader.course import Course
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback
from grader.runner.limits import Limits

NAME = "leak"


@dataclass(frozen=True)
class Shown:
    """What came out.

    Attributes
    ----------
    points:
        Of the two tests.
    texts:
        By where a student can read it, what is shown.
    """

    points: tuple[float, ...]
    texts: dict[str, str]

    def told(self, leak: Leak) -> list[str]:
        """Where a secret can be read that the student has not written there."""
        own = " ".join([*leak.answers, leak.extra])
        return [
            where
            for where, text in self.texts.items()
            for secret in leak.secrets
            if not (where == "feedback page" and secret in own)
            if re.search(rf"(?<![\d.]){re.escape(secret)}", text.replace(",", ""))
        ]


def write_course(leak: Leak, root: Path) -> Course:
    """A course of nbgrader's default layout, with one student's submission."""
    begin, end = "### BEGIN SOLUTION", "### END SOLUTION"
    cells = []
    for number, (name, points) in enumerate([("first", 4), ("second", 6)]):
        solution = f"def {name}(x=1):\n    {begin}\n    return 2 * x\n    {end}"
        cells.append((name, solution, leak.answers[number], {"solution": True}))
        test = leak.source(leak.tests[number])
        about = {"grade": True, "points": points, "locked": True}
        cells.append((f"test_{name}", test, _visible(test, leak), about))
    for step, folder in ((1, root / "source"), (2, root / "submitted" / "ada")):
        nb = notebook([])  # names its kernel, which autotests need
        for grade_id, *sources, about in cells:
            cell = nbformat.v4.new_code_cell(sources[step - 1])
            whole = {"grade": False, "solution": False, "locked": False, "task": False, **about}
            cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **whole}
            nb.cells.append(cell)
            if step == 2 and leak.extra and grade_id == "second":
                nb.cells.insert(-1, nbformat.v4.new_code_cell(leak.extra))
        (folder / NAME).mkdir(parents=True)
        nbformat.write(nb, folder / NAME / f"{NAME}.ipynb")
    if "AUTOTEST" in "".join(leak.tests):
        (root / "source" / NAME / "autotests.yml").write_text(AUTOTESTS)
    if leak.config:
        (root / "nbgrader_config.py").write_text(f"c = get_config()\n{leak.config}")
    return Course.load(root)


def _visible(test: str, leak: Leak) -> str:
    """The test as it is released."""
    begin, end = map(re.escape, leak.delimiters)
    return re.sub(rf"{begin}.*?{end}\n", "", test, flags=re.DOTALL)


def shown(leak: Leak, root: Path) -> Shown:
    """Grade the answer and make its page of feedback."""
    course = write_course(leak, root)
    limits = Limits(60, leak.strict)
    # what such a course's author submits as a solution is the leaking answer itself
    session = grade_assignment(course, NAME, workers=1, limits=limits, solution_fails_anyway=True)
    (result,) = session.results()
    generate_feedback(course, NAME)
    texts = {}
    for test in result.tests:
        texts[f"message of {test.grade_id}"] = test.message
        texts[f"printed by {test.grade_id}"] = test.printed
    texts["findings"] = " ".join(map(str, result.findings))
    (page,) = (root / "feedback" / "ada" / NAME).glob("*.html")
    texts["feedback page"] = page.read_text()
    return Shown(tuple(test.points for test in result.tests), texts)
