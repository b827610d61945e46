"""What an assignment asks: its graded tests, and the cells a student fills, from the source."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from grader.analysis.cell_effects import effects
from grader.assignment.author_imports import Imports
from grader.assignment.required_datasets import needed

INSIDE = "### RUN INSIDE THE STUDENT'S PROCESS"


@dataclass(frozen=True)
class SolutionCell:
    """A cell the student fills: what it holds when released, and the names it is to define.

    `unbound` are names that the blank reads and the author's solution binds by itself, such as the
    ``model`` of a blank that ends in ``return model``.
    """

    grade_id: str
    blank: str
    defines: frozenset[str]
    unbound: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LockedCell:
    """A cell of the author's that students can't edit in Jupyter, and the names it defines.

    Tests use the author's own text of it, whatever a submission holds in its place.
    """

    grade_id: str
    source: str
    defines: frozenset[str]


@dataclass(frozen=True)
class ManualCell:
    """An answer that a person grades, and what it holds when released."""

    grade_id: str
    blank: str


@dataclass(frozen=True)
class TestCell:
    """A graded test as the author wrote it, and the part of it that students see.

    `locked` are the grade_ids of the author's locked cells above it.
    In `source` the hidden part stands between the marks of `grader.assignment.hidden_parts`,
    whatever marks the course itself uses.

    `needs_inside` says that the author's solution passes only in the student's own process;
    `also_inside` that it passes across the boundary and has to pass in there as well, because it
    would see less from across.

    `trains` says that the author's own solution trains a network for it, or the test does.
    """

    __test__ = False

    grade_id: str
    points: float
    source: str
    visible: str
    locked: tuple[str, ...] = ()
    needs_inside: bool = False
    also_inside: bool = False
    trains: bool = False

    @property
    def inside(self) -> bool:
        """Whether it runs in the student's own process, which could influence it."""
        return self.needs_inside or INSIDE in self.source


@dataclass(frozen=True)
class AssignmentNotebook:
    """One notebook of an assignment.

    `name` is its file name without ``.ipynb``; `authored` are the names that the author's cells
    define, tests left out.
    """

    name: str
    kernelspec: NotebookNode
    cells: tuple[NotebookNode, ...]
    solutions: tuple[SolutionCell, ...]
    tests: tuple[TestCell, ...]
    manual: tuple[ManualCell, ...] = ()
    authored: frozenset[str] = frozenset()
    locked: tuple[LockedCell, ...] = ()

    @cached_property
    def imports(self) -> Imports:
        """What the author's cells import."""
        return Imports.of(cell.source for cell in self.cells if cell.cell_type == "code")

    @cached_property
    def released_imports(self) -> Imports:
        """The imports of the author's cells that stand in the released notebook as they are."""
        return Imports.of(
            cell.source
            for cell in self.cells
            if cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell))
        )

    @cached_property
    def fixed_sources(self) -> frozenset[str]:
        """The text of the author's code cells that students are not asked to change."""
        return frozenset(
            cell.source.strip()
            for cell in self.cells
            if cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell))
        )

    @property
    def prelude(self) -> str:
        """The imports that tests and locked cells use: what their `np`, `tf` stand for."""
        cells = (*self.tests, *self.locked)
        used = frozenset().union(*(effects(cell.source).uses for cell in cells))
        return self.imports.source(used)

    def keeping(self, keep: Callable[[str], bool]) -> AssignmentNotebook:
        """The same with only the tests whose grade_id `keep` says yes to."""
        return replace(self, tests=tuple(test for test in self.tests if keep(test.grade_id)))


@dataclass(frozen=True)
class Assignment:
    """All notebooks of an assignment."""

    name: str
    notebooks: tuple[AssignmentNotebook, ...]

    @property
    def modules(self) -> list[str]:
        """The modules that the author's cells import, and answers with them."""
        imported = (name for nb in self.notebooks for name in nb.imports.modules)
        return list(dict.fromkeys(imported))

    @property
    def test_modules(self) -> list[str]:
        """Those of them that the tests use."""
        preludes = Imports.of(nb.prelude for nb in self.notebooks)
        return preludes.modules

    @property
    def datasets(self) -> list[str]:
        """The course's datasets that the author's cells load."""
        cells = (cell for nb in self.notebooks for cell in nb.cells)
        return needed(cell.source for cell in cells if cell.cell_type == "code")

    def with_inside(
        self, inside: Collection[tuple[str, str]], also: Collection[tuple[str, str]] = ()
    ) -> Assignment:
        """The same with tests, named by (notebook, grade_id), run inside, or inside as well."""

        def marked(notebook: AssignmentNotebook) -> AssignmentNotebook:
            tests = []
            for test in notebook.tests:
                name = (notebook.name, test.grade_id)
                tests.append(replace(test, needs_inside=name in inside, also_inside=name in also))
            return replace(notebook, tests=tuple(tests))

        return replace(self, notebooks=tuple(map(marked, self.notebooks)))

    def keeping(self, keep: Callable[[str], bool]) -> Assignment:
        """The same with only the tests whose grade_id `keep` says yes to."""
        return replace(self, notebooks=tuple(nb.keeping(keep) for nb in self.notebooks))


def grade_id_of(cell: NotebookNode) -> str | None:
    """The ``grade_id`` in a cell's nbgrader metadata, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")
