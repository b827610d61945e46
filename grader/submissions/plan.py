"""What is to be run for each graded test of a submitted notebook, decided before anything runs."""

from __future__ import annotations

from dataclasses import dataclass

from grader.authoring.exam import ExamNotebook, TestCell
from grader.code.effects import effects
from grader.submissions.matching import Sheet, is_attempted, lay_out
from grader.submissions.reading import Cell, SubmittedNotebook
from grader.submissions.slices import Slice, slice_for
from grader.verdicts.verdict import TestResult, Verdict


@dataclass(frozen=True)
class Question:
    """A graded test, the student's cells it needs, and its result where none has to be run."""

    notebook: str
    test: TestCell
    cells: tuple[Cell, ...] = ()
    settled: TestResult | None = None

    def result(self, verdict: Verdict, message: str = "", printed: str = "") -> TestResult:
        """The result of this question: full points if passed, else none."""
        points = self.test.points if verdict is Verdict.PASSED else 0.0
        return TestResult(
            self.test.grade_id,
            points,
            self.test.points,
            verdict,
            message,
            self.notebook,
            printed,
        )


@dataclass(frozen=True)
class Plan:
    """What is to be done with one notebook.

    Attributes
    ----------
    cells:
        The submission's cells with the exam's tests among them.
    blank:
        The grade_ids of the graded cells that were left as released.
    """

    notebook: str
    questions: tuple[Question, ...]
    cells: tuple[Cell, ...]
    remarks: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()


def plan(exam: ExamNotebook, submitted: SubmittedNotebook) -> Plan:
    """Decide what each test of `exam` needs of what was handed in."""
    sheet = lay_out(exam, submitted)
    remarks = list(sheet.remarks)
    questions = []
    for test in exam.tests:
        here = sheet.position[test.grade_id]
        needs = slice_for(test.source, sheet.cells[:here], sheet.cells[here + 1 :])
        questions.append(_question(exam, test, sheet, needs))
        for cell in needs.late:
            remarks.append(
                f"{test.grade_id} needs code cell {cell.number}, which stands below it; "
                "it was run first. Restart the kernel and run all cells to see what happens here."
            )
    blank = {s.grade_id for s in exam.solutions if not is_attempted(s, sheet.cells)}
    return Plan(
        exam.name,
        tuple(questions),
        sheet.cells,
        tuple(dict.fromkeys(remarks)),
        frozenset(blank),
    )


def failed_plan(exam: ExamNotebook, reason: str) -> Plan:
    """The plan for a notebook that can't be read: every test ends in an error with the reason."""
    questions = [Question(exam.name, test) for test in exam.tests]
    settled = [
        Question(q.notebook, q.test, settled=q.result(Verdict.ERROR, reason)) for q in questions
    ]
    cells = [Cell(0, test.grade_id, test.visible) for test in exam.tests]
    return Plan(exam.name, tuple(settled), tuple(cells), (reason,))


def _question(exam: ExamNotebook, test: TestCell, sheet: Sheet, needs: Slice) -> Question:
    question = Question(exam.name, test, needs.cells)
    relevant = [s for s in exam.solutions if s.defines & needs.needed]
    if relevant and not any(is_attempted(s, sheet.cells) for s in relevant):
        names = ", ".join(s.grade_id for s in relevant)
        settled = question.result(Verdict.NOT_ATTEMPTED, f"Not attempted: {names} is still blank.")
        return Question(exam.name, test, (), settled)
    asked = {name for s in relevant for name in s.defines} & needs.missing
    for cell in needs.broken:
        if cell.grade_id in {s.grade_id for s in relevant} or any(n in cell.source for n in asked):
            error = effects(cell.source).error
            where = cell.grade_id or f"code cell {cell.number}"
            message = f"The cell {where} is not valid Python: {error}. Correct this line."
            return Question(exam.name, test, (), question.result(Verdict.ERROR, message))
    return question
