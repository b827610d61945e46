"""Differences between an assignment's source and what the gradebook has recorded of it.

nbgrader's ``generate_assignment`` takes over changed points by itself. Once there are submissions
it refuses every change of the set of notebooks and cells, without saying which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nbgrader import api, utils

from grader.assignment.model import Assignment, AssignmentNotebook
from grader.printable import listed

KINDS = {"grade": api.GradeCell, "solution": api.SolutionCell, "task": api.TaskCell}
SHOWN = 6


@dataclass(frozen=True)
class GradedCell:
    """A cell that nbgrader keeps: its kinds (of `KINDS`, or none if only locked), points, text."""

    kinds: frozenset[str]
    points: float | None
    source: str
    cell_type: str


@dataclass(frozen=True)
class NotebookDifference:
    """How a notebook differs; `before` is its name in the gradebook.

    Attributes
    ----------
    renamed:
        Cells with the same text and kinds under another name: old name to new one.
    added, removed:
        Cells, or kinds of cells that stay: name to kinds.
    points:
        Cells that stay and have other points: name to old and new ones.
    """

    name: str
    before: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, frozenset[str]] = field(default_factory=dict)
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def is_structural(self) -> bool:
        """Whether nbgrader would refuse it once there are submissions."""
        return bool(self.name != self.before or self.renamed or self.added or self.removed)

    def sentences(self) -> list[str]:
        told = []
        if self.name != self.before:
            told.append(f"the notebook {self.before} is called {self.name}")
        told += [f"{old} of {self.name} is called {new}" for old, new in self.renamed.items()]
        for names, what in ((self.added, "new"), (self.removed, "gone")):
            moved = set(self.added) & set(self.removed)
            cells = [name for name in names if name not in moved]
            if cells:
                verb = "is" if len(cells) == 1 else "are"
                told.append(f"{listed(sorted(cells), SHOWN)} of {self.name} {verb} {what}")
            if what == "new":
                told += [f"{name} of {self.name} is another kind of cell" for name in sorted(moved)]
        return told


@dataclass(frozen=True)
class Differences:
    """How an assignment differs from what the gradebook knows; no submissions, no differences."""

    assignment: str
    submissions: int = 0
    notebooks: tuple[NotebookDifference, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def are_structural(self) -> bool:
        return bool(self.added or self.removed) or any(n.is_structural for n in self.notebooks)

    def __bool__(self) -> bool:
        return self.are_structural or any(notebook.points for notebook in self.notebooks)

    def sentence(self) -> str:
        """What has changed in the set of notebooks and cells."""
        told = [f"the notebook {name} is new" for name in self.added]
        told += [f"the notebook {name} is gone" for name in self.removed]
        for notebook in self.notebooks:
            told += notebook.sentences()
        return "; ".join(told)

    def points(self) -> list[str]:
        """What has changed in points, as sentences."""
        return [
            f"{name} of {notebook.name} has {new:g} points now, {old:g} before."
            for notebook in self.notebooks
            for name, (old, new) in notebook.points.items()
        ]


def differences(recorded: api.Assignment, assignment: Assignment) -> Differences:
    """Compare an assignment of the gradebook with what its source says."""
    now = {notebook.name: cells_of(notebook) for notebook in assignment.notebooks}
    known = {notebook.name: _known_cells(notebook) for notebook in recorded.notebooks}
    added, removed = sorted(now.keys() - known.keys()), sorted(known.keys() - now.keys())
    before = {name: name for name in now.keys() & known.keys()}
    for old in list(removed):
        alike = [new for new in added if now[new].keys() == known[old].keys()]
        if len(alike) == 1 and known[old]:
            before[alike[0]] = old
            added.remove(alike[0])
            removed.remove(old)
    return Differences(
        assignment.name,
        len(recorded.submissions),
        tuple(_compare(new, old, now[new], known[old]) for new, old in sorted(before.items())),
        tuple(added),
        tuple(removed),
    )


def _compare(
    name: str, before: str, now: dict[str, GradedCell], known: dict[str, GradedCell]
) -> NotebookDifference:
    renamed = _renamed(now, known)
    known = {renamed.get(old, old): cell for old, cell in known.items()}
    added, removed, points = {}, {}, {}
    for cell in sorted(now.keys() | known.keys()):
        new, old = now.get(cell), known.get(cell)
        if old is None:
            added[cell] = new.kinds
        elif new is None:
            removed[cell] = old.kinds
        elif new.kinds != old.kinds:
            added[cell], removed[cell] = new.kinds - old.kinds, old.kinds - new.kinds
        elif new.points is not None and new.points != old.points:
            points[cell] = (old.points, new.points)
    return NotebookDifference(name, before, renamed, added, removed, points)


def _renamed(now: dict[str, GradedCell], known: dict[str, GradedCell]) -> dict[str, str]:
    """The cells that only got another name: the text is the same, and no other cell has it."""

    def alone(cells: dict[str, GradedCell], among: set[str]) -> dict[tuple, str]:
        found: dict[tuple, list[str]] = {}
        for name, cell in cells.items():
            key = (cell.kinds, cell.cell_type, cell.source.strip())
            found.setdefault(key, []).append(name)
        return {
            key: names[0] for key, names in found.items() if len(names) == 1 and names[0] in among
        }

    gone, came = (
        alone(known, known.keys() - now.keys()),
        alone(now, now.keys() - known.keys()),
    )
    return {gone[key]: came[key] for key in gone.keys() & came.keys() if key[0] and key[2]}


def cells_of(notebook: AssignmentNotebook) -> dict[str, GradedCell]:
    answers = (*notebook.solutions, *(cell for cell in notebook.manual if not cell.is_task))
    blanks = {cell.grade_id: cell.blank for cell in answers}
    found = {}
    for cell in notebook.cells:
        flags = {"grade": utils.is_grade, "solution": utils.is_solution, "task": utils.is_task}
        kinds = frozenset(kind for kind, is_kind in flags.items() if is_kind(cell))
        if kinds or utils.is_locked(cell):
            name = cell.metadata.nbgrader.grade_id
            has_points = kinds & {"grade", "task"}
            points = float(cell.metadata.nbgrader.points) if has_points else None
            source = blanks.get(name, cell.source)
            found[name] = GradedCell(kinds, points, source, cell.cell_type)
    return found


def _known_cells(notebook: api.Notebook) -> dict[str, GradedCell]:
    sources = {cell.name: cell for cell in notebook.source_cells}
    kinds: dict[str, set[str]] = {name: set() for name in sources}
    points: dict[str, float] = {}
    for kind, cells in (
        ("grade", notebook.grade_cells),
        ("solution", notebook.solution_cells),
        ("task", notebook.task_cells),
    ):
        for cell in cells:
            kinds.setdefault(cell.name, set()).add(kind)
            if kind != "solution":
                points[cell.name] = cell.max_score
    return {
        name: GradedCell(
            frozenset(found),
            points.get(name),
            (sources[name].source or "") if name in sources else "",
            sources[name].cell_type if name in sources else "",
        )
        for name, found in kinds.items()
    }
