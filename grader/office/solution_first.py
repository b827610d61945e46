"""Before a class is graded, the author's own solution decides where each test runs.

A test looks at a student's answer from the test runner, across the isolation boundary, where some
things can't be seen: printed text, a patched builtin, a class as a class. So the solution is graded
first. A test that it passes across the boundary runs there for everyone. One that it passes only
inside the student worker runs inside for everyone, labelled. One that it fails in both places is
its author's fault, and nobody is graded by it. No submission has a say in any of this.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from grader.authoring.as_submitted import as_submitted
from grader.authoring.exam import Exam, ExamNotebook
from grader.errors import AuthoringError, GraderError
from grader.grading import examine_plan
from grader.rooms.inside import INSIDE
from grader.rooms.room import Limits, Room
from grader.submissions.plan import plan
from grader.submissions.question import Question
from grader.verdicts.verdict import TestResult, Verdict

FLAG = "--solution-fails-anyway"
SHOWN = 6
# What a test that needs the student's own process looks at, as far as its text tells.
LOOKS_AT = (
    (r"\binput\b", "input()"),
    (r"redirect_std|StringIO|capture_output|capsys|%%capture", "printed text"),
    (r"catch_warnings|\bwarns\(", "warnings"),
    (r"assertLogs|\blogging\b|caplog", "logging"),
    (r"\bpatch\b|monkeypatch|builtins\.", "patched names"),
    (r"\binspect\b|getsource|__code__|\bast\.", "source"),
    (r"__doc__|\bdoctest\b", "docstring"),
    (r"\b(?:globals|locals|vars|dir)\(", "names of the notebook"),
    (r"\bseed\(|default_rng\(", "random numbers"),
    (r"\bissubclass\(|\bisinstance\(", "classes"),
    (r"\bopen\(|Path\(", "files"),
)


@dataclass(frozen=True)
class Tried:
    """What became of one test with the author's solution.

    Attributes
    ----------
    place:
        ``strict``, ``inside``, ``fails``, or ``untried`` where the source has no solution for it.
    why:
        What it needs inside, or why it fails, in words.
    points:
        What the solution earns there.
    """

    notebook: str
    grade_id: str
    place: str
    why: str = ""
    points: float = 0.0


@dataclass(frozen=True)
class Decision:
    """Where the tests of an assignment run, decided by its author's solution."""

    tests: tuple[Tried, ...]

    def of(self, place: str) -> list[Tried]:
        return [one for one in self.tests if one.place == place]

    def apply(self, exam: Exam) -> Exam:
        return exam.with_inside({(t.notebook, t.grade_id) for t in self.of("inside")})

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


def require_solution_passes(decision: Decision, exam: Exam, limits: Limits) -> None:
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
        f"The author's own solution of {exam.assignment} fails {len(failing)} of "
        f"{len(decision.tests)} tests, so nobody was graded. {listed}{more} Correct the test or "
        f"the solution,{lenient} or grade all the same with {FLAG}."
    )


def try_solution(exam: Exam, room: Room, limits: Limits) -> Decision:
    """Grade the author's solution, across the boundary and where that fails inside.

    Raises
    ------
    GraderError
        If the grader or the machine failed; that says nothing about a test.
    """
    tests = [one for nb in exam.notebooks for one in _try_notebook(nb, room, limits)]
    return Decision(tuple(tests))


def _try_notebook(notebook: ExamNotebook, room: Room, limits: Limits) -> list[Tried]:
    planned = plan(notebook, as_submitted(notebook))
    across = _sound(examine_plan(planned, room, limits))
    again = [
        replace(question, settled=None, test=replace(question.test, needs_inside=True))
        for question, result in zip(planned.questions, across, strict=True)
        if question.settled is None and result.points < result.max_points
    ]
    if limits.strict or not again:
        return [_tried(q, r, None) for q, r in zip(planned.questions, across, strict=True)]
    found = _sound(examine_plan(replace(planned, questions=tuple(again)), room, limits))
    inside = {result.grade_id: result for result in found}
    return [
        _tried(question, result, inside.get(result.grade_id))
        for question, result in zip(planned.questions, across, strict=True)
    ]


def _sound(results: list[TestResult]) -> list[TestResult]:
    if faults := [result for result in results if result.fault]:
        raise GraderError(f"{faults[0].grade_id}: {faults[0].message}")
    return results


def _tried(question: Question, across: TestResult, inside: TestResult | None) -> Tried:
    where = across.notebook, across.grade_id
    if across.verdict is Verdict.NOT_ATTEMPTED:
        return Tried(*where, "untried")
    if inside is not None and inside.points > across.points:
        return Tried(*where, "inside", _looks_at(question.test.source, across), inside.points)
    if across.verdict is Verdict.PASSED and question.test.inside:
        return Tried(*where, "inside", "its author has marked it", across.points)
    if across.verdict is Verdict.PASSED:
        return Tried(*where, "strict", points=across.points)
    why = _first_line(across)
    if inside is not None and _first_line(inside) != why:
        why = f"{why.rstrip('.')} (inside the student's process: {_first_line(inside)})."
    return Tried(*where, "fails", why)


def _looks_at(source: str, across: TestResult) -> str:
    for pattern, label in LOOKS_AT:
        if re.search(pattern, source):
            return label
    return _first_line(across).rstrip(".")[:100]


def _first_line(result: TestResult) -> str:
    told = result.message.replace(f" ({INSIDE})", "").splitlines()
    return told[0] if told else "no reason was given"
