"""Before a class is graded, the author's own solution decides where each test runs.

A test looks at a student's answer from the test runner, across the isolation boundary, where some
things can't be seen: printed text, a patched builtin, a class as a class. So the solution is graded
first. A test that it passes across the boundary runs there for everyone; one that would see less
from there has to pass inside as well, which can only take points away. One that it passes only
inside the student worker, or from outside by chance (see `grader.runner.chance`), runs inside for
everyone, labelled. One that it fails in both places is its author's fault, and nobody is graded by
it. No submission has a say in any of this: one that had could have hidden tests run beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from grader.analysis.cell_analysis import same_code
from grader.assignment.hidden_parts import BEGIN
from grader.assignment.model import Assignment, AssignmentNotebook, grade_id_of
from grader.assignment.object_inspection import looks_back, prepares
from grader.errors import AuthoringError
from grader.results import TestResult, Verdict
from grader.runner.chance import asserts_no_draw, feels_what_is_prepared
from grader.runner.grading import Runner, run_plan, without_faults
from grader.runner.limits import Limits
from grader.submissions.author_submission import author_submission
from grader.submissions.grading_plan import TestTask
from grader.submissions.planning import plan

FLAG = "--solution-fails-anyway"
SHOWN = 6
STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Tried:
    """What became of one test with the author's solution.

    Attributes
    ----------
    place:
        ``strict``, ``both`` (across the boundary, and inside as well), ``inside``, ``fails``, or
        ``untried`` where the source has no solution for it.
    why:
        What it needs inside, or why it fails, in words.
    """

    notebook: str
    grade_id: str
    place: str
    why: str = ""


@dataclass(frozen=True)
class Decision:
    """Where the tests of an assignment run, decided by its author's solution."""

    tests: tuple[Tried, ...]

    def of(self, place: str) -> list[Tried]:
        return [one for one in self.tests if one.place == place]

    def apply(self, assignment: Assignment) -> Assignment:
        inside, also = ({(t.notebook, t.grade_id) for t in self.of(p)} for p in ("inside", "both"))
        return assignment.with_inside(inside, also)

    @property
    def notes(self) -> list[str]:
        """What an instructor should know, as sentences."""
        notes = []
        total = len(self.tests)
        if inside := self.of("inside"):
            listed = ", ".join(f"{t.grade_id} ({t.why})" for t in inside)
            verb = "needs" if len(inside) == 1 else "need"
            notes.append(
                f"{len(inside)} of {total} tests {verb} the student's own process, where student "
                f"code could influence the outcome: {listed}."
            )
        if both := self.of("both"):
            listed = ", ".join(f"{t.grade_id} ({t.why})" for t in both)
            notes.append(
                f"{len(both)} of {total} tests have to pass in the student's own process as well, "
                f"because from outside they see less: {listed}."
            )
        if untried := self.of("untried"):
            listed = ", ".join(t.grade_id for t in untried)
            notes.append(
                f"{len(untried)} of {total} tests could not be tried first, because the source has "
                f"no solution for them: {listed}. They run across the isolation boundary."
            )
        notes += [
            f"The author's own solution fails {t.grade_id}: {t.why}" for t in self.of("fails")
        ]
        return notes


def require_solution_passes(decision: Decision, assignment: Assignment, limits: Limits) -> None:
    """Refuse to grade by tests that their author's own solution does not pass.

    Raises
    ------
    AuthoringError
        With each test and the reason.
    """
    failing = decision.of("fails")
    if not failing:
        return
    listed = " ".join(f"{t.grade_id}: {t.why}" for t in failing[:SHOWN])
    more = f" And {len(failing) - SHOWN} more." if len(failing) > SHOWN else ""
    lenient = " without --strict," if limits.strict else ""
    raise AuthoringError(
        f"The author's own solution of {assignment.name} fails {len(failing)} of "
        f"{len(decision.tests)} tests, so nobody was graded. {listed}{more} Correct the test or "
        f"the solution,{lenient} or grade all the same with {FLAG}."
    )


def try_solution(assignment: Assignment, runner: Runner, limits: Limits) -> Decision:
    """Grade the author's solution, across the boundary and where that fails inside.

    Raises
    ------
    GraderError
        If the grader or the machine failed; that says nothing about a test.
    """
    tests = [one for nb in assignment.notebooks for one in _try_notebook(nb, runner, limits)]
    return Decision(tuple(tests))


def _try_notebook(notebook: AssignmentNotebook, runner: Runner, limits: Limits) -> list[Tried]:
    planned = plan(notebook, author_submission(notebook))
    names = notebook.authored, notebook.imports.names
    sees_less = {
        task.test.grade_id: next(filter(None, (looks_back(s, *names) for s in task.sources)), "")
        for task in planned.tasks
    }

    def run(tasks: Iterable[TestTask]) -> list[TestResult]:
        return without_faults(run_plan(replace(planned, tasks=tuple(tasks)), runner, limits))

    across = run(planned.tasks)
    again = [
        replace(task, test=replace(task.test, needs_inside=True))
        for task, result in zip(planned.tasks, across, strict=True)
        if task.settled is None
        and (result.points < result.max_points or sees_less[result.grade_id])
    ]
    inside = {}
    if again and not limits.strict:
        inside = {result.grade_id: result for result in run(again)}
    unsolved = _unsolved(notebook)
    tried = []
    for task, result in zip(planned.tasks, across, strict=True):
        grade_id = result.grade_id
        one = _tried(task, result, inside.get(grade_id), sees_less[grade_id])
        if one.place == "both" and _is_chance(task, run):
            one = replace(one, place="inside")
        if one.place == "fails" and one.grade_id in unsolved:
            one = replace(one, place="untried", why="")
        if one.place == "fails" and BEGIN in task.test.source:
            # the author may read what no student may
            open_test = replace(task.test, source=task.test.source.replace(BEGIN, "-"))
            [told] = run([replace(task, test=open_test)])
            one = replace(one, why=_first_line(told))
        tried.append(one)
    return tried


def _is_chance(task: TestTask, run: Callable[[list[TestTask]], list[TestResult]]) -> bool:
    """Whether that the solution passes from outside may be chance, or need not hold for others."""
    prepared = set().union(*map(prepares, task.sources))
    if not prepared or feels_what_is_prepared(task, prepared):
        return bool(prepared)
    [found] = run([asserts_no_draw(task)])
    return found.verdict is not Verdict.PASSED


def _unsolved(notebook: AssignmentNotebook) -> set[str]:
    """The tests with an answer above them, below the test before, that the source leaves open."""
    blanks = {solution.grade_id: solution.blank for solution in notebook.solutions}
    tests = {test.grade_id for test in notebook.tests}
    found, unsolved = set(), False
    for cell in notebook.cells:
        grade_id = grade_id_of(cell)
        if grade_id in blanks:
            blank = blanks[grade_id]
            unsolved = unsolved or STUB in cell.source or same_code(cell.source, blank)
        elif grade_id in tests:
            if unsolved:
                found.add(grade_id)
            unsolved = False
    return found


def _tried(task: TestTask, across: TestResult, inside: TestResult | None, sees_less: str) -> Tried:
    where = across.notebook, across.grade_id
    if across.verdict is Verdict.NOT_ATTEMPTED:
        return Tried(*where, "untried")
    if inside is not None and inside.points > across.points:
        why = sees_less or _first_line(across).rstrip(".")[:100]
        return Tried(*where, "inside", why)
    if across.verdict is Verdict.PASSED and task.test.inside:
        return Tried(*where, "inside", "its author has marked it")
    if across.verdict is Verdict.PASSED:
        if sees_less and inside is not None and inside.points == across.points:
            return Tried(*where, "both", sees_less)
        return Tried(*where, "strict")
    why = _first_line(across)
    if inside is not None and _first_line(inside) != why:
        why = f"{why.rstrip('.')} (inside the student's process: {_first_line(inside)})."
    return Tried(*where, "fails", why)


def _first_line(result: TestResult) -> str:
    return next(iter(result.reason.splitlines()), "no reason was given")
