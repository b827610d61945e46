"""An assignment as data: its graded tests, the cells a student fills, the author's own cells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

from nbformat import NotebookNode

from grader.analysis.cell_analysis import analyse
from grader.assignment.imports import Imports
from grader.assignment.required_datasets import datasets_in
from grader.assignment.sentence_translations import translate
from grader.language import ENGLISH

INSIDE = "### RUN INSIDE THE STUDENT'S PROCESS"


@dataclass(frozen=True)
class SolutionCell:
    """A cell that the student fills.

    Attributes
    ----------
    blank : str
        Its source when released.
    defines : frozenset of str
        The names that the author's solution defines.
    unbound : frozenset of str
        Names that the blank reads and the solution binds itself, such as the ``model`` of a blank
        that ends in ``return model``.
    """

    grade_id: str
    blank: str
    defines: frozenset[str]
    unbound: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LockedCell:
    """A cell of the author's that students can't edit in Jupyter, and the names it defines.

    Tests use the author's source of it, whatever a submission has in its place.
    """

    grade_id: str
    source: str
    defines: frozenset[str]


@dataclass(frozen=True)
class ManualCell:
    """An answer or a task that a person grades; `blank` is its source when released."""

    grade_id: str
    blank: str
    is_task: bool = False


@dataclass(frozen=True)
class TestCell:
    """A graded test.

    Attributes
    ----------
    points : float
        Full marks.
    source : str
        As the author wrote it. Its hidden part is between the marks of `hidden_parts`, whatever
        marks the course uses.
    visible : str
        The part that students see.
    locked : tuple of str
        The grade_ids of the author's locked cells above it.
    needs_inside : bool
        Whether the author's solution passes only in the student's own process.
    also_inside : bool
        Whether the solution passes across the isolation boundary, and an answer has to pass inside
        the student's process as well, where the test sees more.
    trains : bool
        Whether the test or the author's solution trains a network.
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

    Attributes
    ----------
    name : str
        Its file name without ``.ipynb``.
    cells : tuple of NotebookNode
        The author's cells, with solutions and tests.
    authored : frozenset of str
        The names that the author's cells define, tests excluded.
    translations : dict
        By language, the texts of the tests; see `grader.assignment.sentence_translations`.
    language : str
        That of `tests` and `locked`.
    """

    name: str
    kernelspec: NotebookNode
    cells: tuple[NotebookNode, ...]
    solutions: tuple[SolutionCell, ...]
    tests: tuple[TestCell, ...]
    manual: tuple[ManualCell, ...] = ()
    authored: frozenset[str] = frozenset()
    locked: tuple[LockedCell, ...] = ()
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    language: str = ENGLISH

    @cached_property
    def imports(self) -> Imports:
        """The imports of all of the author's cells."""
        return Imports.of(cell.source for cell in self.cells if cell.cell_type == "code")

    @cached_property
    def released_imports(self) -> Imports:
        """The imports of the author's cells that are released unchanged."""
        return Imports.of(self._fixed)

    @cached_property
    def fixed_sources(self) -> frozenset[str]:
        """The sources of the author's code cells that students are not asked to change."""
        return frozenset(map(str.strip, self._fixed))

    @property
    def _fixed(self) -> list[str]:
        cells = (cell for cell in self.cells if cell.cell_type == "code")
        return [cell.source for cell in cells if not is_graded(cell)]

    @cached_property
    def released_sources(self) -> tuple[str, ...]:
        """The sources of `cells` as students get them."""
        changed = {part.grade_id: part.blank for part in (*self.solutions, *self.manual)}
        changed |= {test.grade_id: test.visible for test in self.tests}
        return tuple(changed.get(grade_id_of(cell), cell.source) for cell in self.cells)

    @property
    def solved(self) -> dict[str, str]:
        """The author's answer to each of `solutions`, by its grade_id."""
        sources = {grade_id_of(cell): cell.source for cell in self.cells}
        return {solution.grade_id: sources[solution.grade_id] for solution in self.solutions}

    def cells_below(self, grade_id: str) -> list[str]:
        """The sources of the author's code cells below a test that are no answers."""
        ids = [grade_id_of(cell) for cell in self.cells]
        solutions = {solution.grade_id for solution in self.solutions}
        return [
            cell.source
            for cell in self.cells[ids.index(grade_id) + 1 :]
            if cell.cell_type == "code" and grade_id_of(cell) not in solutions
        ]

    @property
    def prelude(self) -> str:
        """Source of the imports that tests and locked cells use, such as those of `np`, `tf`."""
        cells = (*self.tests, *self.locked)
        used = frozenset().union(*(analyse(cell.source).uses for cell in cells))
        return self.imports.source(used)

    def keeping(self, keep: Callable[[str], bool]) -> AssignmentNotebook:
        """A copy with only the tests for whose grade_id `keep` is true."""
        return replace(self, tests=tuple(test for test in self.tests if keep(test.grade_id)))

    def in_language(self, language: str) -> AssignmentNotebook:
        """The notebook whose tests and locked cells speak a language, as far as it is known here.

        It is made once for each language, not for each submission.
        """
        if language == self.language or not self.translations.get(language):
            return self
        if language not in self._spoken:
            self._spoken[language] = self._translated(language)
        return self._spoken[language]

    @cached_property
    def _spoken(self) -> dict[str, AssignmentNotebook]:
        return {}

    def _translated(self, language: str) -> AssignmentNotebook:
        texts = self.translations[language]
        tests = (
            replace(t, source=translate(t.source, texts), visible=translate(t.visible, texts))
            for t in self.tests
        )
        locked = (replace(cell, source=translate(cell.source, texts)) for cell in self.locked)
        return replace(self, tests=tuple(tests), locked=tuple(locked), language=language)

    def visible_part(self) -> AssignmentNotebook:
        """A copy whose tests are what students see of them."""
        return replace(self, tests=tuple(replace(t, source=t.visible) for t in self.tests))


@dataclass(frozen=True)
class Assignment:
    """All notebooks of an assignment."""

    name: str
    notebooks: tuple[AssignmentNotebook, ...]

    @property
    def modules(self) -> list[str]:
        """The modules that the author's cells import."""
        imported = (name for nb in self.notebooks for name in nb.imports.modules)
        return list(dict.fromkeys(imported))

    @property
    def test_modules(self) -> list[str]:
        """The modules that the tests use."""
        return Imports.of(nb.prelude for nb in self.notebooks).modules

    @property
    def datasets(self) -> list[str]:
        """The course's datasets that the author's cells load."""
        cells = (cell for nb in self.notebooks for cell in nb.cells)
        return datasets_in(cell.source for cell in cells if cell.cell_type == "code")

    def with_inside(
        self, inside: Collection[tuple[str, str]], also: Collection[tuple[str, str]] = ()
    ) -> Assignment:
        """A copy with some tests run in the student's process, or there as well.

        Tests are named by (notebook, grade_id).
        """

        def placed(test: TestCell, name: tuple[str, str]) -> TestCell:
            return replace(test, needs_inside=name in inside, also_inside=name in also)

        notebooks = (
            replace(nb, tests=tuple(placed(test, (nb.name, test.grade_id)) for test in nb.tests))
            for nb in self.notebooks
        )
        return replace(self, notebooks=tuple(notebooks))

    def keeping(self, keep: Callable[[str], bool]) -> Assignment:
        """A copy with only the tests for whose grade_id `keep` is true."""
        return replace(self, notebooks=tuple(nb.keeping(keep) for nb in self.notebooks))

    def visible_part(self) -> Assignment:
        """A copy whose tests are what students see of them."""
        return replace(self, notebooks=tuple(nb.visible_part() for nb in self.notebooks))


def grade_id_of(cell: NotebookNode) -> str | None:
    """The ``grade_id`` in a cell's nbgrader metadata, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_graded(cell: NotebookNode) -> bool:
    """Whether a cell is an answer or a test; nbgrader, which knows too, is slow to import."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("solution") or marks.get("grade"))
