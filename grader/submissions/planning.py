"""What is to be run for each graded test of a submitted notebook, decided before anything runs."""

from __future__ import annotations

from dataclasses import replace

from grader.analysis.cell_analysis import analyse
from grader.assignment.model import AssignmentNotebook, LockedCell, SolutionCell, TestCell
from grader.language import ENGLISH, _, speak
from grader.results import TestResult, Verdict
from grader.submissions.answers import (
    answers,
    as_run,
    not_attempted,
    own_cells,
)
from grader.submissions.cell_matching import MatchedCells, match_cells, not_python
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.manual_answers import manual_answers
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.restored_cells import about_data
from grader.submissions.run_order import definitions_first
from grader.submissions.slicing import Slice, slice_for, words_in

ONE_BLANK = "Not attempted: {names} is still blank."
SEVERAL_BLANK = "Not attempted: {names} are still blank."


def plan(author: AssignmentNotebook, submitted: SubmittedNotebook, unfit: str = "") -> GradingPlan:
    """Decide what each test of `author` needs of what was submitted.

    `unfit` says why it seems to be another notebook than this one; where nothing was found to
    grade, that is the reason.
    """
    author = author.in_language(submitted.language)
    with speak(author.language):
        return _plan(author, submitted, unfit)


def _plan(author: AssignmentNotebook, submitted: SubmittedNotebook, unfit: str) -> GradingPlan:
    matched = match_cells(author, submitted)
    cells, about_blanks = as_run(author, matched.cells)
    to_run = replace(matched, cells=cells)
    manual = manual_answers(author, matched.cells)
    index = {id(cell): index for cell, index in zip(cells, manual.index_of, strict=True)}
    blank = not_attempted(author, matched.cells)
    findings = [*submitted.findings, *matched.findings, *about_blanks, *manual.findings]
    tasks = []
    for test in author.tests:
        helpers = _helpers(author, test)
        needs = _needs(author, test, to_run, helpers)
        indices = tuple(index[id(cell)] for cell in needs.cells)
        whole = definitions_first(needs.whole)
        if whole == needs.whole and not _may_be_too_small(author, needs):
            whole = ()
        named = needs.named if len(needs.named) < len(needs.cells) else None
        task = TestTask(author.name, test, needs.cells, indices, whole, named, helpers)
        tasks.append(replace(task, settled=_settled(author, task, matched, needs, blank)))
        for cell in needs.late:
            findings.append(
                _(
                    "{test} needs code cell {number}, which stands below it; it was run first. "
                    "Restart the kernel and run all cells to see what happens here.",
                    test=test.grade_id,
                    number=cell.number,
                )
            )
    run = {id(cell) for task in tasks for cell in task.cells}
    findings += about_data([cell for cell in matched.restored if id(cell) in run])
    to_read = manual.to_read
    if unfit:  # that cells of this notebook are not in another one is no news
        findings = [*submitted.findings, unfit]
        tasks = [_told(task, unfit) for task in tasks]
        to_read = frozenset()
    is_none = bool(unfit) and all(task.settled for task in tasks)
    return GradingPlan(
        author,
        tuple(tasks),
        manual.cells,
        tuple(dict.fromkeys(findings)),
        (blank | {one.grade_id for one in author.manual}) - to_read,
        to_read,
        unfit if is_none else "",
        written=tuple(manual.written.items()),
    )


def _told(task: TestTask, reason: str) -> TestTask:
    """Return the task; where nothing was found for it, with the reason of the whole notebook."""
    if task.settled is None or task.settled.verdict is not Verdict.NOT_ATTEMPTED:
        return task
    return replace(task, settled=task.result(Verdict.NOT_ATTEMPTED, reason))


def failed_plan(author: AssignmentNotebook, reason: str, *, fault: bool = False) -> GradingPlan:
    """Return a plan for a notebook that can't be read: every test is an error with the reason.

    `fault` says that this is the machine's doing, not the submission's.
    """
    tasks = [TestTask(author.name, test) for test in author.tests]
    settled = [
        replace(task, settled=task.result(Verdict.ERROR, reason, fault=fault)) for task in tasks
    ]
    cells = [Cell(0, test.grade_id, test.visible) for test in author.tests]
    not_graded = "" if fault else reason
    return GradingPlan(author, tuple(settled), tuple(cells), (reason,), not_graded=not_graded)


def _helpers(author: AssignmentNotebook, test: TestCell) -> tuple[LockedCell, ...]:
    """Return the author's locked cells that a test needs, in their order.

    They are those whose names it uses, and those whose names these use.
    """
    above = [helper for helper in author.locked if helper.grade_id in test.locked]
    used, chosen = set(analyse(test.source).uses), set()
    while more := [h for h in above if h.defines & used and h.grade_id not in chosen]:
        chosen |= {helper.grade_id for helper in more}
        used.update(*(analyse(helper.source).uses for helper in more))
    return tuple(helper for helper in above if helper.grade_id in chosen)


def _needs(
    author: AssignmentNotebook,
    test: TestCell,
    matched: MatchedCells,
    helpers: tuple[LockedCell, ...],
) -> Slice:
    """Return the student's cells that a test and its helpers need.

    The author's locked cells are run with the test, and the other tests not at all. The student
    worker runs only those of them whose names the student's own code, or this test, uses.
    """
    index = matched.position[test.grade_id]
    given = author.imports.names.union(*(helper.defines for helper in helpers))
    source = "\n".join(cell.source for cell in (*helpers, test))
    names = {helper.grade_id: helper.defines for helper in author.locked}
    names |= {other.grade_id: analyse(other.visible).defines for other in author.tests}
    asked = analyse(source).uses - given
    wanted = {test.grade_id}
    above, below = matched.cells[:index], _students_own(author, test, matched.cells[index + 1 :])
    while True:
        left_out = frozenset(names) - wanted
        needs = slice_for(source, above, below, given=given, left_out=left_out)
        used = asked.union(*(analyse(cell.source).uses for cell in needs.cells))
        more = {grade_id for grade_id, defined in names.items() if defined & used} - wanted
        if not more:
            return needs
        wanted |= more


def _may_be_too_small(author: AssignmentNotebook, needs: Slice) -> bool:
    """Whether a cell of the student's own is left out that does more than define names."""
    left_out = [cell for cell in needs.whole if cell not in needs.cells]
    own = [cell for cell in left_out if cell.source.strip() not in author.fixed_sources]
    return any(not analyse(cell.source).only_defines for cell in own)


def _students_own(
    author: AssignmentNotebook, test: TestCell, below: tuple[Cell, ...]
) -> list[Cell]:
    """Return the cells below a test that students added, moved there or answer in.

    An answer that forgets to bind the ``model`` it returns does not mean the one that the author's
    next cell happens to train. So that an edited cell of the author's is left out as well, one
    that binds only what the author's cells down there bind is taken for theirs.
    """
    authors = author.cells_below(test.grade_id)
    sources = {source.strip() for source in authors}
    bound = frozenset().union(*(analyse(source).defines for source in authors))
    asked = frozenset().union(*(solution.defines for solution in author.solutions))
    ids = {cell.grade_id for cell in (*author.tests, *author.locked)}
    return [
        cell
        for cell in below
        if cell.grade_id not in ids
        and cell.source.strip() not in sources
        and (analyse(cell.source).error or analyse(cell.source).defines - (bound - asked))
    ]


def _why_blank(solutions: list[SolutionCell], cells: tuple[Cell, ...]) -> str:
    """Say that nothing was filled in, and whether there was anything to fill in."""
    there = [s.grade_id for s in solutions if answers(s, cells)]
    if there:
        blank = ONE_BLANK if len(there) == 1 else SEVERAL_BLANK
        return _(blank, names=", ".join(there))
    gone = ", ".join(solution.grade_id for solution in solutions)
    return _("Not attempted: no cell answers {names}. Is this the right notebook?", names=gone)


def _settled(
    author: AssignmentNotebook,
    task: TestTask,
    matched: MatchedCells,
    needs: Slice,
    blank: frozenset[str],
) -> TestResult | None:
    """Return the result of a task for which nothing has to be run."""
    relevant = [s for s in author.solutions if s.defines & needs.needed]
    ids = {solution.grade_id for solution in relevant}
    if relevant and ids <= blank:
        why = _why_blank(relevant, own_cells(author, matched.cells))
        return task.result(Verdict.NOT_ATTEMPTED, why)
    asked = {name for s in relevant for name in s.defines} & needs.missing
    for cell in needs.broken:
        if cell.grade_id in ids or words_in(cell) & asked:
            found = analyse(cell.source)
            message = not_python(cell.grade_id, cell.number, found.error)
            with speak(ENGLISH):  # as all mistakes that are counted
                mistake = not_python(cell.grade_id, "#", found.error_anywhere)
            return replace(task.result(Verdict.ERROR, message), mistake=mistake)
    return None
