"""What is to be run for each graded test of a submitted notebook, decided before anything runs."""

from __future__ import annotations

from dataclasses import replace

from grader.analysis.cell_effects import effects
from grader.assignment.model import AssignmentNotebook, LockedCell, SolutionCell, TestCell
from grader.results import Verdict
from grader.submissions.answers import answers, is_attempted
from grader.submissions.blanks import as_run, unbound_names
from grader.submissions.cell_matching import Sheet, lay_out
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import Cell, SubmittedNotebook
from grader.submissions.slicing import Slice, slice_for, words_in


def plan(exam: AssignmentNotebook, submitted: SubmittedNotebook, unfit: str = "") -> GradingPlan:
    """Decide what each test of `exam` needs of what was handed in.

    `unfit` says why it seems to be another notebook than this one; where nothing was found to
    grade, that is the reason.
    """
    sheet = lay_out(exam, submitted)
    cells, about_blanks = as_run(exam, sheet.cells)
    to_run = replace(sheet, cells=cells)
    findings = [*submitted.findings, *sheet.findings, *about_blanks]
    questions = []
    for test in exam.tests:
        helpers = _helpers(exam, test)
        needs = _needs(exam, test, to_run, helpers)
        question = _question(exam, test, to_run, needs, helpers)
        questions.append(_settled(exam, question, sheet, needs))
        for cell in needs.late:
            findings.append(
                f"{test.grade_id} needs code cell {cell.number}, which stands below it; "
                "it was run first. Restart the kernel and run all cells to see what happens here."
            )
    to_read = _to_read(exam, sheet)
    if unfit:  # that cells of this notebook are not in another one is no news
        findings = [*submitted.findings, unfit]
        questions = [_told(question, unfit) for question in questions]
    is_none = bool(unfit) and not to_read and all(question.settled for question in questions)
    blank = {s.grade_id for s in exam.solutions if not is_attempted(s, _own(exam, sheet.cells))}
    blank |= {manual.grade_id for manual in exam.manual} - to_read
    return GradingPlan(
        exam.name,
        tuple(questions),
        sheet.cells,
        tuple(dict.fromkeys(findings)),
        frozenset(blank),
        frozenset(to_read),
        frozenset().union(*(s.defines for s in exam.solutions)),
        exam.prelude,
        exam.authored,
        unfit if is_none else "",
    )


def _told(question: TestTask, reason: str) -> TestTask:
    """A question that nothing was found for, with the reason of the whole notebook."""
    if question.settled is None or question.settled.verdict is not Verdict.NOT_ATTEMPTED:
        return question
    return replace(question, settled=question.result(Verdict.NOT_ATTEMPTED, reason))


def _to_read(exam: AssignmentNotebook, sheet: Sheet) -> set[str]:
    """Answers for a person that were changed; an untouched one is worth 0, as in nbgrader."""
    given = {cell.grade_id: cell.source for cell in sheet.cells if cell.grade_id}
    return {
        manual.grade_id
        for manual in exam.manual
        if given.get(manual.grade_id, manual.blank).strip() != manual.blank.strip()
    }


def failed_plan(exam: AssignmentNotebook, reason: str, *, fault: bool = False) -> GradingPlan:
    """The plan for a notebook that can't be read: every test ends in an error with the reason.

    `fault` says that this is the machine's doing, not the submission's.
    """
    questions = [TestTask(exam.name, test) for test in exam.tests]
    settled = [
        replace(question, settled=question.result(Verdict.ERROR, reason, fault=fault))
        for question in questions
    ]
    cells = [Cell(0, test.grade_id, test.visible) for test in exam.tests]
    not_graded = "" if fault else reason
    return GradingPlan(exam.name, tuple(settled), tuple(cells), (reason,), not_graded=not_graded)


def _helpers(exam: AssignmentNotebook, test: TestCell) -> tuple[LockedCell, ...]:
    """The author's locked cells that a test needs, in their order: those whose names it uses, and
    those whose names these use."""
    above = [helper for helper in exam.locked if helper.grade_id in test.locked]
    used, chosen = set(effects(test.source).uses), set()
    while more := [h for h in above if h.defines & used and h.grade_id not in chosen]:
        chosen |= {helper.grade_id for helper in more}
        used.update(*(effects(helper.source).uses for helper in more))
    return tuple(helper for helper in above if helper.grade_id in chosen)


def _needs(
    exam: AssignmentNotebook, test: TestCell, sheet: Sheet, helpers: tuple[LockedCell, ...]
) -> Slice:
    """The cells that a test and its helpers need of the student's.

    The author's locked cells are run with the test, and the other tests not at all. The student
    worker runs only those of them whose names the student's own code, or this test, uses.
    """
    here = sheet.position[test.grade_id]
    given = exam.imports.names.union(*(helper.defines for helper in helpers))
    source = "\n".join(cell.source for cell in (*helpers, test))
    names = {helper.grade_id: helper.defines for helper in exam.locked}
    names |= {other.grade_id: effects(other.visible).defines for other in exam.tests}
    asked = effects(source).uses - given
    wanted = {test.grade_id}
    above, below = sheet.cells[:here], _not_by_chance(exam, sheet.cells[here + 1 :])
    while True:
        left_out = frozenset(names) - wanted
        needs = slice_for(source, above, below, given=given, left_out=left_out)
        used = asked.union(*(effects(cell.source).uses for cell in needs.cells))
        more = {grade_id for grade_id, defined in names.items() if defined & used} - wanted
        if not more:
            return needs
        wanted |= more


def _not_by_chance(exam: AssignmentNotebook, below: tuple[Cell, ...]) -> list[Cell]:
    """Cells below a test without those of the author's that define what answers bind themselves.

    An answer that forgets to bind the ``model`` it returns does not mean the one that the author's
    next cell happens to train.
    """
    unbound = unbound_names(exam)
    return [
        cell
        for cell in below
        if not (
            cell.source.strip() in exam.fixed_sources and effects(cell.source).defines & unbound
        )
    ]


def _question(
    exam: AssignmentNotebook,
    test: TestCell,
    sheet: Sheet,
    needs: Slice,
    helpers: tuple[LockedCell, ...],
) -> TestTask:
    place = {id(cell): place for place, cell in enumerate(sheet.cells)}
    places = tuple(place[id(cell)] for cell in needs.cells)
    return TestTask(exam.name, test, needs.cells, places, helpers)


def _own(exam: AssignmentNotebook, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells without those of the author's, whose names are no answers."""
    return tuple(cell for cell in cells if cell.source.strip() not in exam.fixed_sources)


def _why_blank(solutions: list[SolutionCell], cells: tuple[Cell, ...]) -> str:
    """Say that nothing was filled in, and whether there was anything to fill in."""
    there = [s.grade_id for s in solutions if answers(s, cells)]
    if there:
        verb = "is" if len(there) == 1 else "are"
        return f"Not attempted: {', '.join(there)} {verb} still blank."
    gone = ", ".join(solution.grade_id for solution in solutions)
    return f"Not attempted: no cell answers {gone}. Is this the right notebook?"


def _settled(exam: AssignmentNotebook, question: TestTask, sheet: Sheet, needs: Slice) -> TestTask:
    """The question, with its result if nothing has to be run for it."""
    relevant = [s for s in exam.solutions if s.defines & needs.needed]
    own = _own(exam, sheet.cells)
    if relevant and not any(is_attempted(s, own) for s in relevant):
        settled = question.result(Verdict.NOT_ATTEMPTED, _why_blank(relevant, own))
        return replace(question, settled=settled)
    asked = {name for s in relevant for name in s.defines} & needs.missing
    for cell in needs.broken:
        if cell.grade_id in {s.grade_id for s in relevant} or words_in(cell) & asked:
            error = effects(cell.source).error
            where = f"The cell {cell.grade_id}" if cell.grade_id else f"Code cell {cell.number}"
            message = f"{where} is not valid Python: {error}. Correct this line."
            return replace(question, settled=question.result(Verdict.ERROR, message))
    return question
