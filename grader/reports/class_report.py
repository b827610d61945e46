"""The class report: what a class did and did not understand, as one self-contained HTML page."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from grader.assignment.model import Assignment
from grader.course import Course
from grader.errors import CourseError
from grader.gradebook.database import has_gradebook, open_gradebook
from grader.gradebook.deadlines import final_score
from grader.gradebook.result_cache import graded_before
from grader.printable import listed, shortened
from grader.reports.mistakes import clusters
from grader.reports.similarity import Similarity, similarity
from grader.reports.statistics import Distribution, distribution, items
from grader.results import SubmissionResult, Verdict
from grader.sandbox.protection import protection
from grader.submissions.planning_process import answers_in_subprocess
from grader.submissions.submission import find_submissions

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 220, 10, 40, 22
MOST_CLUSTERS = 300
MOST_ODD = 300
MOST_NAMES = 60
BROKEN = (Verdict.ERROR, Verdict.TIMEOUT)


@dataclass(frozen=True)
class ClassResults:
    """All students of an assignment.

    Attributes
    ----------
    results:
        In the order of the students' names.
    code:
        For each student the source of each graded cell, by its grade_id; those that could be read.
    scores:
        The final scores in the gradebook, with points by hand and what is taken off for being late.
    max_score:
        What the gradebook has as the most, or else what the tests have.
    """

    assignment: str
    results: tuple[SubmissionResult, ...]
    code: dict[str, dict[str, str]]
    scores: dict[str, float]
    max_score: float

    def score(self, result: SubmissionResult) -> float:
        """The score of a student in the gradebook; the automatic one where that has none."""
        return self.scores.get(result.student, result.score)


def class_results(course: Course, assignment: Assignment) -> ClassResults:
    """Read what `grader grade` noted, and the submissions.

    Raises
    ------
    CourseError
        If nothing was graded yet.
    """
    results = tuple(sorted(graded_before(course, assignment.name), key=lambda r: r.student))
    if not results:
        raise CourseError(
            f"Nothing of {assignment.name} has been graded with this grader yet: "
            f"`{course.command('grade', assignment.name)}`."
        )
    scores, most = _final_scores(course, assignment.name)
    if scores:  # without those who were removed from the gradebook
        results = tuple(result for result in results if result.student in scores) or results
    try:
        submissions = find_submissions(course.submitted_root, assignment.name, course.assignments())
    except CourseError:
        submissions = []  # graded from another folder
    submitted = {submission.student: submission for submission in submissions}
    code = {
        result.student: answers_in_subprocess(submitted[result.student], assignment)
        for result in results
        if result.student in submitted
    }
    most = most or max(result.max_score for result in results)
    return ClassResults(assignment.name, results, code, scores, most)


def _final_scores(course: Course, assignment: str) -> tuple[dict[str, float], float]:
    """The scores in the gradebook by student, and the maximum; nothing where that has none."""
    if not has_gradebook(course):
        return {}, 0.0
    with open_gradebook(course) as gradebook:
        for one in gradebook.assignments:
            if one.name == assignment:
                return {s.student.id: final_score(s) for s in one.submissions}, one.max_score
    return {}, 0.0


def histogram(spread: Distribution) -> Markup:
    """Draw one bar for each bin, with its count above it."""
    bins, most = len(spread.counts), max(*spread.counts, 1)
    step = (WIDTH - 2 * LEFT) / bins
    high = HEIGHT - BOTTOM - TOP
    edges = [f"{edge:g}" for edge in spread.edges]
    said = "; ".join(
        f"{low} to {up}: {count}"
        for low, up, count in zip(edges, edges[1:], spread.counts, strict=False)
    )
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" style="max-width: 100%; height: auto" '
        f'width="{WIDTH}" aria-label="Students by score. {escape(said)}">'
    ]
    for number, count in enumerate(spread.counts):
        tall = high * count / most
        x, y = LEFT + number * step, TOP + high - tall
        parts.append(
            f'<rect x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{tall:.1f}"/>'
            f'<text x="{x + step / 2:.1f}" y="{y - 5:.1f}" text-anchor="middle">'
            f"{count or ''}</text>"
        )
    for number, edge in enumerate(edges):
        anchor = "start" if number == 0 else "end" if number == bins else "middle"
        parts.append(
            f'<text x="{LEFT + number * step:.1f}" y="{HEIGHT - BOTTOM + 18}" '
            f'text-anchor="{anchor}">{edge}</text>'
        )
    parts.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">score (points)</text></svg>'
    )
    return Markup("".join(parts))


def report_page(course: Course, found: ClassResults, assignment: Assignment) -> str:
    """Render the page of a class as HTML."""
    environment = Environment(loader=PackageLoader("grader.reports", "."), autoescape=True)
    environment.filters["shortened"] = shortened
    environment.filters["named"] = partial(listed, most=MOST_NAMES)
    results = found.results
    seconds = [result.seconds for result in results]
    found_clusters = clusters(results)
    spread = distribution([found.score(result) for result in results], found.max_score)
    odd = _odd(results)
    return environment.get_template("report.html.j2").render(
        assignment=found.assignment,
        results=results,
        command=course.command,
        spread=spread,
        histogram=histogram(spread),
        blank=sum(_untouched(result) for result in results),
        items=items(results),
        verdicts=list(Verdict),
        clusters=found_clusters[:MOST_CLUSTERS],
        more_clusters=len(found_clusters[MOST_CLUSTERS:]),
        odd=odd[:MOST_ODD],
        more_odd=len(odd[MOST_ODD:]),
        alike=list(_alike(found, assignment)),
        protection=_protection(),
        median_seconds=statistics.median(seconds),
        longest_seconds=max(seconds),
        slowest=max(results, key=lambda result: result.seconds).student,
    )


def _untouched(result: SubmissionResult) -> bool:
    return all(test.verdict is Verdict.NOT_ATTEMPTED for test in result.tests)


def _alike(found: ClassResults, assignment: Assignment) -> Iterator[Similarity]:
    """Compare the answers to each cell, but for those that are as released."""
    for notebook in assignment.notebooks:
        solved = notebook.solved
        for one in notebook.solutions:
            code = {
                who: answers[one.grade_id]
                for who, answers in found.code.items()
                if one.grade_id in answers and answers[one.grade_id].strip() != one.blank.strip()
            }
            yield similarity(one.grade_id, code, (one.blank, solved[one.grade_id]))


def _odd(results: Sequence[SubmissionResult]) -> list[tuple[str, list[str]]]:
    """List (error or finding, the students who have it), what most have first."""
    students: dict[str, list[str]] = {}
    for result in results:
        said = [
            test.message.strip().splitlines()[0]
            for test in result.tests
            if test.verdict in BROKEN and test.message.strip()
        ]
        for what in dict.fromkeys(shortened(what, 500) for what in (*said, *result.findings)):
            students.setdefault(what, []).append(result.student)
    return sorted(students.items(), key=lambda row: -len(row[1]))


def _protection() -> str:
    """Say what isolates submissions on this machine."""
    active = protection()
    if not active.sandboxed:
        return f"Without a sandbox on this machine: {active.bubblewrap}."
    parts = ["bubblewrap (no network, no files of the course)"]
    parts += [f"Landlock version {active.landlock}"] * bool(active.landlock)
    parts += ["a filter of system calls"] * active.seccomp
    return f"On this machine student code is isolated by {', '.join(parts)}."
