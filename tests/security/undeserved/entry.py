"""What an entry of the corpus is, and the notebook that it submits."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from grader.errors import AuthoringError
from grader.release.sample_class import cell_of, edit

ASSIGNMENTS = {
    name[:2]: name
    for name in (
        "01_celsius_to_fahrenheit",
        "02_fashion_mnist",
        "03_convolution_and_pooling",
        "04_happy_house",
        "05_convolution_model_application",
        "06_horse_or_human",
        "07_happy_or_sad",
        "08_cats_and_dogs",
        "09_flowers",
    )
}
# Tests that train a network for a minute; they are left out where an entry does not aim at them.
TRAINED = {
    "test_train",
    "test_training",
    "test_happy_trained",
    "test_train_compact_model",
    "test_train_happy_or_sad",
    "test_train_small",
    "test_train_flowers",
}

# With these an answer may bind any name, so that all cells above it are run for every test.
ANY_NAME = ("globals()", "__main__")

Edit = str | tuple[str, str] | list[tuple[str, str]] | None


@dataclass(frozen=True, eq=False)
class Entry:
    """A submission made from the solved notebook by a few edits.

    Attributes
    ----------
    kind:
        The name of the file that it stands in.
    lesson:
        "01" to "09".
    what, why:
        What the student did; in one clause why it is wrong (or why it is honest).
    edits:
        From the grade_id of a cell to its new source, or to (old text, new text), or to a list of
        such pairs; or from a pair (operation, place) to a source, see `submission`.
    zero:
        The tests that must have 0 points.
    full:
        The tests that must have all points; None for all that are not in `zero` or `may`.
    may:
        Other tests that may lose points, because they need what was edited.
    variant:
        Whether it had no undeserved points before, but is of the same kind.
    """

    kind: str
    lesson: str
    what: str
    why: str
    edits: dict[str | tuple[str, str], Edit]
    zero: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    variant: bool = False

    @property
    def assignment(self) -> str:
        return ASSIGNMENTS[self.lesson]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.lesson}: {self.what}"

    @property
    def trains(self) -> bool:
        """Whether it takes minutes to judge this: it trains, or has all cells of the lesson run."""
        code = str(self.edits)
        return bool(TRAINED & {*self.zero, *self.may}) or any(name in code for name in ANY_NAME)

    def asks(self, grade_id: str) -> bool:
        """Whether this test is run for the entry."""
        return grade_id not in TRAINED or grade_id in self.zero


def submission(solved: NotebookNode, edits: dict[str | tuple[str, str], Edit]) -> NotebookNode:
    """The `solved` notebook with the edits of an entry.

    A cell that is not there (the author may have done away with a locked cell) is added at the
    end instead. The operations are ("start", _), ("end", _): add a cell; ("before", grade_id),
    ("after", grade_id): add it there; ("delete", grade_id); ("to the end", grade_id), ("to the
    start", grade_id): move; ("twice", grade_id): copy; ("delete with", text): the first code cell that
    has it. Where there are several of one kind, the second part of ("start", _) and ("end", _)
    tells them apart.

    Raises
    ------
    AuthoringError
        If a text to be replaced, or a place, is not in the notebook.
    """
    nb = deepcopy(solved)
    for key, new in edits.items():
        if isinstance(key, tuple):
            _operate(nb, *key, new)
        elif isinstance(new, tuple | list):
            for pair in new if isinstance(new, list) else [new]:
                edit(nb, key, *pair)
        elif _has(nb, key):
            cell_of(nb, key).source = new
        else:
            nb.cells.append(nbformat.v4.new_code_cell(new))
    return nb


def _operate(nb: NotebookNode, operation: str, place: str, new: str | None) -> None:
    if operation in ("start", "end"):
        at = 0 if operation == "start" else len(nb.cells)
        nb.cells.insert(at, nbformat.v4.new_code_cell(new))
        return
    if operation == "delete with":
        nb.cells.remove(next(c for c in nb.cells if c.cell_type == "code" and place in c.source))
        return
    if not _has(nb, place):
        if new is not None:
            nb.cells.append(nbformat.v4.new_code_cell(new))
        return
    cell = cell_of(nb, place)
    at = nb.cells.index(cell)
    if operation in ("before", "after"):
        nb.cells.insert(at + (operation == "after"), nbformat.v4.new_code_cell(new))
    elif operation == "delete":
        del nb.cells[at]
    elif operation == "to the end":
        nb.cells.append(nb.cells.pop(at))
    elif operation == "to the start":
        nb.cells.insert(0, nb.cells.pop(at))
    elif operation == "twice":
        nb.cells.insert(at + 1, deepcopy(cell))
    else:
        raise AuthoringError(f"{operation!r} is no operation on cells; see `submission`.")


def _has(nb: NotebookNode, grade_id: str) -> bool:
    return any(c.metadata.get("nbgrader", {}).get("grade_id") == grade_id for c in nb.cells)


def returning(names: Iterable[str], code: str) -> dict[str, tuple[str, str]]:
    """Edits that put `code` before the return of the cells `names`; it changes `model`.

    `code` is the body of a function, not indented.
    """
    found = {}
    for name in names:
        variable = "augmenter" if name == "make_augmenter" else "model"
        lines = [f"    {line}" if line else "" for line in code.strip("\n").splitlines()]
        body = "\n".join(lines)
        if variable != "model":
            body = f"    model = {variable}\n{body}"
        found[name] = (f"    return {variable}", f"{body}\n    return model")
    return found
