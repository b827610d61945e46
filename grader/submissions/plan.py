"""What is to be run for each graded test of a submitted notebook, decided before anything runs."""

from __future__ import annotations

from dataclasses import replace

from grader.authoring.exam import ExamNotebook, LockedCell, TestCell
from grader.code.effects import effects
from grader.submissions.matching import Sheet, is_attempted, lay_out
from grader.submissions.question import Plan, Question
from grader.submissions.reading import Cell, SubmittedNotebook
from grader.submissions.slices import Slice, slice_for, words_in
from grader.verdicts.verdict import Verdict


def plan(exam: ExamNotebook, submitted: SubmittedNotebook) -> Plan:
    """Decide what each test of `exam` needs of what was handed in."""
    sheet = lay_out(exam, submitted)
    remarks = list(sheet.remarks)
    questions = []
    for test in exam.tests:
        helpers = _helpers(exam, test)
        needs = _needs(exam, test, sheet, helpers)
        questions.append(_question(exam, test, sheet, needs, helpers))
        for cell in needs.late:
            remarks.append(
                f"{test.grade_id} needs code cell {cell.number}, which stands below it; "
                "it was run first. Restart the kernel and run all cells to see what happens here."
            )
    to_read = _to_read(exam, sheet)
    blank = {s.grade_id for s in exam.solutions if not is_attempted(s, sheet.cells)}
    blank |= {manual.grade_id for manual in exam.manual} - to_read
    return Plan(
        exam.name,
        tuple(questions),
        sheet.cells,
        tuple(dict.fromkeys(remarks)),
        frozenset(blank),
        frozenset(to_read),
        frozenset().union(*(s.defines for s in exam.solutions)),
        exam.prelude,
        exam.authored,
    )


def _to_read(exam: ExamNotebook, sheet: Sheet) -> set[str]:
    """Answers for a person that were changed; an untouched one is worth 0, as in nbgrader."""
    given = {cell.grade_id: cell.source for cell in sheet.cells if cell.grade_id}
    return {
        manual.grade_id
        for manual in exam.manual
        if given.get(manual.grade_id, manual.blank).strip() != manual.blank.strip()
    }


def failed_plan(exam: ExamNotebook, reason: str, *, fault: bool = False) -> Plan:
    """The plan for a notebook that can't be read: every test ends in an error with the reason.

    With `fault` that is the machine's, and no verdict.
    """
    questions = [Question(exam.name, test) for test in exam.tests]
    settled = [
        Question(q.notebook, q.test, settled=q.result(Verdict.ERROR, reason, fault=fault))
        for q in questions
    ]
    cells = [Cell(0, test.grade_id, test.visible) for test in exam.tests]
    return Plan(exam.name, tuple(settled), tuple(cells), (reason,))


def _helpers(exam: ExamNotebook, test: TestCell) -> tuple[LockedCell, ...]:
    """The author's locked cells that a test needs, in their order: those whose names it uses, and
    those whose names these use."""
    above = [helper for helper in exam.locked if helper.grade_id in test.locked]
    used, chosen = set(effects(test.source).uses), set()
    while more := [h for h in above if h.defines & used and h.grade_id not in chosen]:
        chosen |= {helper.grade_id for helper in more}
        used.update(*(effects(helper.source).uses for helper in more))
    return tuple(helper for helper in above if helper.grade_id in chosen)


def _needs(
    exam: ExamNotebook, test: TestCell, sheet: Sheet, helpers: tuple[LockedCell, ...]
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
    above, below = sheet.cells[:here], sheet.cells[here + 1 :]
    while True:
        left_out = frozenset(names) - wanted
        needs = slice_for(source, above, below, given=given, left_out=left_out)
        used = asked.union(*(effects(cell.source).uses for cell in needs.cells))
        more = {grade_id for grade_id, defined in names.items() if defined & used} - wanted
        if not more:
            return needs
        wanted |= more


def _question(
    exam: ExamNotebook,
    test: TestCell,
    sheet: Sheet,
    needs: Slice,
    helpers: tuple[LockedCell, ...],
) -> Question:
    place = {id(cell): place for place, cell in enumerate(sheet.cells)}
    places = tuple(place[id(cell)] for cell in needs.cells)
    question = Question(exam.name, test, needs.cells, places, helpers)
    relevant = [s for s in exam.solutions if s.defines & needs.needed]
    if relevant and not any(is_attempted(s, sheet.cells) for s in relevant):
        names = ", ".join(s.grade_id for s in relevant)
        settled = question.result(Verdict.NOT_ATTEMPTED, f"Not attempted: {names} is still blank.")
        return replace(question, settled=settled)
    asked = {name for s in relevant for name in s.defines} & needs.missing
    for cell in needs.broken:
        if cell.grade_id in {s.grade_id for s in relevant} or words_in(cell) & asked:
            error = effects(cell.source).error
            where = f"The cell {cell.grade_id}" if cell.grade_id else f"Code cell {cell.number}"
            message = f"{where} is not valid Python: {error}. Correct this line."
            return replace(question, settled=question.result(Verdict.ERROR, message))
    return question
