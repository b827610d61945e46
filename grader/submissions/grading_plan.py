"""What is to be done with a submitted notebook: data that planning makes and the runner reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import AssignmentNotebook, LockedCell, TestCell
from grader.results import TestResult, Verdict, fit_findings
from grader.submissions.notebook_reader import Cell


@dataclass(frozen=True)
class TestTask:
    """A graded test, the student's cells it needs, and its result where none has to be run.

    Attributes
    ----------
    cell_indices:
        Where `cells` stand in the notebook, in the order in which they are to be run.
    whole:
        All cells above the test that train nothing it does not need, definitions first, where one
        of the student's that is not among `cells`, or the order, might matter; empty elsewhere.
    named:
        Those of `cells` that it needs for a name, where others are there only for what they may do
        to the process; None where there are no others.
    helpers:
        The author's locked cells that the test needs; they are run where the test is.
    shared:
        The names that these cells define or use.
    """

    __test__ = False  # not a test case of pytest's

    notebook: str
    test: TestCell
    cells: tuple[Cell, ...] = ()
    cell_indices: tuple[int, ...] = ()
    whole: tuple[Cell, ...] = ()
    named: tuple[Cell, ...] | None = None
    helpers: tuple[LockedCell, ...] = ()
    settled: TestResult | None = None

    @property
    def with_whole(self) -> TestTask:
        """The same task with all of `whole` run for it."""
        return replace(self, cells=self.whole, cell_indices=tuple(range(len(self.whole))))

    @property
    def with_named(self) -> TestTask:
        """The same task with only `named` run for it."""
        if self.named is None:
            return self
        indices = dict(zip(self.cells, self.cell_indices, strict=True))
        return replace(self, cells=self.named, cell_indices=tuple(map(indices.get, self.named)))

    @property
    def shared(self) -> frozenset[str]:
        touched = (analyse(cell.source) for cell in self.cells)
        return frozenset().union(*(effect.defines | effect.uses for effect in touched))

    @property
    def sources(self) -> tuple[str, ...]:
        """The author's code that judges: the test, and the helpers that it needs."""
        return self.test.source, *(helper.source for helper in self.helpers)

    def result(
        self,
        verdict: Verdict,
        message: str = "",
        printed: str = "",
        points: float | None = None,
        *,
        fault: bool = False,
        doubt: bool = False,
    ) -> TestResult:
        """The result of this task; only a pass has points, all of them if not said."""
        if verdict is not Verdict.PASSED:
            points = 0.0
        elif points is None:
            points = self.test.points
        return TestResult(
            self.test.grade_id,
            points,
            self.test.points,
            verdict,
            message,
            self.notebook,
            printed,
            fault,
            doubt=doubt,
        )


@dataclass(frozen=True)
class GradingPlan:
    """What is to be done with one notebook.

    Attributes
    ----------
    cells:
        The submission's cells with the author's tests among them.
    blank:
        The grade_ids of the graded cells that were left as released.
    to_read:
        The grade_ids of the answers that a person has to read and grade.
    written:
        By the grade_ids of what a person grades, the indices in `cells` of what may be the answer.
    not_graded:
        Why nothing in it could be graded; empty where something was.
    files:
        What was submitted beside the notebooks, (name in the folder, content): code may read it.
    found_in:
        The folder in which it lies, if not where it should be.
    """

    author: AssignmentNotebook
    tasks: tuple[TestTask, ...]
    cells: tuple[Cell, ...]
    findings: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()
    to_read: frozenset[str] = frozenset()
    not_graded: str = ""
    written: tuple[tuple[str, tuple[int, ...]], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    found_in: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", fit_findings(self.findings))

    @property
    def notebook(self) -> str:
        return self.author.name
