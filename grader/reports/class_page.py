"""The class report as one self-contained HTML page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader

from grader.assignment.model import Assignment
from grader.printable import shortened
from grader.reports.class_results import ClassResults
from grader.reports.histogram import histogram
from grader.reports.mistakes import clusters
from grader.reports.similarity import resemblance
from grader.reports.statistics import distribution, items
from grader.results import SubmissionResult, Verdict
from grader.sandbox.protection import protection

MOST_CLUSTERS = 300
BROKEN = (Verdict.ERROR, Verdict.TIMEOUT)


def report_page(found: ClassResults, assignment: Assignment) -> str:
    """The whole page."""
    environment = Environment(loader=PackageLoader("grader.reports", "."), autoescape=True)
    environment.filters["shortened"] = shortened
    results = found.results
    seconds = [result.seconds for result in results]
    found_clusters = clusters(results)
    given = {s.grade_id: s.blank for notebook in assignment.notebooks for s in notebook.solutions}
    return environment.get_template("report.html.j2").render(
        assignment=found.assignment,
        results=results,
        spread=distribution(results),
        histogram=histogram(distribution(results)),
        blank=sum(_untouched(result) for result in results),
        items=items(results),
        verdicts=list(Verdict),
        clusters=found_clusters[:MOST_CLUSTERS],
        more_clusters=len(found_clusters[MOST_CLUSTERS:]),
        odd=_odd(results),
        alike=[
            resemblance(
                grade_id,
                {
                    who: code[grade_id]
                    for who, code in found.code.items()
                    if grade_id in code and code[grade_id].strip() != blank.strip()
                },
                blank,
            )
            for grade_id, blank in given.items()
        ],
        protection=_protection(),
        median_seconds=statistics.median(seconds),
        longest_seconds=max(seconds),
        slowest=max(results, key=lambda result: result.seconds).student,
    )


def _untouched(result: SubmissionResult) -> bool:
    return all(test.verdict is Verdict.NOT_ATTEMPTED for test in result.tests)


def _odd(results: Sequence[SubmissionResult]) -> list[tuple[str, str]]:
    """Each student's errors and findings, each sentence once."""
    rows = []
    for result in results:
        said = [
            test.message.strip().splitlines()[0]
            for test in result.tests
            if test.verdict in BROKEN and test.message.strip()
        ]
        rows += [
            (result.student, shortened(what, 500))
            for what in dict.fromkeys([*said, *result.findings])
        ]
    return rows


def _protection() -> str:
    """What parts submissions from the grader and from each other on this machine."""
    active = protection()
    if not active.sandboxed:
        return f"Without a sandbox on this machine: {active.bubblewrap}."
    parts = ["bubblewrap (no network, no files of the course)"]
    parts += [f"Landlock version {active.landlock}"] * bool(active.landlock)
    parts += ["a filter of system calls"] * active.seccomp
    return f"On this machine student code is isolated by {', '.join(parts)}."
